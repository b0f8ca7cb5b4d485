"""What has been read of a log, in flat arrays that grow.

A `place` is the index of a run among all runs of the file.
"""

from array import array
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from ..log import Floats, Integers
from .curves import LINE, Column, Scalar
from .grammar import NOISE, NUMBER_REST, RUN_REST

Shape = tuple[int, int]
Layout = tuple[tuple[str, int, int], ...]  # tag, rows and columns of each block of a run

MOST_SCALARS = 1000  # names


class Groups(NamedTuple):
    """Hold groups of lines, each the number of a run and its scalars, which have these names."""

    names: tuple[str, ...]
    runs: "array[int]"
    lines: "array[int]"  # of the runs
    columns: list[Column]  # by name


@dataclass(slots=True)
class Blocks:
    """Hold all blocks of one tag and one shape."""

    places: "array[int]" = field(default_factory=lambda: array("q"))
    lines: "array[int]" = field(default_factory=lambda: array("q"))  # of their tags
    values: "array[float]" = field(default_factory=lambda: array("d"))  # row by row, if kept


class Records:
    """Collect runs, scalars and blocks in the order of the log."""

    def __init__(self, tags: Collection[str] | None = None) -> None:
        """Keep the values of blocks with these tags only, if given."""
        self._tags = tags
        self.known_names: Collection[str] = ()  # of scalars, also of those in a single run
        self.runs = array("q")
        self.lines = array(LINE)  # of their numbers
        self.scalars = {"L": Scalar(0, b"")}  # by name
        self.blocks: dict[str, dict[Shape, Blocks]] = {}  # by tag
        self.dropped_blocks: dict[str, set[int]] = {}  # places, by tag
        # What can be judged only when the whole log is known:
        self.odd_lines: dict[int, int] = {}  # the first line not understood, by place of the run
        self.serious_lines: dict[int, int] = {}  # the first that looks like no message and no row
        self.split_runs: set[int] = set()  # places of run numbers that may go on in the next line
        self.joined_ends: list[tuple[str, int, int]] = []  # blocks whose ] ends a row; with line
        self.end = 0  # the line at which the last run ends; 0 if it may go on

    @property
    def place(self) -> int:
        """The place of the last run."""
        return len(self.runs) - 1

    @property
    def loss(self) -> Scalar:
        """The losses."""
        return self.scalars["L"]

    @property
    def lacks_loss(self) -> bool:
        """Whether the last run has no loss, though all its lines were understood.

        Other programs need not print one for each run.
        """
        has_loss = self.loss.stop == len(self.runs) or self.place in self.odd_lines
        return not (has_loss or self.known_names)

    @property
    def may_hide_a_run(self) -> bool:
        """Whether a line since the last run number may have been another run number."""
        of_run = [name for name, scalar in self.scalars.items() if scalar.stop == len(self.runs)]
        return self.place in self.odd_lines or not all(map(self.is_known, of_run))

    def keeps(self, tag: str) -> bool:
        """Tell whether the values of blocks with this tag are kept."""
        return self._tags is None or tag in self._tags

    def is_known(self, name: str) -> bool:
        """Tell whether a name is that of a scalar; one in a single run may be an odd line."""
        if name not in self.scalars:
            return False
        return name == "L" or name in self.known_names or len(self.scalars[name].lines) > 1

    def add_run(self, run: int, line: int) -> None:
        """Add a run, for now without values."""
        self.runs.append(run)
        self.lines.append(line)

    def scalar(self, name: str, text: bytes) -> Scalar | None:
        """Return the scalar of that name, a new one if need be; None if there are too many."""
        if name not in self.scalars and len(self.scalars) < MOST_SCALARS:
            self.scalars[name] = Scalar(self.place, text)
        return self.scalars.get(name)

    def add_groups(self, groups: Groups, start: int, stop: int) -> None:
        """Add groups, from a start up to a stop."""
        place = len(self.runs)
        self.runs.extend(groups.runs[start:stop])
        self.lines.extend(groups.lines[start:stop])
        for name, column in zip(groups.names, groups.columns, strict=True):
            self.scalars[name].add_many(place, column, start, stop)

    def end_of(self, place: int) -> int:
        """Return the line at which a run ends, or 0 if that is not known."""
        return self.lines[place + 1] if place < self.place else self.end

    def add_odd_line(self, line: int, text: bytes, place: int | None = None) -> None:
        """Note a line that was not understood, since it may have been the number of a run.

        place: of the run that it belongs to, if that is not the last one.
        """
        place = self.place if place is None else place
        if place < 0:
            return
        if line == self.lines[place]:  # a line with several \r: the values come afterwards
            line -= 1
        self.odd_lines[place] = min(line, self.odd_lines.get(place, line))
        if not NOISE.fullmatch(text):
            self.serious_lines[place] = min(line, self.serious_lines.get(place, line))

    def note_split(self, line: int, text: bytes) -> None:
        """Note whether a line may be the rest of the number on the line before it."""
        if not (self.runs and NUMBER_REST.fullmatch(text)):
            return
        of_run = [scalar for scalar in self.scalars.values() if scalar.stop == len(self.runs)]
        for scalar in of_run:
            if scalar.lines[-1] >= line - 1:
                scalar.split.append(self.place)
        if not of_run and self.lines[-1] >= line - 1 and RUN_REST.fullmatch(text):
            self.split_runs.add(self.place)

    def has_block(self, tag: str) -> bool:
        """Tell whether the last run has a block with this tag."""
        of_tag = self.blocks.get(tag, {}).values()
        return any(blocks.places[-1] == self.place for blocks in of_tag)

    def add_block(self, tag: str, shape: Shape, line: int, values: "array[float]") -> None:
        """Add a block to the last run."""
        blocks = self._blocks(tag, shape)
        blocks.places.append(self.place)
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
