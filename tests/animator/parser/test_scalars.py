"""Any `NAME: number` is a scalar of its run, unless it is prose or damaged."""

from io import BytesIO

import pytest

from animator import read_log

from ..logs import kept_values, read_bytes, values_of, warnings_of
from ..plain import parse


def log_of(*runs: str) -> str:
    """Return a log of runs, each printed as lines that are separated by `; `."""
    return "".join(
        f"run: {number}\n{run.replace('; ', chr(10))}\n" for number, run in enumerate(runs)
    )


@pytest.mark.parametrize(
    "name",
    [
        *("acc", "L_val", "val/L", "train loss", "|g|", "top-5 acc.", "lr (max)", "W^T W"),
        *("ℓ₂", "s", "run 2", "run_time", "loss", "x=1", "W", "%", "top5", "LL", "$x$"),
    ],
)
@pytest.mark.parametrize("lines", ["{}: 0.{}; L: 0.5{}", "L: 0.5{1}; {0}: 0.{2}"])
def test_a_scalar_may_have_any_name_before_and_after_the_loss(name: str, lines: str) -> None:
    text = log_of(*(lines.format(name, run, run) for run in range(10, 14)))
    log = read_bytes(text)
    assert (values_of(log), log.warnings) == (parse(text), [])
    assert list(log.curves) == ["L", name]


@pytest.mark.parametrize(
    ("number", "value"),
    [
        *(("5.", 5.0), (".5", 0.5), ("-.5e-3", -0.0005), ("+5.e2", 500.0), ("1e-05", 1e-05)),
        *(("-0.25", -0.25), ("1.#INF", float("inf")), ("7", 7.0)),
    ],
)
def test_a_scalar_is_any_number(number: str, value: float) -> None:
    log = read_bytes(log_of(*[f"L: 0.5; x: {number}"] * 3))
    assert [repr(x) for x in log.scalar("x").tolist()] == [repr(value)] * 3


@pytest.mark.parametrize("number", [".", "-.", "e5", "5.e", "0x1p-3", "1_0", "5%", "1 2", "", "٣"])
def test_what_is_no_number_is_no_scalar(number: str) -> None:
    log = read_bytes(log_of(*[f"L: 0.5; x: {number}"] * 3))
    assert list(log.curves) == ["L"]
    assert len(log.warnings) == 3


def test_a_scalar_that_some_runs_lack_is_nan_there() -> None:
    text = log_of("L: 0.5", "L: 0.4; val: 0.45", "L: 0.3", "L: 0.2; val: 0.25", "L: 0.1")
    log = read_bytes(text)
    assert (kept_values(log), log.warnings) == (parse(text), [])
    assert [repr(x) for x in log.scalar("val").tolist()] == ["nan", "0.45", "nan", "0.25", "nan"]


# Prose

PROSE = [
    *("Segmentation fault: 11", "Killed: 9", "seed: 7", "Epoch 3 finished: 12", "test acc: 0.9"),
    *("make[1]: 5", "12:30:01: 5", "12: 5", "-3 x: 5", ".5 x: 1", ": 5", "[x]: 5"),
]
NO_NAMES = [
    "ron: 5",
    "runs: 5",
    "rn: 5",
    "rrun: 5",
    "urn: 5",
    "run : 5",
    "Run: 5",
    "l: 0.5",
    "L : 0.5",
    "INFO run: 5",
    "trainer-1  | run: 5",
]


@pytest.mark.parametrize("line", PROSE + NO_NAMES)
def test_a_line_whose_name_stands_in_no_other_run_is_not_understood(line: str) -> None:
    log = read_bytes(log_of("L: 0.5", f"L: 0.4; {line}", "L: 0.3", "L: 0.2"))
    assert list(log.curves) == ["L"]
    assert log.losses.tolist() == [0.5, 0.4, 0.3, 0.2]
    assert warnings_of(log) == [f"5: not understood, ({line})"]


def test_sentences_that_differ_from_run_to_run_are_no_scalars() -> None:
    log = read_bytes(log_of(*(f"L: 0.{run}; Epoch {run} finished: 12" for run in range(1, 5))))
    assert list(log.curves) == ["L"]
    assert len(log.warnings) == 4


@pytest.mark.parametrize("line", NO_NAMES)
def test_a_line_that_is_like_a_run_or_a_loss_is_never_a_scalar(line: str) -> None:
    log = read_bytes(log_of(*(f"L: 0.{run}; {line}" for run in range(1, 5))))
    assert list(log.curves) == ["L"]
    assert len(log.warnings) == 4


def test_a_scalar_of_one_run_casts_doubt_but_one_of_several_runs_does_not() -> None:
    block = "W: [;  1;  2; ]".replace(";  ", "\n ").replace("; ", "\n")
    for runs, kept in (
        ([("L: 0.5", f"L: 0.4; acc: 1; {block}")], 0),
        (
            [("acc: 2; L: 0.5", f"acc: 3; L: 0.4; {block}")],
            1,
        ),
    ):
        log = read_bytes(log_of(*runs[0]))
        assert len(log.snapshot_runs) == kept


def test_scalars_before_the_first_run_are_not_understood() -> None:
    log = read_bytes("acc: 0.1\nL: 0.9\n" + log_of("acc: 0.2; L: 0.8", "acc: 0.3; L: 0.7"))
    assert log.scalar("acc").tolist() == [0.2, 0.3]
    assert warnings_of(log) == [
        "1: not understood, (acc: 0.1)",
        "2: a loss or a block before the first run, (L: 0.9)",
    ]


# Damage

STEADY = [f"acc: 0.{run}; L: 0.{run + 1}; lr: 0.001" for run in range(100, 199)]


def damaged(run: int, line: str, replacement: str) -> list[str]:
    runs = STEADY.copy()
    assert line in runs[run]
    runs[run] = runs[run].replace(line, replacement)
    return runs


@pytest.mark.parametrize(
    ("line", "replacement", "warning"),
    [
        ("acc: 0.150", "acc: 0.15", "202: fewer decimals than the usual 3, dropped, (acc: 0.15)"),
        ("acc: 0.150", "acc: 0.", "202: a number that ends in its point, dropped, (acc: 0.)"),
        ("acc: 0.150", "acc: 0.1\n50", "202: fewer decimals than the usual 3, dropped, (acc: 0.1)"),
        ("acc: 0.150; ", "", "204: run 50 ends here without the value of 'acc'"),
        ("; lr: 0.001", "", "204: run 50 ends here without the value of 'lr'"),
        ("lr: 0.001", "lr: 0.001; lr: 0.001", "205: a second value of 'lr' in a run, (lr: 0.001)"),
        ("acc: 0.150", "acx: 0.150", "202: not understood, (acx: 0.150)"),
        (
            "acc: 0.150",
            "acc: 0,150",
            "202: a decimal comma, run the trainer with LC_ALL=C, (acc: 0,150)",
        ),
        (
            "acc: 0.150; L: 0.151",
            "L: 0.151; acc: 0.150",
            "203: the value of 'acc' is after the loss, unlike others, dropped",
        ),
        (
            "L: 0.151; lr: 0.001",
            "lr: 0.001; L: 0.151",
            "203: the value of 'lr' is before the loss, unlike others, dropped",
        ),
    ],
)
def test_damage_to_a_scalar_is_found_and_reported(
    line: str, replacement: str, warning: str
) -> None:
    log = read_bytes(log_of(*damaged(50, line, replacement)))
    assert warning in warnings_of(log)
    assert len(log.warnings) <= 2
    assert kept_values(log).items() <= parse(log_of(*STEADY)).items()


def test_a_scalar_that_a_newline_splits_is_dropped_whatever_its_decimals() -> None:
    text = log_of("acc: 0.1234; L: 0.5", "acc: 0.1\n25; L: 0.4", "acc: 0.5; L: 0.3")
    log = read_bytes(text)
    assert warnings_of(log)[0] == "5: the value of 'acc' is split by a newline, dropped"
    assert [repr(x) for x in log.scalar("acc").tolist()] == ["0.1234", "nan", "0.5"]


def test_a_last_run_that_lacks_a_scalar_is_reported() -> None:
    log = read_bytes(log_of(*STEADY[:-1], STEADY[-1].removesuffix("; lr: 0.001")))
    assert warnings_of(log) == ["395: run 98 ends here without the value of 'lr'"]


def test_a_scalar_may_end_before_the_log_or_have_more_decimals_for_a_while() -> None:
    runs = [f"L: 0.5; lr: {lr}" for lr in ["0.0001", "0.00025", *["0.5"] * 200]] + ["L: 0.5"] * 9
    log = read_bytes(log_of(*runs))
    assert log.warnings == []
    assert log.scalar("lr")[:3].tolist() == [0.0001, 0.00025, 0.5]


def test_a_run_with_a_second_scalar_keeps_the_first() -> None:
    log = read_bytes(
        log_of(*[f"batch: {run}; batch: 9; batch: 8; L: 0.{run}" for run in range(1, 5)])
    )
    assert log.scalar("batch").tolist() == [1, 2, 3, 4]
    assert log.losses.tolist() == [0.1, 0.2, 0.3, 0.4]
    assert warnings_of(log) == ["3: a second value of 'batch' in a run, 8 in all, (batch: 9)"]


def test_a_name_inside_a_block_ends_it_only_if_it_is_known() -> None:
    start = log_of("L: 0.5; acc: 0.1", "L: 0.4; acc: 0.2", "L: 0.3")
    log = read_bytes(f"{start}W: [\n 1\nacc: 0.3\nrun: 3\nL: 0.2\nW: [\n 1\nwarning: 3\n 2\n]\n")
    assert log.scalar("acc").tolist()[:3] == [0.1, 0.2, 0.3]
    assert warnings_of(log) == [
        "9: a block without a closing ], (W: [)",
        "14: a block with a row that is not numbers, (warning: 3)",
    ]


def test_a_scalar_with_the_tag_of_a_block_is_dropped() -> None:
    text = log_of("L: 0.5; W: 1", "L: 0.4; W: 2", "L: 0.3") + "W: [\n 7\n]\n"
    log = read_bytes(text)
    assert list(log.curves) == ["L"]
    assert log.matrix("W").tolist() == [[[7]]]
    assert warnings_of(log) == ["3: a scalar with the tag of a block, (W: 1)"]


def test_at_most_1000_names_are_kept() -> None:
    run = "; ".join(["L: 0.5", *(f"x{number}: 1" for number in range(1001))])
    log = read_bytes(log_of(run, run))
    assert len(log.curves) == 1000
    assert len(log.warnings) == 4


def test_names_that_are_not_asked_for_are_left_out() -> None:
    text = log_of(*STEADY).encode()
    assert list(read_log(BytesIO(text), scalars=["lr", "none"]).curves) == ["L", "lr"]
    assert list(read_log(BytesIO(text), scalars=[]).curves) == ["L"]


# Other notations


@pytest.mark.parametrize(
    ("number", "run"), [("1e+05", 100_000), ("1.2e+06", 1_200_000), ("3e+17", 3 * 10**17)]
)
def test_a_run_number_may_have_an_exponent_if_it_is_whole(number: str, run: int) -> None:
    assert read_bytes(f"run: {number}\nL: 0.5\n").runs.tolist() == [run]


@pytest.mark.parametrize(
    "number", ["1e5", "1e-05", "1.5e+00", "1e+18", "12e+05", "1.e+05", "1e+005"]
)
def test_other_run_numbers_with_an_exponent_are_not_understood(number: str) -> None:
    log = read_bytes(f"run: 0\nL: 0.5\nrun: {number}\nrun: 1\nL: 0.4\n")
    assert (log.runs.tolist(), warnings_of(log)) == (
        [0, 1],
        [f"3: not understood, (run: {number})"],
    )


@pytest.mark.parametrize("end", ["]", " ]", "]  ", "\t]"])
def test_a_bracket_may_end_the_last_row(end: str) -> None:
    text = f"run: 0\nL: 0.5\nW: [\n 1 2\n 3 4{end}\nrun: 1\nL: 0.4\nW: [\n 1 2\n 3 4{end}"
    log = read_bytes(text)
    assert (log.matrix("W").tolist(), log.warnings) == ([[[1, 2], [3, 4]]] * 2, [])


def test_a_bracket_at_the_end_of_a_row_is_damage_where_others_have_a_line_of_their_own() -> None:
    blocks = ["W: [\n 0.125 0.5\n]\n"] * 4
    blocks[2] = "W: [\n 0.125 0.]\n"
    log = read_bytes("".join(f"run: {run}\nL: 0.5\n{block}" for run, block in enumerate(blocks)))
    assert log.snapshot_runs.tolist() == [0, 1, 3]
    assert warnings_of(log) == ["13: a block whose ] is not on its own line, (W: [)"]


@pytest.mark.parametrize(
    ("row", "is_kept"),
    [
        *((".5 .25 1.5", True), ("0.5 .25 1.5", False), ("1. 2. 0.5", True), ("5. 6 7", True)),
        *(("1. 0.125 0.375", False), ("0.125 -.375 0.5", False), ("1. 0.5 0.125", True)),
    ],
)
def test_a_block_keeps_numbers_without_digits_at_the_point_if_all_are_written_so(
    row: str, is_kept: bool
) -> None:
    log = read_bytes(f"run: 0\nL: 0.5\nW: [\n {row}\n]\n")
    reason = "3: a block with a number that may have lost its start or end, (W: [)"
    assert warnings_of(log) == ([] if is_kept else [reason])
    assert len(log.blocks) == is_kept
