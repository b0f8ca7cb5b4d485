"""What has been read of a log, in flat arrays that grow: 16 bytes a run."""

import math
from array import array
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import IntEnum

from ..log import Floats, Integers

Shape = tuple[int, int]
Layout = tuple[tuple[str, int, int], ...]  # tag, rows and columns of each block of a run


class Doubt(IntEnum):
    """Rate the risk that a line that was not understood was the number of a later run."""

    NONE = 0  # every line since the last run number was understood
    SLIGHT = 1  # the lines that were not understood look like messages or rows
    SERIOUS = 2  # one of them does not


@dataclass(slots=True)
class Blocks:
    """Hold all blocks of one tag and one shape."""

    places: "array[int]" = field(default_factory=lambda: array("q"))
    lines: "array[int]" = field(default_factory=lambda: array("q"))  # of their tags
    values: "array[float]" = field(default_factory=lambda: array("d"))  # row by row, if kept


@dataclass(frozen=True, slots=True)
class DoubtfulValue:
    """Hold where a loss or a block is that may belong to a later run, one whose number is lost."""

    place: int
    line: int
    tag: str  # empty for a loss
    doubt: Doubt


class Records:
    """Collect runs, losses and blocks in the order of the log.

    A `place` is the index of a run among all runs of the file.
    """

    def __init__(self, tags: Collection[str] | None = None) -> None:
        """Keep the values of blocks with these tags only, if given."""
        self._tags = tags
        self.runs = array("q")
        self.losses = array("d")  # one for each run, NaN if it is missing or dropped
        self.not_finite = array("q")  # start, line and stop of each series of such losses
        self.blocks: dict[str, dict[Shape, Blocks]] = {}  # by tag
        self.dropped_blocks: dict[str, set[int]] = {}  # places, by tag
        # What can be judged only when the whole log is known:
        self.doubtful_values: list[DoubtfulValue] = []
        self.split_runs: set[int] = set()  # places of run numbers that may go on in the next line
        self.split_losses: list[tuple[int, int, int]] = []  # the same; place, line and decimals
        self.after_odd_lines: set[int] = set()  # places of runs that follow a line not understood
        # Steps and decimals hardly ever change, so only their changes are kept.
        self.step: int | None = None  # from the last run but one to the last
        self.step_changes = array("q")  # place and line of each
        self.decimals = -2  # of the last loss; no loss has so many
        self.decimals_changes = array("q")  # place, line and decimals of each

    def keeps(self, tag: str) -> bool:
        """Tell whether the values of blocks with this tag are kept."""
        return self._tags is None or tag in self._tags

    def add_run(self, run: int, line: int) -> None:
        """Add a run, for now without a loss."""
        step = run - self.runs[-1] if self.runs else None
        if step is None or step != self.step:
            self.step_changes.extend((len(self.runs), line))
            self.step = step
        self.runs.append(run)
        self.losses.append(math.nan)

    def add_loss(self, loss: float, decimals: int, line: int) -> None:
        """Set the loss of the last run."""
        place = len(self.runs) - 1
        self.losses[-1] = loss
        if not math.isfinite(loss):
            if self.not_finite and self.not_finite[-1] == place:
                self.not_finite[-1] += 1
            else:
                self.not_finite.extend((place, line, place + 1))
        if decimals != self.decimals:
            self.decimals_changes.extend((place, line, decimals))
            self.decimals = decimals

    def add_steady_runs(self, lines: Integers, runs: Integers, losses: Floats) -> None:
        """Add runs of a constant step, and their losses: finite, with the last loss's decimals."""
        if len(runs):
            self.add_run(int(runs[0]), int(lines[0]))
            self.losses[-1] = losses[0]
            self.runs.frombytes(runs[1:].tobytes())
            self.losses.frombytes(losses[1:].tobytes())

    def add_block(self, tag: str, shape: Shape, line: int, values: "array[float]") -> None:
        """Add a block to the last run."""
        blocks = self._blocks(tag, shape)
        blocks.places.append(len(self.runs) - 1)
        blocks.lines.append(line)
        if self.keeps(tag):
            blocks.values.extend(values)

    def add_snapshots(
        self, layout: Layout, places: Integers, lines: Integers, values: Floats
    ) -> None:
        """Add the blocks of whole snapshots, each to its place; a snapshot starts on its line.

        values: those of each snapshot that are kept, block by block.
        """
        column = 0
        for tag, rows, cols in layout:
            blocks = self._blocks(tag, (rows, cols))
            blocks.places.frombytes(places.tobytes())
            blocks.lines.frombytes(lines.tobytes())
            if self.keeps(tag):
                blocks.values.frombytes(values[:, column : column + rows * cols].tobytes())
                column += rows * cols
            lines = lines + rows + 2  # with those of its tag and its ]

    def drop_losses(self, start: int, stop: int) -> None:
        """Set the losses from one place up to another to NaN."""
        self.losses[start:stop] = array("d", [math.nan]) * (stop - start)

    def drop_block(self, tag: str, place: int) -> None:
        """Mark a block as dropped."""
        self.dropped_blocks.setdefault(tag, set()).add(place)

    def _blocks(self, tag: str, shape: Shape) -> Blocks:
        return self.blocks.setdefault(tag, {}).setdefault(shape, Blocks())
