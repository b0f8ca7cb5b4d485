"""The run and the block that are being read."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from .grammar import (
    NOISE,
    NUMBER_REST,
    RUN_REST,
    ends_in_bracket,
    has_torn_number,
    is_end,
    is_row,
    to_float,
)
from .records import Doubt, DoubtfulValue, Records, Shape
from .report import Report, of_bad_row

LARGEST_BLOCK = 2**22  # values: WᵀW of 2048 features


@dataclass(slots=True)
class OpenBlock:
    """Hold the rows of a block until its end is read, or skip them if it is dropped."""

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

    def read(self, text: bytes, run: "OpenRun") -> None:
        """Read the next line, one of a run."""
        if self.is_dropped:
            run.add_doubt(text)
            self.is_open = not is_end(text)
        elif is_end(text):
            self._end(run)
        elif is_row(text):
            self._add_row(text)
            if len(self.values) > LARGEST_BLOCK:
                self.drop(f"a block of more than {LARGEST_BLOCK} values")
        elif ends_in_bracket(text):
            self._add_row(text.rstrip()[:-1])
            self.ends_in_row = True
            self._end(run)
        else:
            self.drop(of_bad_row(self.tag, text), text)
            run.add_doubt(text)

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

    def _end(self, run: "OpenRun") -> None:
        if not self.rows:
            self.drop("an empty block")
        elif self.is_ragged:
            self.drop("a block with rows of different lengths")
        elif self.is_torn:
            self.drop("a block with a number that may have lost its start or end")
        elif self.tag in run.shapes:
            self.drop(f"a second block with this tag in run {run.number}")
        else:
            run.add_block(self)
        self.is_open = False


class OpenRun:
    """Add the scalars and the blocks of the last run to the records, and the doubts about them."""

    def __init__(self, records: Records, line: int, *, is_known: bool = True) -> None:
        self.is_known = is_known  # whether the next value or block belongs to this run
        self.doubt = Doubt.NONE
        self.new_names: tuple[str, ...] = ()  # that no run before has: they may be no scalar's
        self.number = records.runs[-1] if records.runs else 0
        self.lines: dict[str, int] = {}  # of its scalars, by name
        self.shapes: dict[str, Shape] = {}  # of its blocks, by tag
        self._line = line  # of the run number
        self._place = len(records.runs) - 1
        self._records = records

    @property
    def has_loss(self) -> bool:
        """Whether the loss has been read."""
        return "L" in self.lines

    @property
    def lacks_loss(self) -> bool:
        """Whether the loss is missing although every line was understood.

        Other programs need not print one for each run.
        """
        is_expected = self.is_known and not self._records.known_names
        return is_expected and not self.has_loss and not self.doubt

    def add_scalar(self, name: str, value: float, decimals: int, line: int) -> None:
        """Add a value; its name is in the records."""
        scalar = self._records.scalars[name]
        scalar.add(self._place, value, decimals, line)
        self.lines[name] = line
        self._note_doubt(name, line, self.doubt, is_block=False)
        if not scalar.is_known:
            self.new_names = (*self.new_names, name)

    def add_block(self, block: OpenBlock) -> None:
        """Add a whole block."""
        shape = block.rows, block.cols
        self.shapes[block.tag] = shape
        self._records.add_block(block.tag, shape, block.line, block.values)
        if block.ends_in_row:
            self._records.joined_ends.append((block.tag, self._place, block.line))
        # without a loss, the lines that are missing may include a run number
        doubt = max(self.doubt, Doubt.NONE if self.has_loss else Doubt.SLIGHT)
        self._note_doubt(block.tag, block.line, doubt, is_block=True)

    def add_doubt(self, text: bytes) -> None:
        """Note a line that was not understood, since it may have been a run number."""
        self.doubt = max(self.doubt, rated(text))

    def note_split(self, text: bytes, line: int) -> None:
        """Note whether a line may be the rest of the number on the line before it."""
        name, last_line = next(reversed(self.lines.items()), ("", self._line))
        if last_line < line - 1:
            return
        if not name and RUN_REST.fullmatch(text):
            self._records.split_runs.add(self._place)
        if name and NUMBER_REST.fullmatch(text):
            scalar = self._records.scalars[name]
            scalar.split.append((self._place, last_line, scalar.decimals))

    def note_sides(self) -> None:
        """Note of each scalar but the loss whether it stands before or after the loss."""
        if len(self.lines) < 2 or not self.has_loss:  # the loss and another
            return
        follows_loss = False
        for name, line in self.lines.items():
            if name == "L":
                follows_loss = True
            else:
                self._records.scalars[name].sides[follows_loss].add(self._place, line)

    def note_missing(self, names: Iterable[str], line: int) -> None:
        """Note at the run's end which of these names it lacks, unless an odd line explains that."""
        for name in names if not self.doubt else ():
            if name not in self.lines and name != "L":
                self._records.scalars[name].missing.add(self._place, line)

    def _note_doubt(self, name: str, line: int, doubt: Doubt, *, is_block: bool) -> None:
        if doubt or self.new_names:
            value = DoubtfulValue(self._place, line, name, is_block, doubt, self.new_names)
            self._records.doubtful_values.append(value)


def rated(text: bytes) -> Doubt:
    """Return the doubt that a line casts that was not understood."""
    return Doubt.SLIGHT if NOISE.fullmatch(text) else Doubt.SERIOUS
