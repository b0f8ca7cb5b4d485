"""Run numbers: which of them are kept, where another training starts, what is said about it."""

import pytest

from ..logs import read_bytes, warnings_of

TEN = list(range(10))
RESUMED = list(range(5, 15))
SQUARES = [number**2 for number in range(10)]


def log_of(runs: list[int]) -> str:
    """Return a log in which each loss tells the line of its run, halved."""
    return "".join(f"run: {run}\nL: {place}\n" for place, run in enumerate(runs))


@pytest.mark.parametrize(
    ("runs", "warnings"),
    [
        (TEN, []),
        ([7], []),
        (SQUARES, []),
        ([*range(0, 1000, 100), 999], []),  # the last run is printed whatever its number
        ([*range(0, 1000, 100), 950, 1000, 1100], []),
        (
            [*TEN, 20, 30, 40, 50],
            ["21: no run between run 9 and run 20", "23: no run between run 20 and run 30"],
        ),
        ([*TEN, *range(50, 60)], ["21: no run between run 9 and run 50"]),
        ([3, *range(50, 60)], ["3: no run between run 3 and run 50"]),
        ([*TEN, 12], ["21: no run between run 9 and run 12"]),
        ([*TEN, 9, 10], ["21: run 9 once more"]),
    ],
)
def test_whole_run_numbers_are_kept(runs: list[int], warnings: list[str]) -> None:
    log = read_bytes(log_of(runs))
    assert log.loss["L"].tolist() == list(range(len(runs)))
    assert log.loss.index.tolist() == runs
    assert warnings_of(log) == warnings


@pytest.mark.parametrize(
    ("runs", "place", "warning"),
    [
        ([0, 1, 2, 30, 4, 5], 3, "7: run 30 between run 2 and run 4, dropped"),
        ([20, 21, 22, 3, 24, 25], 3, "7: run 3 between run 22 and run 24, dropped"),
        ([0, 1, 2, 7, 4, 5], 3, "7: run 7 between run 2 and run 4, dropped"),
        ([0, 1, 2, 2, 4, 5], 3, "7: run 2 between run 2 and run 4, dropped"),
        ([0, 100, 200, 3000, 400, 500], 3, "7: run 3000 between run 200 and run 400, dropped"),
        ([*TEN, 100, 10, 11], 10, "21: run 100 after run 9, dropped"),
        ([*TEN, 100], 10, "21: run 100 after run 9, dropped"),
        ([*TEN, 5], 10, "21: run 5 after run 9, dropped"),
    ],
)
def test_a_run_number_that_cannot_be_is_dropped_with_its_loss(
    runs: list[int], place: int, warning: str
) -> None:
    log = read_bytes(log_of(runs))
    assert log.loss["L"].tolist() == [loss for loss in range(len(runs)) if loss != place]
    assert log.loss.index.tolist() == runs[:place] + runs[place + 1 :]
    assert warnings_of(log) == [warning]


@pytest.mark.parametrize(
    "trainings",
    [[TEN, TEN], [TEN, RESUMED], [TEN, [0]], [RESUMED, TEN, TEN], [TEN, SQUARES]],
)
def test_a_training_starts_where_run_numbers_go_on_from_a_smaller_one(
    trainings: list[list[int]],
) -> None:
    runs = [run for training in trainings for run in training]
    log = read_bytes(log_of(runs))
    assert log.loss.index.tolist() == trainings[-1]
    assert log.loss["L"].tolist() == list(range(len(runs)))[-len(trainings[-1]) :]
    assert [(part.first_run, part.last_run) for part in log.parts] == [
        (training[0], training[-1]) for training in trainings
    ]
    line = 2 * len(trainings[0]) + 1
    count = f"{len(trainings)} trainings in one log, this is part {len(trainings) - 1}"
    assert warnings_of(log) == [f"{line}: {count}; --part or part= chooses another"]


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
    assert log.loss.index.tolist() == TEN
    assert len(log.parts) == 1
    assert warnings_of(log) == warnings
