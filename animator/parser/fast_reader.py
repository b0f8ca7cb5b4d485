"""The fast path: reads thousands of well-formed lines at once.

Nearly all of a long log is groups of lines, a run and its scalars. Between them stand snapshots;
one is well-formed if it has the lines of an earlier one, except for its numbers. The careful path
reads whatever is not proven to be well-formed.
"""

from typing import NamedTuple

import numpy as np

from ..log import Floats
from .fast_blocks import BlockFinder
from .fast_numbers import FloatCache
from .fast_scalars import (
    Format,
    find_gaps,
    find_groups,
    first_formats,
    has_new_names,
    usual_format,
)
from .line_reader import LineReader
from .records import Layout


class Snapshot(NamedTuple):
    """Hold a well-formed snapshot until it is added to the records."""

    group: int  # of its run
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
        is_known = self._reader.is_known
        formats, end = first_formats(text)
        if has_new_names(formats, is_known):
            self._read_carefully(text[:end])
            text = text[end:]
            formats, _ = first_formats(text)
        self._read_groups(text, usual_format(formats, is_known))

    def _read_carefully(self, text: bytes) -> None:
        for line in text.split(b"\n")[:-1]:
            self._reader.read(line)

    def _read_groups(self, text: bytes, form: Format) -> None:
        """Read whole lines, most of which are groups of a format."""
        ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n"))
        starts = np.concatenate([[0], ends + 1])
        groups = find_groups(text, starts[:-1], ends, form)
        first_line = self._reader.line + 1
        numbers = first_line + groups.lines
        added = 0  # groups
        snapshots: list[Snapshot] = []  # not added yet: many at once are faster
        gaps = find_gaps(groups, len(ends))
        blocks = BlockFinder(text, starts, gaps, self._reader.records.keeps, self._floats)
        for gap in gaps:
            layout = self._reader.layout
            values = blocks.find(layout).get(gap.start) if layout else None
            if values is not None:
                snapshots.append(Snapshot(gap.group - 1, first_line + gap.start, values))
                if not gap.breaks_step:
                    continue
            self._add_snapshots(snapshots, layout, added)
            if added < gap.group:
                new = np.s_[added : gap.group]
                self._reader.add_groups(form, numbers[new], groups.runs[new], groups.values[:, new])
            added, snapshots = gap.group, []
            if values is not None:
                self._reader.skip_snapshot(layout, gap.stop - gap.start)
            else:
                self._read_carefully(text[int(starts[gap.start]) : int(starts[gap.stop])])

    def _add_snapshots(self, snapshots: list[Snapshot], layout: Layout, added: int) -> None:
        """Add the snapshots of groups that will be added next, after so many."""
        if snapshots:
            records = self._reader.records
            values = np.array([snapshot.values for snapshot in snapshots])
            places = (
                np.array([snapshot.group for snapshot in snapshots]) - added + len(records.runs)
            )
            lines = np.array([snapshot.line for snapshot in snapshots])
            records.add_snapshots(layout, places, lines, values)
