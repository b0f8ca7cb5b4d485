"""The fast path: reads thousands of well-formed lines at once.

Nearly all of a long log is pairs of lines, a run and its loss. Between pairs stand snapshots; one
is well-formed if it has the lines of an earlier one, except for its numbers. The careful path reads
whatever is not proven to be well-formed.
"""

from typing import NamedTuple

import numpy as np

from ..log import Floats
from .fast_blocks import BlockFinder
from .fast_losses import find_gaps, find_pairs
from .fast_numbers import FloatCache
from .line_reader import LineReader
from .records import Layout


class Snapshot(NamedTuple):
    """Hold a well-formed snapshot until it is added to the records."""

    pair: int  # of its run
    line: int  # of its first tag
    values: Floats


class FastReader:
    """Read a log by chunks; a line reader gets the lines that are not well-formed.

    What is read is added to the line reader's records.
    """

    def __init__(self, reader: LineReader) -> None:
        self._reader = reader
        self._floats = FloatCache()

    def read(self, text: bytes) -> None:
        """Read a chunk of whole lines."""
        ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n"))
        starts = np.concatenate([[0], ends + 1])
        pairs = find_pairs(text, starts[:-1], ends)
        first_line = self._reader.line + 1
        numbers = first_line + pairs.lines
        added = 0  # pairs
        snapshots: list[Snapshot] = []  # not added yet: many at once are faster
        gaps = find_gaps(pairs, len(ends))
        blocks = BlockFinder(text, starts, gaps, self._reader.records.keeps, self._floats)
        for gap in gaps:
            layout = self._reader.layout
            values = blocks.find(layout).get(gap.start) if layout else None
            if values is not None:
                snapshots.append(Snapshot(gap.pair - 1, first_line + gap.start, values))
                if not gap.breaks_step:
                    continue
            self._add_snapshots(snapshots, layout, added)
            if added < gap.pair:
                new = np.s_[added : gap.pair]
                self._reader.add_pairs(
                    numbers[new], pairs.runs[new], pairs.losses[new], pairs.decimals
                )
            added, snapshots = gap.pair, []
            if values is not None:
                self._reader.skip_snapshot(layout, gap.stop - gap.start)
            else:
                begin, end = int(starts[gap.start]), int(starts[gap.stop])
                for line in text[begin:end].split(b"\n")[:-1]:
                    self._reader.read(line)

    def _add_snapshots(self, snapshots: list[Snapshot], layout: Layout, added: int) -> None:
        """Add the snapshots of pairs that will be added next, after so many."""
        if snapshots:
            records = self._reader.records
            values = np.array([snapshot.values for snapshot in snapshots])
            places = np.array([snapshot.pair for snapshot in snapshots]) - added + len(records.runs)
            lines = np.array([snapshot.line for snapshot in snapshots])
            records.add_snapshots(layout, places, lines, values)
