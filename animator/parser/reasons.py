"""Why a line is no record and no row, and what the trainer should print instead."""

import re

from .grammar import NAME, is_end, is_row

ONE_LINE = re.compile(rb"\s*run:\s*[0-9]+[^A-Za-z0-9]+L:.*", re.DOTALL)
BLOCK_IN_LINE = re.compile(rb"\s*(%b)\s*:\s*(?:[A-Za-z_.]*\()?\[.*\S.*" % NAME, re.DOTALL)
DECIMAL_COMMA = re.compile(rb"\s*(?:L|%b):\s*[-+]?\d+,\d+\s*" % NAME)
NUMBER_IN_CALL = re.compile(rb"\s*(?:L|%b):\s*[A-Za-z][\w.]*\([-+.\d].*" % NAME, re.DOTALL)
ROW_OF_COMMAS = re.compile(rb"\s*[-+]?\d+,\d+(?:\s+[-+]?\d+,\d+)*\s*")
WITHOUT_COMMAS = "run the trainer with LC_ALL=C"
ODD_LINES = [
    (DECIMAL_COMMA, f"a decimal comma, {WITHOUT_COMMAS}"),
    (ONE_LINE, "a run and its loss in one line, print 'run: 0' and 'L: 0.1' as two lines"),
    (NUMBER_IN_CALL, "no plain number, print x.item() or float(x) instead of x"),
]


def of_odd_line(text: bytes) -> tuple[str, bool]:
    """Return the reason to drop a line outside blocks, and whether it is only counted."""
    if b"\0" in text:
        return "NUL bytes", True
    if is_end(text) or is_row(text):
        return "a row outside a block", True
    for pattern, reason in ODD_LINES:
        if pattern.fullmatch(text):
            return reason, False
    if tag := tag_of_block_in_line(text):
        return f"a block in the line of its tag, {_print_rows(tag)}", False
    return "not understood", False


def of_bad_row(tag: str, text: bytes) -> str:
    """Return the reason to drop a block that contains a line."""
    if not text.strip():
        return f"a block with a blank line, {_print_rows(tag)}"
    if re.search(rb"[\[\]()]", text):
        return f"a block with brackets in its rows, {_print_rows(tag)}"
    if ROW_OF_COMMAS.fullmatch(text):
        return f"a block with decimal commas, {WITHOUT_COMMAS}"
    if b"," in text:
        return f"a block with commas in its rows, {_print_rows(tag)}"
    return "a block with a row that is not numbers"


def tag_of_block_in_line(text: bytes) -> str:
    """Return the tag of a block that starts in the line of its tag, or nothing."""
    match = BLOCK_IN_LINE.fullmatch(text) if b"[" in text else None
    return match[1].decode("utf-8", "backslashreplace") if match else ""


def _print_rows(tag: str) -> str:
    return (
        f"print rows such as '0.1 -0.2' between {tag + ': ['!a} and ']', as trainer.LogWriter does"
    )
