"""How long a line, a block and a number may be."""

import re

import pytest

from animator.parser.open_block import OpenBlock

from ..logs import kept_values, read_bytes, values_of, warnings_of
from ..plain import parse
from .test_line_reader import NEXT, START

LONGEST_LINE = 2**20


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("run: 1\n|L: 0.4\n", "4: a line of more than 1048576 bytes, (L: 0.4)"),
        ("W: [\n| 1 2\n]\n", "3: a block with a line of more than 1048576 bytes, (1 2)"),
    ],
)
def test_a_line_may_have_a_mebibyte(text: str, reason: str) -> None:
    start, line, end = re.split(r"[|](.*)", text)
    longest = line.ljust(LONGEST_LINE)
    log = read_bytes(START + start + longest + end)
    assert (values_of(log), log.warnings) == (parse(START + start + line + end), [])
    log = read_bytes(START + start + longest + " " + end)
    assert kept_values(log) == parse(START)
    assert warnings_of(log) == [reason]


@pytest.mark.parametrize(("rows", "is_kept"), [(8, True), (9, False)])
def test_a_block_may_have_four_mebi_values(
    rows: int, is_kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add_long_row(block: OpenBlock, _text: bytes) -> None:
        block.rows += 1
        block.cols = 2**19
        block.values.frombytes(bytes(8 * block.cols))

    monkeypatch.setattr(OpenBlock, "_add_row", add_long_row)
    start = "W:  [\n"  # with a second blank, so the fast path leaves it
    log = read_bytes(START + start + " 1\n" * rows + "]\n" + NEXT)
    assert [block.shape for block in log.blocks.values()] == [(1, 8, 2**19)] * is_kept
    warning = "3: a block of more than 4194304 values, (W: [)"
    assert warnings_of(log) == ([] if is_kept else [warning])


@pytest.mark.parametrize(("digits", "is_kept"), [(400, True), (401, False)])
def test_a_number_may_have_400_characters(digits: int, is_kept: bool) -> None:
    text = f"{START}run: 1\nL: {'0' * digits}\nW: [\n {'0' * digits}\n]\n"
    assert (kept_values(read_bytes(text)) == parse(text)) == is_kept
