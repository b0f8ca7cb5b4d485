"""Each thing that is dropped is reported once, in one short line, with its reason."""

import pytest

from animator import LogError

from ..logs import read_bytes, warnings_of

START = "run: 0\nL: 0.5\n"
ROWS = "print rows such as '0.1 -0.2' between 'W: [' and ']', as trainer.LogWriter does"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("  x  ", "(x)"),
        ("long " * 30, f"({'long ' * 12})"),
        ("\\" * 61, "(" + "\\" * 60 + ")"),
        ("L: ٣", r"(L: \xd9\xa3)"),
        ("\a\x80", r"(\x07\xc2\x80)"),
        ("\x1b[31mred\x1b[0m", "(red)"),
    ],
)
def test_the_text_of_a_line_is_shown_as_printable_ascii(line: str, shown: str) -> None:
    assert warnings_of(read_bytes(f"{START}{line}\n")) == [f"3: not understood, {shown}"]


def test_what_comes_again_and_again_is_counted() -> None:
    text = f"{START}]\nrun: 1\nL: 0.4\n 1 2\n\0\0\0\0\n 3\n\0\0\0\0\n"
    assert warnings_of(read_bytes(text)) == [
        "3: a row outside a block, 3 in all, (])",
        r"7: NUL bytes, 2 in all, (\x00\x00\x00\x00)",
    ]


def test_warnings_stand_in_the_order_of_lines() -> None:
    text = f"]\n{START}W: [\n 1\n]\n]\n?\nrun: 0\nL: nan\n!\n"
    assert [warning.line for warning in read_bytes(text).warnings] == [1, 8, 9, 10, 11]


def test_at_most_100_000_warnings_are_kept_and_the_others_counted() -> None:
    warnings = warnings_of(read_bytes(START + "?\n" * 100_003))
    assert warnings[99_999:] == ["100002: not understood, (?)", "100003: 3 more warnings"]


# Reasons say what the trainer should print instead.


@pytest.mark.parametrize(
    ("rows", "reason", "shown"),
    [
        (" 1 2\n\n 3 4\n]\n", f"a block with a blank line, {ROWS}", "W: ["),
        (" 1, 2\n]\n", f"a block with commas in its rows, {ROWS}", "1, 2"),
        ("1,2\n]\n", "a block with decimal commas, run the trainer with LC_ALL=C", "1,2"),
        (" 0,1 0,2\n]\n", "a block with decimal commas, run the trainer with LC_ALL=C", "0,1 0,2"),
        (
            "[[0.1 0.2]\n [0.3 0.4]]\n]\n",
            f"a block with brackets in its rows, {ROWS}",
            "[[0.1 0.2]",
        ),
        ("[1, 2]\n]\n", f"a block with brackets in its rows, {ROWS}", "[1, 2]"),
        (
            "     [,1] [,2]\n[1,]  1 2\n]\n",
            f"a block with brackets in its rows, {ROWS}",
            "[,1] [,2]",
        ),
        ("tensor([1, 2])\n]\n", f"a block with brackets in its rows, {ROWS}", "tensor([1, 2])"),
        (" 1 x\n]\n", "a block with a row that is not numbers", "1 x"),
    ],
)
def test_a_row_in_another_notation_says_how_to_print_it(rows: str, reason: str, shown: str) -> None:
    text = f"{START}W: [\n{rows}"
    log = read_bytes(text)
    assert warnings_of(log) == [f"3: {reason}, ({shown})"]
    with pytest.raises(LogError) as raised:
        log.matrix("W")
    assert str(raised.value) == (
        f"<log>:3: each block 'W' was dropped; the first: {reason}, ({shown})"
    )


@pytest.mark.parametrize("line", ["W: [ 1 2 ]", "W: [[0.1 0.2]", "W: tensor([[0.1, 0.2],"])
def test_a_block_in_the_line_of_its_tag_says_how_to_print_it(line: str) -> None:
    log = read_bytes(f"{START}{line}\n")
    assert warnings_of(log) == [f"3: a block in the line of its tag, {ROWS}, ({line})"]
    with pytest.raises(LogError, match=r"^<log>:3: each block 'W' was dropped; the first: a block"):
        log.matrix("W")


@pytest.mark.parametrize("line", ["L: tensor(0.5, requires_grad=True)", "acc: np.float64(0.5)"])
def test_a_number_in_the_notation_of_python_says_how_to_print_it(line: str) -> None:
    log = read_bytes(f"{START}{line}\n")
    reason = "no plain number, print x.item() or float(x) instead of x"
    assert warnings_of(log) == [f"3: {reason}, ({line})"]


def test_a_block_of_which_some_were_dropped_is_there() -> None:
    log = read_bytes(f"{START}W: [\n x\n]\nrun: 1\nL: 0.4\nW: [\n 1 2\n]\n")
    assert log.matrix("W").tolist() == [[[1, 2]]]
    with pytest.raises(LogError, match=r"^<log>: no block 'b'; the log has W$"):
        log.matrix("b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "run: 0 L: 0.1\nrun: 1 L: 0.2\n",
            "1: a run and its loss in one line, print 'run: 0' and 'L: 0.1' as two lines, "
            "(run: 0 L: 0.1)",
        ),
        (
            "L: 0.1\nrun: 0\n",
            "1: a loss before its run number: print 'run: 0' first, then 'L: 0.1'",
        ),
        (
            "?\nL: 0.1\nL: 0.2\nrun: 0\nrun: 1\n",
            "2: a loss before its run number: print 'run: 0' first, then 'L: 0.1'",
        ),
    ],
)
def test_a_log_without_a_loss_says_what_is_wrong_with_its_lines(text: str, message: str) -> None:
    with pytest.raises(LogError) as raised:
        read_bytes(text)
    assert str(raised.value) == f"<log>:{message}"


def test_losses_that_may_stand_before_their_run_numbers_are_reported() -> None:
    log = read_bytes("L: 0.3\nrun: 0\nL: 0.2\nrun: 1\nL: 0.1\nrun: 2\n")
    assert warnings_of(log)[1:] == [
        "6: the log ends before the loss of run 2; "
        "if each loss stands before its run number, it is stored one run early"
    ]
