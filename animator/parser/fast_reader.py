"""The fast path: reads thousands of well-formed lines at once.

Nearly all of a long log is groups of lines, a run and its scalars. Between them stand snapshots;
one is well-formed if it has the lines of an earlier one, except for its numbers. The careful path
reads whatever is not proven to be well-formed.
"""

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from .fast_blocks import find_snapshots
from .fast_numbers import PAD
from .fast_scalars import GROUP, find_gaps, find_groups, has_new_names, names_of, usual_names
from .line_reader import LineReader

if TYPE_CHECKING:
    from .records import Layout

SOME_GROUPS = 10  # the names in most of them are those of a chunk


LARGE_ARRAY = 2**22  # bytes


class FastReader:
    """Read a log by chunks; a line reader gets the lines that are not well-formed.

    What is read is added to the line reader's records.
    """

    def __init__(self, reader: LineReader) -> None:
        self._reader = reader
        self._layout: Layout = ()  # of the usual snapshot
        # Once it has freed a large array, the C library keeps freed memory for the next arrays,
        # instead of returning it to the system each time.
        np.empty(LARGE_ARRAY, np.uint8)

    def read(self, text: bytes) -> None:
        """Read a chunk of whole lines."""
        is_known = self._reader.is_known
        groups = list(islice(GROUP.finditer(text), SOME_GROUPS))
        names = [names_of(group[1]) for group in groups]
        if has_new_names(names, is_known):
            end = groups[-1].end()
            self._read_carefully(text[:end])
            text = text[end:]
        form = usual_names(names, is_known)
        end = self._read_groups(text, form, may_stop=True)
        if end < len(text):
            self._layout = self._reader.layout
            self._read_groups(text[end:], form, may_stop=False)

    def _read_carefully(self, text: bytes) -> None:
        for line in text.split(b"\n")[:-1]:
            self._reader.read(line)

    def _read_groups(self, text: bytes, names: tuple[str, ...], *, may_stop: bool) -> int:
        """Read whole lines, most of which are groups of scalars with these names.

        Returns how many bytes were read. may_stop: whether to stop where the layout of another
        snapshot becomes known, if no snapshot has the usual one.
        """
        text = PAD + text + PAD
        reader, records, layout = self._reader, self._reader.records, self._layout
        ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n"))
        starts = np.concatenate([[len(PAD)], ends + 1])
        first_line = reader.line + 1
        groups = find_groups(text, starts[:-1], ends, names, first_line)
        gaps = find_gaps(groups, first_line, len(ends))
        snapshots = find_snapshots(text, starts, layout, gaps, first_line)
        is_snapshot = np.zeros(len(gaps.groups), np.bool_)
        is_snapshot[snapshots.gaps] = True
        is_odd = gaps.breaks_step | ~is_snapshot
        columns = gaps.groups, starts[gaps.starts], starts[gaps.stops], is_snapshot
        added = 0  # groups
        for group, start, stop, is_whole in zip(
            *(column[is_odd].tolist() for column in columns), strict=True
        ):
            if added < group:
                snapshots.place(group, len(records.runs) - added)
                reader.add_groups(groups, added, group)
                added = group
            if may_stop and reader.layout != layout and not len(snapshots.gaps):
                return int(start) - len(PAD)
            if is_whole:
                reader.skip_snapshot(layout)
                continue
            lines = text[start:stop]
            if b"[" in lines:  # a block, which follows those of the snapshots
                snapshots.add_to(records)
            self._read_carefully(lines)
        snapshots.add_to(records)
        return len(text) - 2 * len(PAD)
