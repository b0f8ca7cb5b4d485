"""Lines that a log has twice, and lines that are only alike."""

import pytest

from animator import LogError

from ..logs import kept_values, read_bytes
from ..plain import parse
from .test_captured_logs import COPIES

RECORDS = [f"run: {run}\nL: {run / 8}\nW: [\n 1 1 1\n 1 1 1\n {run} 1 1\n]\n" for run in range(9)]


def doubled(text: str, prefix: str = "") -> str:
    return "".join(f"{line}\n{prefix}{line}\n" for line in text.splitlines())


@pytest.mark.parametrize("prefix", ["", "INFO ", "12:00 | "])
def test_rows_that_are_equal_are_kept_where_each_line_stands_twice(prefix: str) -> None:
    text = "".join(RECORDS)
    for raw in (text, f"start\n{text}"):
        log = read_bytes(doubled(raw, prefix))
        assert kept_values(log) == parse(text)


def test_equal_lines_that_follow_each_other_are_kept_where_lines_stand_once() -> None:
    text = "".join(RECORDS)
    log = read_bytes(text)
    assert (kept_values(log), log.warnings) == (parse(text), [])


def test_the_first_run_is_no_copy_of_a_line_before_it() -> None:
    text = "".join(RECORDS)
    for before in ("0\n", ": 0\n", "\n"):
        assert kept_values(read_bytes(before + text)) == parse(text)


@pytest.mark.parametrize("whole", range(9))
def test_where_a_copy_is_missing_no_line_is_taken_for_one_any_more(whole: int) -> None:
    """The first runs stand twice; of the next one, and of all others, each line stands once."""
    once = "".join(RECORDS[whole:])
    log = read_bytes(doubled("".join(RECORDS[:whole])) + once)
    assert kept_values(log) == parse("".join(RECORDS))
    assert [warning.reason for warning in log.warnings] == [
        f"{COPIES}, {7 * whole} in all, (run: 0)"
    ] * bool(whole)


def test_a_block_that_only_another_part_has_is_said_to_be_there() -> None:
    text = "".join(RECORDS) + "run: 0\nL: 0.5\nrun: 1\nL: 0.25\n"
    with pytest.raises(LogError) as raised:
        read_bytes(text).matrix("W")
    reason = "no block 'W' in this part, but in another; --part or part= chooses one"
    assert str(raised.value) == f"<log>: {reason}"
    assert read_bytes(text, part=0).matrix("W").shape == (9, 3, 3)
    with pytest.raises(LogError, match="no block 'b'; the log has no blocks"):
        read_bytes(text).matrix("b")
