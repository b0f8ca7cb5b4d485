"""What has been read of a log, in flat arrays that grow: 8 bytes a run and 8 a scalar.

A `place` is the index of a run among all runs of the file.
"""

import math
from array import array
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from ..log import Floats, Integers

Shape = tuple[int, int]
Layout = tuple[tuple[str, int, int], ...]  # tag, rows and columns of each block of a run

MOST_SCALARS = 1000  # names
MOST_NOTES = 1000  # of each kind about a scalar; if there are more, it was printed that way


class Column(NamedTuple):
    """Hold the values of a scalar in groups of lines, which are finite."""

    values: "array[float]"
    decimals: "array[int]"
    changes: Integers  # group, line and decimals of each that differ from those of the group before


class Notes:
    """Hold the places and lines of what may be damage, as long as there are few."""

    def __init__(self) -> None:
        self.count = 0
        self._entries: list[tuple[int, int]] = []

    def add(self, place: int, line: int) -> None:
        """Add an entry."""
        self.count += 1
        if len(self._entries) < MOST_NOTES:
            self._entries.append((place, line))

    def all(self) -> list[tuple[int, int]]:
        """Return place and line of each entry, or nothing if not all of them were kept."""
        return self._entries if len(self._entries) == self.count else []


class Scalar:
    """Collect the values of one scalar in the order of the log.

    A `place` is the index of a run among all runs of the file.
    """

    def __init__(self, line: int, text: bytes) -> None:
        """Take the first line that has the name, and its number."""
        self.line, self.text = line, text
        self.is_known = False  # whether a second run has it, so that it is no odd line
        self.count = 0
        self.values = array("d")  # by place, NaN for a run without one; may end before the last run
        self.not_finite = array("q")  # start, line and stop of each series of such values
        # What can be judged only when the whole log is known:
        self.split: list[tuple[int, int, int]] = []  # that go on in the next line; with decimals
        self.missing = Notes()  # runs without a value, though the run before has one
        self.sides = (Notes(), Notes())  # values that stand before and after the loss of their run
        # Decimals hardly ever change, so only their changes are kept.
        self.decimals = -9  # of the last value; none has so many
        self.decimals_changes = array("q")  # place, line and decimals of each

    def add(self, place: int, value: float, decimals: int, line: int) -> None:
        """Set the value of a run."""
        self.is_known |= self.count > 0
        self.count += 1
        if len(self.values) < place:
            self.pad(place)
        self.values.append(value)
        if not math.isfinite(value):
            if self.not_finite and self.not_finite[-1] == place:
                self.not_finite[-1] += 1
            else:
                self.not_finite.extend((place, line, place + 1))
        if decimals != self.decimals:
            self._change_decimals(place, decimals, line)

    def add_many(self, place: int, column: Column, start: int, stop: int, line: int) -> None:
        """Add the values of groups, from a start up to a stop, to consecutive runs from a place.

        line: of the first of them.
        """
        self.count += stop - start
        if len(self.values) < place:
            self.pad(place)
        self.values.extend(column.values[start:stop])
        if column.decimals[start] != self.decimals:
            self._change_decimals(place, column.decimals[start], line)
        if len(column.changes):
            new = slice(*np.searchsorted(column.changes[:, 0], (start + 1, stop)).tolist())
            changes = column.changes[new] + (place - start, 0, 0)
            self.decimals_changes.frombytes(changes.tobytes())
            self.decimals = column.decimals[stop - 1]

    def pad(self, place: int) -> None:
        """Let the values end before a place."""
        self.values.extend(array("d", [math.nan]) * (place - len(self.values)))

    def drop(self, start: int, stop: int) -> None:
        """Set the values from one place up to another to NaN."""
        self.values[start:stop] = array("d", [math.nan]) * (stop - start)

    def _change_decimals(self, place: int, decimals: int, line: int) -> None:
        self.decimals_changes.extend((place, line, decimals))
        self.decimals = decimals


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
        self.known_names: Collection[str] = ()  # of scalars, also of those in a single run
        self.runs = array("q")
        self.scalars = {"L": Scalar(0, b"")}  # by name
        self.loss.is_known = True
        self.blocks: dict[str, dict[Shape, Blocks]] = {}  # by tag
        self.dropped_blocks: dict[str, set[int]] = {}  # places, by tag
        # What can be judged only when the whole log is known:
        self.doubtful_values: list[DoubtfulValue] = []
        self.split_runs: set[int] = set()  # places of run numbers that may go on in the next line
        self.after_odd_lines: dict[int, Doubt] = {}  # of runs that follow a line not understood
        self.joined_ends: list[tuple[str, int, int]] = []  # blocks whose ] ends a row; with line
        # Steps hardly ever change, so only their changes are kept.
        self.step: int | None = None  # from the last run but one to the last
        self.step_changes = array("q")  # place and line of each

    @property
    def loss(self) -> Scalar:
        """The losses."""
        return self.scalars["L"]

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

    def scalar(self, name: str, line: int, text: bytes) -> Scalar | None:
        """Return the scalar of that name, a new one if need be; None if there are too many."""
        if name not in self.scalars and len(self.scalars) < MOST_SCALARS:
            self.scalars[name] = Scalar(line, text)
            self.scalars[name].is_known = name in self.known_names
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
