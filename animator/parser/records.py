"""What has been read of a log, in flat arrays that grow: 8 bytes a run and 8 a scalar."""

import math
from array import array
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from ..log import Floats, Integers
from .scalar import Column, Scalar

Shape = tuple[int, int]
Layout = tuple[tuple[str, int, int], ...]  # tag, rows and columns of each block of a run


MOST_SCALARS = 1000  # names


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
    """Hold where a value or a block is that may belong to a later run, one whose number is lost."""

    place: int
    line: int
    name: str
    is_block: bool
    doubt: Doubt
    new_names: tuple[str, ...]  # as OpenRun has them; the doubt is greater if one is no scalar's


class Groups(NamedTuple):
    """Hold groups of lines, each the number of a run and its scalars, which have these names."""

    names: tuple[str, ...]
    lines: "array[int]"  # of the runs; the scalars are on the next lines
    runs: "array[int]"
    columns: list[Column]  # by name


class Records:
    """Collect runs, scalars and blocks in the order of the log.

    A `place` is the index of a run among all runs of the file.
    """

    def __init__(self, tags: Collection[str] | None = None) -> None:
        """Keep the values of blocks with these tags only, if given."""
        self._tags = tags
        self.runs = array("q")
        self.loss = Scalar(0, b"")
        self.loss.is_known = True
        self.scalars = {"L": self.loss}  # by name
        self.blocks: dict[str, dict[Shape, Blocks]] = {}  # by tag
        self.dropped_blocks: dict[str, set[int]] = {}  # places, by tag
        # What can be judged only when the whole log is known:
        self.doubtful_values: list[DoubtfulValue] = []
        self.split_runs: set[int] = set()  # places of run numbers that may go on in the next line
        self.after_odd_lines: set[int] = set()  # places of runs that follow a line not understood
        self.joined_ends: list[tuple[str, int, int]] = []  # blocks whose ] ends a row; with line
        # Steps hardly ever change, so only their changes are kept.
        self.step: int | None = None  # from the last run but one to the last
        self.step_changes = array("q")  # place and line of each

    def keeps(self, tag: str) -> bool:
        """Tell whether the values of blocks with this tag are kept."""
        return self._tags is None or tag in self._tags

    def add_run(self, run: int, line: int) -> None:
        """Add a run, for now without values."""
        step = run - self.runs[-1] if self.runs else None
        if step is None or step != self.step:
            self.step_changes.extend((len(self.runs), line))
            self.step = step
        self.runs.append(run)

    def lacks_last_loss(self) -> bool:
        """Tell whether the last run has no loss, or one that is NaN."""
        values = self.loss.values
        return len(values) < len(self.runs) or math.isnan(values[-1])

    def scalar(self, name: str, line: int, text: bytes) -> Scalar | None:
        """Return the scalar of that name, a new one if need be; None if there are too many."""
        if name not in self.scalars and len(self.scalars) < MOST_SCALARS:
            self.scalars[name] = Scalar(line, text)
        return self.scalars.get(name)

    def add_groups(self, groups: Groups, start: int, stop: int) -> None:
        """Add groups, from a start up to a stop, whose runs have a constant step."""
        place = len(self.runs)
        self.add_run(groups.runs[start], groups.lines[start])
        if stop - start > 1:
            self.add_run(groups.runs[start + 1], groups.lines[start + 1])  # may change the step
            self.runs.extend(groups.runs[start + 2 : stop])
        follows_loss = False
        line = groups.lines[start]
        for name, column in zip(groups.names, groups.columns, strict=True):
            line += 1
            scalar = self.scalars[name]
            scalar.add_many(place, column, start, stop, line)
            scalar.sides[follows_loss].count += stop - start - 1  # the last run has not ended yet
            follows_loss |= name == "L"

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

        values: (snapshots, values), block by block.
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

    def drop_block(self, tag: str, place: int) -> None:
        """Mark a block as dropped."""
        self.dropped_blocks.setdefault(tag, set()).add(place)

    def _blocks(self, tag: str, shape: Shape) -> Blocks:
        return self.blocks.setdefault(tag, {}).setdefault(shape, Blocks())
