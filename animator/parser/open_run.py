"""The run and the block that are being read."""

from array import array
from dataclasses import dataclass, field

from .grammar import LOSS_REST, RUN_REST, is_noise, to_float
from .records import Doubt, DoubtfulValue, Records, Shape


@dataclass(slots=True)
class OpenBlock:
    """Hold the rows of a block until its end is read."""

    tag: str
    line: int  # of its tag
    doubt: Doubt = Doubt.NONE
    is_dropped: bool = False  # whether the rest of it is skipped
    rows: int = 0
    cols: int = 0  # of the first row
    is_ragged: bool = False
    values: "array[float]" = field(default_factory=lambda: array("d"))

    def add_row(self, text: bytes) -> None:
        """Add the numbers of a row."""
        row = list(map(to_float, text.split()))
        self.rows += 1
        self.cols = self.cols or len(row)
        self.is_ragged |= len(row) != self.cols
        self.values.extend(row)


class OpenRun:
    """Add the loss and the blocks of the last run to the records, and the doubts about them."""

    def __init__(self, records: Records, line: int, *, is_known: bool = True) -> None:
        self.is_known = is_known  # whether the next loss or block belongs to this run
        self.has_loss = False
        self.doubt = Doubt.NONE
        self.shapes: dict[str, Shape] = {}  # of its blocks, by tag
        self.last_line = line  # of the run number, or of the loss if there is one
        self._records = records

    @property
    def lacks_loss(self) -> bool:
        """Whether the loss is missing although every line was understood."""
        return self.is_known and not self.has_loss and not self.doubt

    def add_loss(self, loss: float, decimals: int, line: int) -> None:
        """Add the loss."""
        self._records.add_loss(loss, decimals, line)
        self.has_loss = True
        self.last_line = line
        self._note_doubt("", line, self.doubt)

    def add_block(self, block: OpenBlock) -> None:
        """Add a whole block."""
        shape = block.rows, block.cols
        self.shapes[block.tag] = shape
        self._records.add_block(block.tag, shape, block.line, block.values)
        self._note_doubt(block.tag, block.line, block.doubt)

    def add_doubt(self, text: bytes) -> None:
        """Note a line that was not understood, since it may have been a run number."""
        self.doubt = max(self.doubt, Doubt.SLIGHT if is_noise(text) else Doubt.SERIOUS)

    def note_split(self, text: bytes, line: int) -> None:
        """Note whether a line may be the rest of the number on the line before it."""
        place = len(self._records.runs) - 1
        if self.last_line < line - 1:
            return
        if not self.has_loss and RUN_REST.fullmatch(text):
            self._records.split_runs.add(place)
        if self.has_loss and LOSS_REST.fullmatch(text):
            split = place, self.last_line, self._records.decimals
            self._records.split_losses.append(split)

    def _note_doubt(self, tag: str, line: int, doubt: Doubt) -> None:
        if doubt:
            value = DoubtfulValue(len(self._records.runs) - 1, line, tag, doubt)
            self._records.doubtful_values.append(value)
