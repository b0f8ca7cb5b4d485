"""The fast path: well-formed text by the thousand lines, the rest line by line.

Nearly all of a long log is pairs of a run and its loss. Between pairs stand snapshots; one is
well-formed if it matches a pattern that is made from the last. The careful path reads whatever is
not proven to be well-formed.
"""

import re
from functools import lru_cache

import numpy as np

from .fast_losses import find_breaks, find_pairs
from .line_reader import LONGEST_LINE, Reader
from .records import Layout

MOST_VALUES = 2**16  # that are remembered
VALUE = rb"-?[0-9]{1,40}+(?:\.[0-9]{1,40}+)?+"  # without a step back, which takes time


class Values(dict[bytes, float]):
    """Remember what texts are worth: with few decimals they come again and again."""

    def __missing__(self, text: bytes) -> float:
        """Return float() of a text that is new."""
        value = float(text)
        if len(self) < MOST_VALUES:
            self[text] = value
        return value


VALUES = Values()


class Chunk:
    """Hold a text of whole lines, and what is proven of it but not yet given to the reader."""

    def __init__(self, reader: Reader, text: bytes) -> None:
        """Find the lines of the text and the pairs among them."""
        ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n"))
        starts = np.concatenate([[0], ends + 1])  # and the end of the text
        self._reader = reader
        self._text = text
        self._starts = starts
        self._first_line = reader.line + 1
        self._pairs = find_pairs(text, starts[:-1], ends)
        self._given = 0  # pairs
        # Snapshots: the places of their runs, the lines of their first tags, their rows.
        self._places: list[int] = []
        self._lines: list[int] = []
        self._rows: list[bytes] = []

    def read(self) -> None:
        """Give the reader all lines."""
        pair_lines = self._pairs.lines
        end = len(self._starts) - 1
        for pair, is_leap in find_breaks(self._pairs):
            start = int(pair_lines[pair - 1]) + 2 if pair > 0 else 0
            stop = int(pair_lines[pair]) if pair < len(pair_lines) else end
            layout = self._reader.layout
            rows = self._snapshot(start, stop, layout) if pair > 0 else None
            if rows is None:
                self._give(pair, start)
                lines = self._text[self._starts[start] : self._starts[stop]].split(b"\n")
                for line in lines[:-1]:
                    self._reader.read(line)
                continue
            self._places.append(len(self._reader.records.runs) + pair - self._given - 1)
            self._lines.append(self._first_line + start)
            self._rows += rows
            if is_leap or stop == end:
                self._give(pair, start)
                self._reader.pass_snapshot(layout, stop - start)

    def _snapshot(self, start: int, stop: int, layout: Layout) -> tuple[bytes, ...] | None:
        """Return the rows of each block, if these lines are a snapshot of that layout."""
        begin, end = self._starts[start], self._starts[stop]
        if not layout or begin == end or end - begin > LONGEST_LINE:
            return None
        match = _pattern(layout).fullmatch(self._text, begin, end)
        return match.groups() if match else None

    def _give(self, pair: int, line: int) -> None:
        """Give the reader what is proven before a pair, which ends before a line."""
        reader = self._reader
        if self._places:
            texts = b" ".join(self._rows).split()
            values = np.array(list(map(VALUES.__getitem__, texts)))
            reader.records.add_snapshots(reader.layout, self._places, self._lines, values)
            self._places, self._lines, self._rows = [], [], []
        if self._given < pair:
            new = np.s_[self._given : pair]
            lines, runs, losses, decimals = self._pairs
            reader.extend(lines[new] + self._first_line, runs[new], losses[new], decimals)
            reader.line = self._first_line + line - 1
            self._given = pair


@lru_cache(maxsize=1)
def _pattern(layout: Layout) -> re.Pattern[bytes]:
    """Return the pattern of a snapshot, with a group of rows for each block."""
    return re.compile(
        b"".join(
            rb"%b: \[\n((?:(?: *+%b)(?: ++%b){%d} *+\n){%d})\]\n"
            % (re.escape(tag.encode()), VALUE, VALUE, cols - 1, rows)
            for tag, rows, cols in layout
        )
    )
