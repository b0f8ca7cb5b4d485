"""Run numbers: which ones are kept, where another training starts, and what is reported."""

import pytest

from ..logs import kept_values, read_bytes, warnings_of
from ..plain import parse

TEN = list(range(10))
RESUMED = list(range(5, 15))
SQUARES = [number**2 for number in range(10)]


def log_of(runs: list[int]) -> str:
    """Return a log in which the loss of each run is the run's place."""
    return "".join(f"run: {run}\nL: {place}\n" for place, run in enumerate(runs))


@pytest.mark.parametrize(
    ("runs", "warnings"),
    [
        (TEN, []),
        ([7], []),
        (SQUARES, []),
        ([0, 1, 2, 4, 6, 9, 12, 16, 20], []),
        ([*range(0, 1000, 100), 999], []),  # the last run is printed whatever its number
        ([*range(0, 1000, 100), 950, 1000, 1100], []),
        (
            [*TEN, 20, 30, 40, 50],
            ["21: runs are missing between run 9 and run 20"],  # then the step is another one
        ),
        ([*TEN, 20, 31, 32, 33], ["21: runs are missing between run 9 and run 20"]),
        ([*range(0, 1000, 100), *range(1000, 1300, 10)], []),
        ([*range(0, 300, 10), *range(300, 1300, 100)], []),
        (
            [*TEN, 20, 30, 31, 32],
            [
                "21: runs are missing between run 9 and run 20",
                "23: runs are missing between run 20 and run 30",
            ],
        ),
        ([*TEN, *range(50, 60)], ["21: runs are missing between run 9 and run 50"]),
        ([3, *range(50, 60)], ["3: runs are missing between run 3 and run 50"]),
        ([*TEN, 12], ["21: runs are missing between run 9 and run 12"]),
        ([*TEN, 17], ["21: runs are missing between run 9 and run 17"]),  # 8 steps ahead
        ([*TEN, 9], ["21: run 9 appears again"]),
        ([0, 1, 2, 2, 3, 4], ["7: run 2 appears again"]),
        (
            [0, 0, 1, 1, 2, 2],
            ["3: run 0 appears again", "7: run 1 appears again", "11: run 2 appears again"],
        ),
    ],
)
def test_whole_run_numbers_are_kept(runs: list[int], warnings: list[str]) -> None:
    log = read_bytes(log_of(runs))
    assert log.losses.tolist() == list(range(len(runs)))
    assert log.runs.tolist() == runs
    assert warnings_of(log) == warnings


@pytest.mark.parametrize(
    ("runs", "warning"),
    [
        ([0, 1, 2, -30, 4, 5], "7: run 30 between run 2 and run 4"),
        ([20, 21, 22, -3, 24, 25], "7: run 3 between run 22 and run 24"),
        ([0, 1, 2, -7, 4, 5], "7: run 7 between run 2 and run 4"),
        ([0, 1, 2, -2, 4, 5], "7: run 2 between run 2 and run 4"),
        ([0, 100, 200, -3000, 400, 500], "7: run 3000 between run 200 and run 400"),
        ([*TEN, -100, 10, 11], "21: run 100 after run 9"),
        ([*TEN, -100], "21: run 100 after run 9"),
        ([*TEN, -18], "21: run 18 after run 9"),  # 9 steps ahead
        ([*TEN, -5], "21: run 5 after run 9"),
        ([*TEN, -100, -250, -300, 13, 14], "21: run 100 after run 9"),
    ],
)
def test_a_run_number_that_cannot_be_is_dropped_with_its_loss(
    runs: list[int], warning: str
) -> None:
    """A minus marks the numbers that are dropped."""
    log = read_bytes(log_of(list(map(abs, runs))))
    places = [place for place, run in enumerate(runs) if run >= 0]
    assert log.losses.tolist() == places
    assert log.runs.tolist() == [runs[place] for place in places]
    assert warnings_of(log)[0] == f"{warning}, dropped"
    assert len(log.warnings) == len(runs) - len(places)


def test_the_blocks_of_a_dropped_run_are_dropped() -> None:
    log = read_bytes(f"{log_of([*TEN, 100])}W: [\n 1\n]\n{log_of([11, 12])}")
    assert log.blocks == {}
    assert warnings_of(log) == ["21: run 100 between run 9 and run 11, dropped"]


@pytest.mark.parametrize("runs", [TEN, SQUARES], ids=["constant step", "no step"])
def test_a_run_number_that_a_newline_splits_is_dropped(runs: list[int]) -> None:
    text = log_of([10 + run for run in runs])
    split = f"run: {10 + runs[6]}\n"
    log = read_bytes(text.replace(split, f"{split[:6]}\n{split[6:]}"))
    expected = parse(text)
    del expected[10 + runs[6], "L", 0, 0]
    assert kept_values(log) == expected
    assert warnings_of(log) == [
        f"13: the number of run {split[5]} is split by a newline, dropped",
        f"14: a row outside a block, ({split[6:-1]})",
    ]


def test_a_training_that_was_resumed_at_its_last_run_is_joined_there() -> None:
    log = read_bytes(log_of([*TEN, 9, 10, 11]))
    assert log.runs.tolist() == [*range(12)]
    assert log.losses.tolist() == [*range(9), 10, 11, 12]
    assert warnings_of(log)[0].startswith("21: resumed at run 9, and joined there")


@pytest.mark.parametrize(("gap", "is_reported"), [(8, False), (9, True)])
def test_a_wide_gap_is_reported_even_after_a_line_that_explains_a_narrow_one(
    gap: int, is_reported: bool
) -> None:
    text = log_of(TEN) + "?\n" + log_of([9 + gap, 10 + gap, 11 + gap])
    expected = ["21: not understood, (?)"]
    expected += [f"22: runs are missing between run 9 and run {9 + gap}"] * is_reported
    assert warnings_of(read_bytes(text)) == expected


@pytest.mark.parametrize(
    "trainings",
    [
        *([TEN, TEN], [TEN, [0]], [RESUMED, TEN, TEN], [TEN, SQUARES], [TEN, TEN, TEN]),
        [list(range(30)), list(range(5, 30, 5))],  # another step
        [SQUARES, [5, 10, 30]],  # none of the runs before
        [list(range(0, 100, 10)), list(range(55, 105, 10))],  # none of the runs before
    ],
)
def test_a_training_starts_where_run_numbers_go_on_from_a_smaller_one(
    trainings: list[list[int]],
) -> None:
    runs = [run for training in trainings for run in training]
    log = read_bytes(log_of(runs))
    assert log.runs.tolist() == trainings[-1]
    assert log.losses.tolist() == list(range(len(runs)))[-len(trainings[-1]) :]
    assert [(part.first_run, part.last_run) for part in log.parts] == [
        (training[0], training[-1]) for training in trainings
    ]
    line = 2 * len(trainings[0]) + 1
    count = f"{len(trainings)} trainings in one log, this is part {len(trainings) - 1}"
    assert warnings_of(log) == [f"{line}: {count}; --part or part= chooses another"]


@pytest.mark.parametrize(
    ("parts", "restarts"),
    [
        ([TEN, RESUMED], "5"),
        ([TEN, [5, 6]], "5"),
        ([TEN, [8, 9, 10, 11]], "8"),
        ([TEN, [1, 2, 3]], "1"),
        ([SQUARES, [25, 40, 41]], "25"),
        ([list(range(0, 100, 10)), list(range(70, 130, 10))], "70"),
        ([TEN, RESUMED, list(range(7, 20))], "5, 7"),
        ([TEN, RESUMED, list(range(2, 20))], "5, 2"),
        ([TEN, *([start, start + 1] for start in range(8, 1, -1))], "8, 7, 6, 5, 4 and 2 more"),
    ],
)
def test_a_training_that_goes_on_from_the_middle_of_the_one_before_is_joined_with_it(
    parts: list[list[int]], restarts: str
) -> None:
    text = log_of([run for part in parts for run in part])
    curve: dict[int, float] = {}
    place = 0
    for part in parts:
        curve = {run: loss for run, loss in curve.items() if run < part[0]}
        curve |= {run: float(place + number) for number, run in enumerate(part)}
        place += len(part)
    log = read_bytes(text)
    assert dict(zip(log.runs.tolist(), log.losses.tolist(), strict=True)) == curve
    assert log.runs.tolist() == sorted(curve)
    assert [part.resumes for part in log.parts] == [False] + [True] * (len(parts) - 1)
    line = 2 * len(parts[0]) + 1
    joined = f"{line}: resumed at run {restarts}, and joined there"
    assert warnings_of(log) == [f"{joined}: the later values count; --part or part= chooses a part"]
    place = 0
    for number, part in enumerate(parts):
        log = read_bytes(text, part=number)
        assert log.runs.tolist() == part
        assert log.losses.tolist() == list(range(place, place + len(part)))
        which = f"this is part {number}; --part or part= chooses another"
        assert warnings_of(log) == [f"{line}: 1 training in {len(parts)} parts of one log, {which}"]
        place += len(part)


def test_the_last_of_several_trainings_may_have_been_resumed() -> None:
    log = read_bytes(log_of([*TEN, *TEN, *RESUMED]))
    assert log.losses.tolist() == [*range(10, 15), *range(20, 30)]
    assert warnings_of(log) == [
        "21: 2 trainings in 3 parts of one log, these are parts 1 to 2; "
        "--part or part= chooses another",
        "41: resumed at run 5, and joined there: the later values count; "
        "--part or part= chooses a part",
    ]
    log = read_bytes(log_of([*TEN, *RESUMED, *TEN]))
    assert log.losses.tolist() == list(range(20, 30))


@pytest.mark.parametrize(("start", "is_joined"), [(8, False), (9, True)])
@pytest.mark.parametrize("line", ["L: 0.0run: 0", "run: 1 (cut off)"])
def test_a_training_whose_first_runs_may_be_lost_is_not_joined(
    line: str, start: int, is_joined: bool
) -> None:
    runs = list(range(20))
    log = read_bytes(f"{log_of(runs)}{line}\n{log_of(runs[start:])}")
    assert log.parts[1].resumes == is_joined
    assert log.runs.tolist() == runs[0 if is_joined else start :]


@pytest.mark.parametrize(
    "turns",
    [
        [range(10), range(10), range(10, 20), range(10, 20), range(20, 30), range(20, 30)],
        [range(50, 60), range(7), range(60, 70), range(7, 20), range(70, 75), range(20, 30)],
    ],
)
def test_trainings_that_alternate_may_be_of_two_programs(turns: list[range]) -> None:
    log = read_bytes(log_of([run for turn in turns for run in turn]))
    assert not any(part.resumes for part in log.parts)
    count = len(log.parts)
    [warning] = [text for text in warnings_of(log) if "trainings" in text]
    assert warning.endswith(
        f"{count} trainings in one log, this is part {count - 1}; they alternate, so two programs "
        "may have written to it; --part or part= chooses another"
    )


def test_what_may_be_of_two_programs_is_not_joined() -> None:
    log = read_bytes(log_of([*range(10), *range(20), *range(10, 20)]))
    assert log.losses.tolist() == list(range(30, 40))
    assert not any(part.resumes for part in log.parts)


@pytest.mark.parametrize(
    ("end", "warnings"),
    [
        (
            "run: 0\n",
            ["21: the log ends before the loss of run 0", "21: run 0 after run 9, dropped"],
        ),
        (
            "run: 0\nL: 0.",
            ["21: run 0 after run 9, dropped", "22: the last line is cut off, (L: 0.)"],
        ),
    ],
)
def test_a_training_that_ends_before_its_first_loss_is_none(end: str, warnings: list[str]) -> None:
    log = read_bytes(log_of(TEN) + end)
    assert log.runs.tolist() == TEN
    assert len(log.parts) == 1
    assert warnings_of(log) == warnings
