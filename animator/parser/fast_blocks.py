"""Find well-formed snapshots, all those of a text at once.

A snapshot is well-formed if it has the lines of an earlier one, except for the numbers in its rows.
"""

import numpy as np

from ..log import Floats, Integers
from .fast_losses import Gap
from .fast_numbers import Booleans, FloatCache, NumberRows
from .line_reader import LONGEST_LINE
from .records import Layout


class BlockFinder:
    """Find the snapshots in the gaps between the pairs of a text."""

    def __init__(self, text: bytes, starts: Integers, gaps: list[Gap], cache: FloatCache) -> None:
        """Take a text, and the starts of its lines and of the one that would follow them."""
        self._text = text
        self._codes = np.frombuffer(text, np.uint8)
        self._starts = starts
        self._gaps = gaps
        self._cache = cache
        self._found: dict[Layout, dict[int, Floats]] = {}

    def find(self, layout: Layout) -> dict[int, Floats]:
        """Return the values of each well-formed snapshot of a layout, by its first line.

        A snapshot follows a pair, and fills its gap.
        """
        if layout not in self._found:
            size = sum(rows + 2 for _, rows, _ in layout)
            firsts = [gap.start for gap in self._gaps if gap.pair and gap.stop - gap.start == size]
            framed = self._framed(np.array(firsts, np.int64), layout)
            self._found[layout] = self._numbers(framed, layout) if len(framed) else {}
        return self._found[layout]

    def _numbers(self, firsts: Integers, layout: Layout) -> dict[int, Floats]:
        """Return the values of the snapshots whose rows are rows of as many numbers as usual."""
        lengths = np.array([cols for _, rows, cols in layout for _ in range(rows)])
        numbers = NumberRows(self._rows(firsts, layout))
        is_row = numbers.lengths().reshape(len(firsts), -1) == lengths
        is_good = is_row.all(axis=1)
        if not is_good.all():
            firsts = firsts[is_good]
            numbers = NumberRows(self._rows(firsts, layout))
        values = numbers.floats(self._cache).reshape(len(firsts), lengths.sum())
        return dict(zip(firsts.tolist(), values, strict=True))

    def _framed(self, firsts: Integers, layout: Layout) -> Integers:
        """Return which of the lines start a snapshot whose lines beside its rows are the usual."""
        size = sum(rows + 2 for _, rows, _ in layout)
        spans = self._starts[firsts + size] - self._starts[firsts]
        firsts = firsts[spans <= LONGEST_LINE]
        line, end = 0, ""
        for tag, rows, _ in layout:
            firsts = firsts[self._have(firsts + line, f"{end}{tag}: [\n".encode())]
            line += rows + 1 + len(end) // 2
            end = "]\n"
        return firsts[self._have(firsts + line, end.encode())]

    def _have(self, lines: Integers, text: bytes) -> Booleans:
        """Tell which lines are a text, which may be several whole lines."""
        begins = self._starts[lines]
        is_text = self._starts[lines + text.count(b"\n")] - begins == len(text)
        places = np.add.outer(begins[is_text], np.arange(len(text)))
        is_same = self._codes[places] == np.frombuffer(text, np.uint8)
        is_text[is_text] = is_same.all(axis=1)
        return is_text

    def _rows(self, firsts: Integers, layout: Layout) -> bytes:
        """Return the rows of all blocks of the snapshots that start on these lines."""
        rows = np.array([rows for _, rows, _ in layout])
        stops = np.cumsum(rows + 2) - 1
        begins = self._starts[np.add.outer(firsts, stops - rows)].ravel().tolist()
        ends = self._starts[np.add.outer(firsts, stops)].ravel().tolist()
        return b"".join(self._text[a:b] for a, b in zip(begins, ends, strict=True))
