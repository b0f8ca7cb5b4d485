"""A damaged line costs the record that it is part of, and is reported."""

from pathlib import Path

import pytest

from animator import read_log

from ..logs import distinct_log, kept_values, read_bytes, values_of, warnings_of
from ..plain import parse

START = "run: 0\nL: 0.5\n"
NEXT = "run: 9\nL: 0.1\n"
NOT_NUMBERS = "a block with a row that is not numbers"

ODD_LINES = [  # that are dropped alone; all are reported as "not understood"
    *(
        "0.5 W: [",
        "make: *** [all] Error 2",
        "W: bye",
        "Killed",
        "?",
        "note 7",
    ),
    *(
        "L:",
        "L: -",
        "L: 0.4 0.5",
        "L: 1_000",
        "L: 0x1p-3",
        "L: 5.5D-03",
        "L: 55%",
    ),
    *("L: infinite", "L: ****", "L: 0.4x", f"L: {'0' * 401}", "l: 0.4", "L : 0.4", "loss: 0.4"),
    *("run:", "run: 1.5", "run: -1", "run: 9_710", "run: 97:10", "run: 1/9", "Run: 1", "run : 1"),
    *(f"run: {'1' * 19}", f"run: {'1' * 5000}", "run: 1e2", "run: 1 2", "run: x"),
]


@pytest.mark.parametrize("line", ODD_LINES)
def test_a_line_that_is_no_record_is_dropped_alone(line: str) -> None:
    log = read_bytes(f"{START}{line}\nrun: 1\nL: 0.1\n")
    assert values_of(log) == parse(f"{START}run: 1\nL: 0.1\n")
    assert warnings_of(log) == [f"3: not understood, ({line[:60]})"]


BLOCK = "W: [\n 1 2\n 3 4\n]\n"


@pytest.mark.parametrize(
    ("damage", "kept", "warnings"),
    [
        ("L: 0.4\n", "", ["3: a second loss in run 0, (L: 0.4)"]),
        ("L: 0,4\n", "", ["3: a decimal comma, run the trainer with LC_ALL=C, (L: 0,4)"]),
        ("\0\0L: 0.4\n", "", [r"3: NUL bytes, (\x00\x00L: 0.4)"]),
        ("L: 0.4\0\nL: 0.4\0\n", "", [r"3: NUL bytes, 2 in all, (L: 0.4\x00)"]),
        ("]\n", "", ["3: a row outside a block, (])"]),
        (" 1 2 3\n4\n", "", ["3: a row outside a block, 2 in all, (1 2 3)"]),
        ("W: [\n]\n", "", ["3: an empty block, (W: [)"]),
        ("W: [\n 1 2\n 3\n]\n", "", ["3: a block with rows of different lengths, (W: [)"]),
        ("W: [\n 1\n 2 3\n 4\n]\n", "", ["3: a block with rows of different lengths, (W: [)"]),
        *(
            (f"W: [\n 1 2\n{row}\n 3 4\n]\n", "", [f"3: {NOT_NUMBERS}, ({row})"])
            for row in (
                "x",
                "1-2",
                "1 2 x",
                "x 1 2",
                "warning: slow",
                "warning: 3",
            )
        ),
        ("W: [\n 1\0 2\n]\n", "", [rf"3: {NOT_NUMBERS}, (1\x00 2)"]),
        (f"W: [\n {'0' * 401} 2\n]\n", "", [f"3: {NOT_NUMBERS}, ({'0' * 60})"]),
        ("W: [\n 1\n", "", ["3: a block without a closing ], (W: [)"]),
        ("W: [\n 1\n]\r 10%\n", "W: [\n 1\n]\n", ["5: not understood, (10%)"]),
        (f"b: [\n 1\n{BLOCK}", BLOCK, ["3: a block without a closing ], (b: [)"]),
        (
            "W: [\n 1\nL: 2\n]\n",
            "",
            [
                "3: a block without a closing ], (W: [)",
                "5: a second loss in run 0, (L: 2)",
                "6: a row outside a block, (])",
            ],
        ),
        (f"b: [\n killed\n{BLOCK}", BLOCK, [f"3: {NOT_NUMBERS}, (killed)"]),
        ("W: [\n x\n]\nKilled\n", "", [f"3: {NOT_NUMBERS}, (x)", "6: not understood, (Killed)"]),
        (f"{BLOCK}W: [\n 2\n]\n", BLOCK, ["7: a second block with this tag in run 0, (W: [)"]),
        (
            f"{BLOCK}run: 1\nL: 0.4\nW: [\n 1\n 2\n]\n",
            f"{BLOCK}run: 1\nL: 0.4\n",
            ["9: a block of 2 x 1 where others are 2 x 2, (W: [)"],
        ),
        ("run: 1\n", "run: 1\nL: nan\n", ["4: run 1 ends here without a loss"]),
        (
            f"run: 1 2\nL: 0.4\n{BLOCK}",
            "",
            [
                "3: not understood, (run: 1 2)",
                "4: a second loss in run 0, (L: 0.4)",
                "5: the run that this belongs to is unknown, (W: [)",
            ],
        ),
        (
            "run: 1 2\nL: 0.4\nL: 0.3\n",
            "",
            [
                "3: not understood, (run: 1 2)",
                "4: a second loss in run 0, (L: 0.4)",
                "5: the run that this belongs to is unknown, (L: 0.3)",
            ],
        ),
    ],
)
def test_a_damaged_record_is_dropped_whole_and_reported(
    damage: str, kept: str, warnings: list[str]
) -> None:
    log = read_bytes(START + damage + NEXT)
    assert values_of(log) == parse(START + kept + NEXT)
    assert warnings_of(log) == warnings


@pytest.mark.parametrize(
    ("end", "warning"),
    [
        ("run: 1", "3: the last line is cut off, (run: 1)"),
        ("run: 1\n", "3: the log ends before the loss of run 1"),
        ("run: 1\nL:", "4: the last line is cut off, (L:)"),
        ("run: 1\nL: 0.5", "4: the last line is cut off, (L: 0.5)"),
        ("L: 0.\0", r"3: NUL bytes, (L: 0.\x00)"),
        ("W: [", "3: the last line is cut off, (W: [)"),
        ("W: [\n", "3: the log ends inside a block, (W: [)"),
        ("W: [\n 1 2", "3: the log ends inside a block, (W: [)"),
        ("W: [\n 1 2\n -", "3: the log ends inside a block, (W: [)"),
        ("W: [\n x\n 1", f"3: {NOT_NUMBERS}, (x)"),
        ("\rrun: 1\rL: 0.4", "3: the last line is cut off, (L: 0.4)"),
    ],
)
def test_what_the_end_of_a_log_lacks_is_said_in_one_line(end: str, warning: str) -> None:
    assert warnings_of(read_bytes(START + end)) == [warning]


def test_a_last_bracket_needs_no_newline() -> None:
    log = read_bytes(START + BLOCK.removesuffix("\n"))
    assert (values_of(log), log.warnings) == (parse(START + BLOCK), [])


GOOD = distinct_log()


@pytest.mark.parametrize(
    ("before", "after", "warning"),
    [
        (b"hello\n", b"", "1: not understood, (hello)"),
        (b"", b"\x80\xff\x01\n", r"156: not understood, (\x80\xff\x01)"),
        (b"", bytes(4096), r"156: NUL bytes, (" + r"\x00" * 15 + ")"),
        (
            b"",
            GOOD.decode().encode("utf-16-le"),
            r"156: NUL bytes, 156 in all, (r\x00u\x00n\x00:\x00 \x009\x000\x00)",
        ),
    ],
)
def test_what_stands_before_and_after_a_log_costs_none_of_it(
    before: bytes, after: bytes, warning: str
) -> None:
    log = read_bytes(before + GOOD + after)
    assert (values_of(log), warnings_of(log)) == (parse(GOOD.decode()), [warning])


def test_records_before_the_first_run_are_counted() -> None:
    log = read_bytes(f"L: 0.3\n{BLOCK}L: 0.4\n{START}")
    assert values_of(log) == parse(START)
    assert warnings_of(log) == ["1: a loss or a block before the first run, 3 in all, (L: 0.3)"]


# Runs whose number is lost


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("run: 0\nL: 0.5\nrun: 1x\nL: 0.4\n", "run: 0\nL: 0.5\n"),
        ("run: 0\nL: 0,5\nrun: 1x\nL: 0.4\n", "run: 0\nL: nan\n"),
        ("run: 0\nL: 0.5\nron: 1\nL: 0.4\n", "run: 0\nL: 0.5\n"),
        ("run: 0\nL: 0.5\n\0\0\0: 1\nL: 0.4\n", "run: 0\nL: 0.5\n"),
        ("run: 0\nL: 0.5\nb: [\n x\n]\nrun: 1x\nL: 0.4\n", "run: 0\nL: 0.5\n"),
        ("run: 0\nL: 0,5\nb: [\n x\n]\nrun: 1x\nL: 0.4\n", "run: 0\nL: nan\n"),
        ("run: 0\nL: 0.5\nb: [\n 1\nrun: 1x\nL: 0,4\n", "run: 0\nL: 0.5\n"),
        ("run: 0\nL: 0,5\nb: [\n 1\nrun: 1x\nL: 0.4\n", "run: 0\nL: nan\n"),
        ("run: 0\nL: 0.5\nb: [\n 1\nron: 1\nL: 0.4\n", "run: 0\nL: 0.5\n"),
    ],
)
def test_nothing_of_a_run_with_a_damaged_number_is_stored_under_another(
    text: str, kept: str
) -> None:
    log = read_bytes(f"{text}W: [\n 7\n]\nrun: 2\nL: 0.1\n")
    assert values_of(log) == parse(f"{kept}run: 2\nL: 0.1\n")


HARMLESS = ["Segmentation fault", "1 2 3", "]", "saved to a.npz", "W: goodbye", "lr 0.1 acc 0.9"]
SUSPICIOUS = [  # may be what is left of a run number or a loss
    *("?", "004", "1 2", "rum: 1", "run: 1x", "run 1", "a run ended", "L: 0,4", "loss L: 1"),
    *("\0\0\0\0", "acc: 0.9", "b: [\nron: 3", "b: [\nwarning: slow\nron: 3\n]"),
]


@pytest.mark.parametrize("restart", ["", "run: 0\nL: 0.9\nrun: 1\nL: 0.8\n"])
@pytest.mark.parametrize("line", HARMLESS + SUSPICIOUS)
def test_at_the_end_of_a_training_a_block_after_a_suspicious_line_is_dropped(
    line: str, restart: str
) -> None:
    text = "run: 0\nL: 0.5\nrun: 1\nL: 0.4\nrun: 2\nL: 0.3\n"
    log = read_bytes(f"{text}{line}\n{BLOCK}{restart}", part=0)
    assert kept_values(log) == parse(text + BLOCK * (line in HARMLESS))
    number = f"{text}{line}\n".count("\n") + 1
    dropped = f"{number}: the block 'W' may belong to a run after run 2, dropped"
    assert (dropped in warnings_of(log)) == (line in SUSPICIOUS)


@pytest.mark.parametrize(("following", "is_kept"), [("3", True), ("4", False)])
def test_the_next_run_number_tells_whether_a_line_hid_one(following: str, is_kept: bool) -> None:
    text = "run: 0\nL: 0.5\nrun: 1\nL: 0.4\nrun: 2\nL: 0.3\n"
    end = f"run: {following}\nL: 0.2\n"
    for line in ("Segmentation fault", "?"):
        log = read_bytes(f"{text}{line}\n{BLOCK}{end}")
        assert kept_values(log) == parse(text + BLOCK * is_kept + end)


@pytest.mark.parametrize(("following", "is_kept"), [("4", True), ("5", False)])
def test_a_block_without_a_loss_before_it_may_belong_to_a_run_that_is_missing(
    following: str, is_kept: bool
) -> None:
    start = "run: 1\nL: 0.5\nrun: 2\nL: 0.4\nrun: 3\n"
    end = f"run: {following}\nL: 0.2\n"
    log = read_bytes(start + BLOCK + end)
    assert kept_values(log) == parse(start + BLOCK * is_kept + end)
    reason = "6: the block 'W' may belong to a run after run 3, dropped"
    assert (reason in warnings_of(log)) != is_kept


def test_a_block_on_the_same_line_as_its_loss_belongs_to_its_run() -> None:
    log = read_bytes(f"run: 1\nL: 0.5\nrun: 2\nL: 0.4\nrun: 3\nL: 0.3\r{BLOCK}run: 5\nL: 0.2\n")
    assert log.snapshot_runs.tolist() == [3]


def test_a_doubt_ends_with_its_run() -> None:
    text = "run: 0\nL: 0.5\n?\nrun: 1\nSegmentation fault\nL: 0.4\n"
    assert kept_values(read_bytes(text)) == parse("run: 0\nL: 0.5\nrun: 1\nL: 0.4\n")


# Limits


def test_a_warning_names_the_file_as_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "odd.log"
    path.write_text(f"{START}?\n")
    assert [str(warning) for warning in read_log(path).warnings] == [
        f"{path}:3: not understood, (?)"
    ]


@pytest.mark.parametrize("names", ["", "acc: 0.9\n", "acc: 0.9\nlr: 0.1\n"])
def test_a_second_loss_after_runs_with_other_names_than_before_is_reported(names: str) -> None:
    text = "".join(f"run: {run}\nL: 0.5\nval: 1\n" for run in range(300))
    text += "".join(f"run: {run}\nL: 0.5\n{names}" for run in range(300, 600))
    line = text.count("\n") + 1
    for rest in ("", "run: 600\nL: 0.5\n"):
        log = read_bytes(f"{text}L: 0.4\n{rest}")
        assert f"{line}: a second loss in run 599, (L: 0.4)" in warnings_of(log)
        assert log.loss["L"].tolist() == [0.5] * (600 + bool(rest))
