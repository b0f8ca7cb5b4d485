"""Find well-formed snapshots, all those of a text at once.

A snapshot is well-formed if it has the lines of an earlier one, except for the numbers in its rows.
"""

from bisect import bisect_left
from collections.abc import Callable

import numpy as np

from ..log import Floats, Integers
from .fast_numbers import PAD, Booleans, FloatCache, NumberRows
from .fast_scalars import Gaps, starts_with
from .line_reader import LONGEST_LINE
from .records import Layout, Records


class Snapshots:
    """Hold snapshots until they are added to the records: many at once are faster."""

    def __init__(
        self, layout: Layout, gaps: Integers, groups: Integers, lines: Integers, values: Floats
    ) -> None:
        """Take of each snapshot its gap, its group, its first line, and its values."""
        self.gaps = gaps
        self._layout = layout
        self._groups = groups.tolist()
        self._lines = lines
        self._values = values
        self._places: list[int] = []  # of the snapshots that are to be added next
        self._added = 0

    def place(self, groups: int, shift: int) -> None:
        """Set the places of the snapshots in the first groups; shift: from a group to its place."""
        start = self._added + len(self._places)
        stop = bisect_left(self._groups, groups, start)
        self._places += [group + shift for group in self._groups[start:stop]]

    def add_to(self, records: Records) -> None:
        """Add the snapshots that have got their places."""
        if self._places:
            new = np.s_[self._added : self._added + len(self._places)]
            records.add_snapshots(
                self._layout, np.array(self._places), self._lines[new], self._values[new]
            )
            self._added = new.stop
            self._places = []


class SnapshotFinder:
    """Find the snapshots of a layout in a text."""

    def __init__(
        self, text: bytes, starts: Integers, layout: Layout, keeps: Callable[[str], bool]
    ) -> None:
        """Take a text, and the starts of its lines and of the one that would follow them.

        keeps: tells whether the values of a tag are wanted.
        """
        self._text = text
        self._starts = starts
        self._layout = layout
        self._keeps = keeps

    def find(self, gaps: Gaps, first_line: int, cache: FloatCache) -> Snapshots:
        """Find the snapshots, each of which follows a group and fills its gap."""
        size = sum(rows + 2 for _, rows, _ in self._layout)
        found = np.flatnonzero((gaps.stops - gaps.starts == size) & (gaps.groups > 0) & (size > 0))
        firsts = gaps.starts[found]
        is_framed = self._are_framed(firsts, gaps.stops[found])
        found, firsts = found[is_framed], firsts[is_framed]
        numbers, is_good = self._numbers(firsts, kept=True)
        if not all(self._keeps(tag) for tag, _, _ in self._layout):
            is_good &= self._numbers(firsts, kept=False)[1]
        if not is_good.all():
            found, firsts = found[is_good], firsts[is_good]
            numbers, _ = self._numbers(firsts, kept=True)
        size = sum(rows * cols for tag, rows, cols in self._layout if self._keeps(tag))
        values = numbers.floats(cache).reshape(len(found), size)
        return Snapshots(self._layout, found, gaps.groups[found] - 1, firsts + first_line, values)

    def _numbers(self, firsts: Integers, *, kept: bool) -> tuple[NumberRows, Booleans]:
        """Return what is in the rows of snapshots, and which are numbers throughout, as usual.

        kept: look only at the blocks whose values are wanted, or only at the others.
        """
        starts, ends, lengths = [], [], []
        line = 0
        for tag, rows, cols in self._layout:
            if self._keeps(tag) == kept:
                starts.append(self._starts[firsts + line + 1])
                ends.append(self._starts[firsts + line + 1 + rows])
                lengths += [cols] * rows
            line += rows + 2
        places = zip(_by_snapshot(starts), _by_snapshot(ends), strict=True)
        rows_of_all = NumberRows(
            b"".join([PAD, *(self._text[start:end] for start, end in places), PAD])
        )
        is_usual = rows_of_all.lengths().reshape(len(firsts), len(lengths)) == lengths
        return rows_of_all, is_usual.all(axis=1)

    def _are_framed(self, firsts: Integers, stops: Integers) -> Booleans:
        """Tell which series of lines have the tags and the ] of a snapshot."""
        is_framed = self._starts[stops] - self._starts[firsts] <= LONGEST_LINE
        line, end = firsts, ""
        for tag, rows, _ in self._layout:
            is_framed &= self._have(line, f"{end}{tag}: [\n".encode())
            line, end = line + 1 + bool(end) + rows, "]\n"
        is_framed &= self._have(line, b"]\n")
        return np.asarray(is_framed)

    def _have(self, lines: Integers, text: bytes) -> Booleans:
        """Tell which lines are a text, which may be several whole lines."""
        starts = self._starts[lines]
        is_long: Booleans = self._starts[lines + text.count(b"\n")] - starts == len(text)
        return is_long & starts_with(self._text, starts, text)


def _by_snapshot(places: list[Integers]) -> list[int]:
    """Return places, which are given by block, in the order of the text."""
    return np.array(places, np.int64).T.ravel().tolist()
