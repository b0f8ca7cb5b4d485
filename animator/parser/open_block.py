"""The block that is being read."""

from array import array
from dataclasses import dataclass, field

from .grammar import ends_in_bracket, has_torn_number, is_end, is_row, to_float
from .records import Records
from .report import Report, of_bad_row

LARGEST_BLOCK = 2**22  # values: WᵀW of 2048 features


@dataclass(slots=True)
class OpenBlock:
    """Hold the rows of a block until its end is read, or skip them if it is dropped."""

    records: Records
    report: Report
    tag: str = ""
    line: int = 0  # of its tag
    is_open: bool = True  # whether the next row belongs to it
    is_dropped: bool = False  # whether the rest of it is skipped
    rows: int = 0
    cols: int = 0  # of the first row
    is_ragged: bool = False
    ends_in_row: bool = False  # whether its ] stands at the end of its last row
    values: "array[float]" = field(default_factory=lambda: array("d"))
    is_torn: bool = False  # whether a number may be a part of a longer one

    def read(self, text: bytes, line: int) -> None:
        """Read the text of the next line."""
        if self.is_dropped:
            self.records.add_odd_line(line, text)
            self.is_open = not is_end(text)
        elif is_end(text):
            self._end()
        elif is_row(text):
            self._add_row(text)
            if len(self.values) > LARGEST_BLOCK:
                self.drop(f"a block of more than {LARGEST_BLOCK} values")
        elif ends_in_bracket(text):
            self._add_row(text.rstrip()[:-1])
            self.ends_in_row = True
            self._end()
        else:
            self.drop(of_bad_row(self.tag, text), text)
            self.records.add_odd_line(line, text)

    def close(self, reason: str) -> None:
        """Drop the block, if it is open, for this reason."""
        if self.is_open:
            self.drop(reason)
            self.is_open = False

    def drop(self, reason: str, text: bytes = b"") -> None:
        """Drop the block, and its rows that follow."""
        if not self.is_dropped:
            self.report.warn_of_block(self.tag, self.line, reason, text.strip() or None)
            self.is_dropped = True
            self.values = array("d")

    def _add_row(self, text: bytes) -> None:
        row = list(map(to_float, text.split()))
        self.rows += 1
        self.cols = self.cols or len(row)
        self.is_ragged |= len(row) != self.cols
        self.values.extend(row)
        self.is_torn |= has_torn_number(text)

    def _end(self) -> None:
        if not self.rows:
            self.drop("an empty block")
        elif self.is_ragged:
            self.drop("a block with rows of different lengths")
        elif self.is_torn:
            self.drop("a block with a number that may have lost its start or end")
        elif self.records.has_block(self.tag):
            self.drop(f"a second block with this tag in run {self.records.runs[-1]}")
        else:
            self.records.add_block(self.tag, (self.rows, self.cols), self.line, self.values)
            if self.ends_in_row:
                self.records.joined_ends.append((self.tag, self.records.place, self.line))
        self.is_open = False
