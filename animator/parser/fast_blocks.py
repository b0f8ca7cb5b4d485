"""Find well-formed snapshots, all those of a text at once.

A snapshot is well-formed if it has the lines of an earlier one, except for the numbers in its rows.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from ..log import Floats, Integers
from .fast_numbers import Booleans, FloatCache, NumberRows
from .fast_scalars import Gap
from .line_reader import LONGEST_LINE
from .records import Layout

Keeps = Callable[[str], bool]


class BlockFinder:
    """Find the snapshots in the gaps between the groups of a text."""

    def __init__(
        self, text: bytes, starts: Integers, gaps: list[Gap], keeps: Keeps, cache: FloatCache
    ) -> None:
        """Take a text, and the starts of its lines and of the one that would follow them.

        keeps: tells whether the values of a tag are wanted.
        """
        self._text = text
        self._codes = np.frombuffer(text, np.uint8)
        self._starts = starts
        self._gaps = gaps
        self._keeps = keeps
        self._cache = cache
        self._found: dict[Layout, dict[int, Floats]] = {}

    def find(self, layout: Layout) -> dict[int, Floats]:
        """Return the wanted values of each well-formed snapshot of a layout, by its first line.

        A snapshot follows a group, and fills its gap.
        """
        if layout not in self._found:
            size = _lines(layout)
            firsts = [gap.start for gap in self._gaps if gap.group and gap.stop - gap.start == size]
            framed = self._framed(np.array(firsts, np.int64), layout)
            self._found[layout] = self._values(framed, layout) if len(framed) else {}
        return self._found[layout]

    def _values(self, firsts: Integers, layout: Layout) -> dict[int, Floats]:
        """Return the wanted values of the snapshots whose rows are numbers, as many as usual."""
        numbers, is_good = self._numbers(firsts, layout, kept=True)
        if not all(self._keeps(tag) for tag, _, _ in layout):
            is_good &= self._numbers(firsts, layout, kept=False)[1]
        if not is_good.all():
            firsts = firsts[is_good]
            numbers, _ = self._numbers(firsts, layout, kept=True)
        values = numbers.floats(self._cache).reshape(len(firsts), -1) if len(firsts) else ()
        return dict(zip(firsts.tolist(), values, strict=True))

    def _numbers(
        self, firsts: Integers, layout: Layout, *, kept: bool
    ) -> tuple[NumberRows, Booleans]:
        """Return what is in the rows of all snapshots, and which of these are numbers throughout.

        kept: look only at the blocks whose values are wanted, or only at the others.
        """
        starts, ends, lengths = [], [], []
        line = 0
        for tag, rows, cols in layout:
            if self._keeps(tag) == kept:
                starts.append(self._starts[firsts + line + 1])
                ends.append(self._starts[firsts + line + 1 + rows])
                lengths += [cols] * rows
            line += rows + 2
        places = zip(_by_snapshot(starts), _by_snapshot(ends), strict=True)
        numbers = NumberRows(b"".join(self._text[start:end] for start, end in places))
        is_usual = numbers.lengths().reshape(len(firsts), len(lengths)) == lengths
        return numbers, is_usual.all(axis=1)

    def _framed(self, firsts: Integers, layout: Layout) -> Integers:
        """Return which of the lines start a snapshot whose lines beside its rows are the usual."""
        spans = self._starts[firsts + _lines(layout)] - self._starts[firsts]
        firsts = firsts[spans <= LONGEST_LINE]
        firsts = firsts[self._have(firsts, f"{layout[0][0]}: [\n".encode())]
        line = -1
        for (_, rows, _), (tag, _, _) in pairwise(layout):
            line += rows + 2
            firsts = firsts[self._have(firsts + line, f"]\n{tag}: [\n".encode())]
        return firsts[self._have(firsts + line + layout[-1][1] + 2, b"]\n")]

    def _have(self, lines: Integers, text: bytes) -> Booleans:
        """Tell which lines are a text, which may be several whole lines."""
        begins = self._starts[lines]
        is_text: Booleans = self._starts[lines + text.count(b"\n")] - begins == len(text)
        places = np.add.outer(begins[is_text], np.arange(len(text)))
        is_same = self._codes[places] == np.frombuffer(text, np.uint8)
        is_text[is_text] = is_same.all(axis=1)
        return is_text


def _lines(layout: Layout) -> int:
    return sum(rows + 2 for _, rows, _ in layout)


def _by_snapshot(places: list[Integers]) -> list[int]:
    """Return places, which are given by block, in the order of the text."""
    return np.array(places, np.int64).T.ravel().tolist()
