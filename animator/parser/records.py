"""What was read of a log, in flat arrays that grow: 16 bytes a run."""

import math
from array import array
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Shape = tuple[int, int]
Layout = tuple[tuple[str, int, int], ...]  # tag, rows and columns of each block of a run


@dataclass(slots=True)
class Blocks:
    """Hold all blocks of one tag and one shape; a place is an index into the runs."""

    places: "array[int]" = field(default_factory=lambda: array("q"))
    lines: "array[int]" = field(default_factory=lambda: array("q"))  # of their tags
    values: "array[float]" = field(default_factory=lambda: array("d"))  # row by row


@dataclass(slots=True)
class Doubt:
    """Hold where a value stands that follows a line which was not understood.

    That line may have been the number of a later run. The number of the run after it tells.
    """

    place: int
    line: int
    tag: str  # empty for a loss
    is_prose: bool  # whether the line was certainly no part of a log
    next_run: int | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """Hold where digits that stand alone on a line follow a number."""

    place: int
    line: int  # of the number
    is_run: bool  # or a loss
    decimals: int


class Records:
    """Collect runs, losses and blocks in the order of the log."""

    def __init__(self) -> None:
        self.runs = array("q")
        self.losses = array("d")  # one a run, NaN if it is missing
        self.not_finite = array("q")  # place, line and end of each stretch of NaN and infinite
        self.blocks: dict[tuple[str, Shape], Blocks] = {}
        self.doubts: list[Doubt] = []
        self.splits: list[Split] = []
        self.after_damage: set[int] = set()  # places of runs before which something was dropped
        # Steps and decimals hardly ever change, so only their changes are kept.
        self.step: int | None = None  # from the last run but one to the last
        self.steps = array("q")  # place and line of each change
        self.decimals = -1  # of the last loss, -1 if it is no plain fixed-point number
        self.formats = array("q")  # place, line and decimals of each change

    def add_run(self, run: int, line: int) -> None:
        """Start a run, without a loss so far."""
        step = run - self.runs[-1] if self.runs else None
        if step is None or step != self.step:
            self.steps.extend((len(self.runs), line))
            self.step = step
        self.runs.append(run)
        self.losses.append(math.nan)

    def add_loss(self, loss: float, decimals: int, line: int) -> None:
        """Give the last run its loss."""
        place = len(self.runs) - 1
        self.losses[-1] = loss
        if not math.isfinite(loss):
            if self.not_finite and self.not_finite[-1] == place:
                self.not_finite[-1] += 1
            else:
                self.not_finite.extend((place, line, place + 1))
        if decimals != self.decimals or not self.formats:
            self.formats.extend((place, line, decimals))
            self.decimals = decimals

    def add_block(self, tag: str, shape: Shape, line: int, values: "array[float]") -> None:
        """Give the last run a block."""
        blocks = self.blocks.setdefault((tag, shape), Blocks())
        blocks.places.append(len(self.runs) - 1)
        blocks.lines.append(line)
        blocks.values.extend(values)

    def add_snapshots(
        self, layout: Layout, places: list[int], lines: list[int], values: npt.NDArray[np.float64]
    ) -> None:
        """Give runs their blocks; a snapshot's blocks stand on lines that follow each other."""
        table = values.reshape(len(places), -1)
        first_lines = np.array(lines)
        column = 0
        for tag, rows, cols in layout:
            blocks = self.blocks.setdefault((tag, (rows, cols)), Blocks())
            blocks.places.extend(places)
            blocks.lines.frombytes(first_lines.tobytes())
            blocks.values.frombytes(table[:, column : column + rows * cols].tobytes())
            column += rows * cols
            first_lines += rows + 2  # with the tag's and that of the ]

    def split(self, line: int, *, is_run: bool) -> None:
        """Note that the last number may go on in the next line."""
        self.splits.append(Split(len(self.runs) - 1, line, is_run, self.decimals))
