"""The warnings about a log: what was dropped from it, where, and why."""

import re
from copy import copy
from typing import TYPE_CHECKING

from ..errors import LogWarning
from .grammar import NAME, decoded, escape, is_end, is_row

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_WARNINGS = 100_000  # that are kept; the others are only counted
ONE_LINE = re.compile(rb"\s*run:\s*[0-9]+[^A-Za-z0-9]+L:.*", re.DOTALL)
BLOCK_IN_LINE = re.compile(rb"\s*(%b)\s*:\s*(?:[A-Za-z_.]*\()?\[.*\S.*" % NAME, re.DOTALL)
THOUSANDS = rb"[1-9]\d{0,2}(?:,\d{3})+"  # unless it is a loss: C would print 1,234 with a comma
DECIMAL_COMMA = re.compile(
    rb"\s*(?:L:\s*[-+]?|(?!L:)%b:\s*(?!%b\s*\Z)[-+]?)\d+,\d+\s*" % (NAME, THOUSANDS)
)
RUN_IN_THOUSANDS = re.compile(rb"\s*run:\s*%b\s*" % THOUSANDS)
NUMBER_IN_CALL = re.compile(rb"\s*(?:L|%b):\s*[A-Za-z][\w.]*\([-+.\d].*" % NAME, re.DOTALL)
ROW_OF_COMMAS = re.compile(rb"\s*[-+]?\d+,\d+(?:\s+[-+]?\d+,\d+)*\s*")
WITHOUT_COMMAS = "run the trainer with LC_ALL=C"
ODD_LINES = [
    (DECIMAL_COMMA, f"a decimal comma, {WITHOUT_COMMAS}"),
    (ONE_LINE, "a run and its loss in one line, print 'run: 0' and 'L: 0.1' as two lines"),
    (RUN_IN_THOUSANDS, "a thousands separator in a run number, print 1000 instead of 1,000"),
    (NUMBER_IN_CALL, "no plain number, print x.item() or float(x) instead of x"),
]


class Report:
    """Collect the warnings about a log."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.origin: Callable[[int], int] = int  # from a line that was read to a line of the file
        self.dropped_blocks: dict[str, LogWarning] = {}  # the first of each tag
        self._warnings: list[LogWarning] = []
        self._repeated: dict[str, tuple[int, int, bytes]] = {}  # reason -> line, count, text
        self._excess: tuple[int, int] | None = None  # first line and count of those not kept

    def copy(self) -> "Report":
        """Return a report with the same warnings, which can get others."""
        report = Report(self.file)
        vars(report).update({name: copy(value) for name, value in vars(self).items()})
        return report

    def warn(self, line: int, reason: str, text: bytes = b"") -> None:
        """Add a warning, with the text that it is about."""
        self.add(self.origin(line), reason, text)

    def add(self, line: int, reason: str, text: bytes = b"") -> None:
        """Add a warning about a line of the file itself."""
        if len(self._warnings) < MOST_WARNINGS:
            self._warnings.append(LogWarning(self.file, line, with_text(reason, text)))
        else:
            line, count = self._excess or (line, 0)
            self._excess = (line, count + 1)

    def warn_of_block(self, tag: str, line: int, reason: str, text: bytes | None = None) -> None:
        """Add a warning about a block that is dropped; without a text it shows the tag."""
        self.warn(line, reason, f"{tag}: [".encode() if text is None else text)
        if len(self._warnings) < MOST_WARNINGS:
            self.dropped_blocks.setdefault(tag, self._warnings[-1])

    def warn_once(self, line: int, reason: str, text: bytes) -> None:
        """Count the lines that have this reason; they get one warning, at the first of them."""
        line, count, text = self._repeated.get(reason, (line, 0, text))
        self._repeated[reason] = (line, count + 1, text)

    def sorted_warnings(self) -> list[LogWarning]:
        """Return all warnings in the order of lines."""
        warnings = self._warnings.copy()
        for repeated, (line, count, text) in self._repeated.items():
            total = f", {count} in all" if count > 1 else ""
            reason = with_text(f"{repeated}{total}", text)
            warnings.append(LogWarning(self.file, self.origin(line), reason))
        if self._excess:
            line, count = self._excess
            warnings.append(LogWarning(self.file, line, f"{count} more warnings"))
        return sorted(warnings, key=lambda warning: warning.line)


def with_text(reason: str, text: bytes) -> str:
    """Return a reason with the text that it is about, unless that is blank."""
    return f"{reason}, ({escape(text)})" if text.strip() else reason


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
    return decoded(match[1]) if match else ""


def _print_rows(tag: str) -> str:
    return (
        f"print rows such as '0.1 -0.2' between {tag + ': ['!a} and ']', as trainer.LogWriter does"
    )
