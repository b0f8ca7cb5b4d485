"""The fast path: reads thousands of well-formed lines at once.

Nearly all of a long log is groups of lines, a run and its scalars. Between them stand snapshots.
The first ones of a text show the names of the scalars, and the tags and shapes of the blocks. The
careful path reads whatever does not have this form.
"""

from itertools import takewhile

import numpy as np

from .fast_blocks import find_snapshots, usual_layout
from .fast_numbers import PAD
from .fast_scalars import find_gaps, find_groups, usual_names
from .line_reader import LineReader
from .records import Layout

LARGE_ARRAY = 2**20  # bytes; records grow beyond it, and then need no copy


class FastReader:
    """Read a log by chunks; a line reader gets the lines that are not well-formed.

    What is read is added to the line reader's records.
    """

    def __init__(self, reader: LineReader) -> None:
        self._reader = reader
        # Once it has freed a large array, the C library keeps freed memory for the next arrays,
        # instead of returning it to the system each time.
        np.empty(LARGE_ARRAY, np.uint8)

    def read(self, text: bytes) -> None:
        """Read a chunk of whole lines."""
        names, end = usual_names(text)
        if not all(map(self._reader.is_known, names)):
            self._read_carefully(text[:end])
            text = text[end:]
        names = tuple(takewhile(self._reader.is_known, names))
        if "L" not in names or len({*names}) < len(names):
            names = ("L",)
        self._read_groups(text, names, usual_layout(text))

    def _read_carefully(self, text: bytes) -> None:
        for line in text.split(b"\n")[:-1]:
            self._reader.read(line)

    def _read_groups(self, text: bytes, names: tuple[str, ...], layout: Layout) -> None:
        """Read whole lines, most of which are groups of scalars and snapshots of this form."""
        text = PAD + text + PAD
        reader, records = self._reader, self._reader.records
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
            if is_whole:
                reader.skip_snapshot(layout)
                continue
            lines = text[start:stop]
            if b"[" in lines:  # a block, which follows those of the snapshots
                snapshots.add_to(records)
            self._read_carefully(lines)
        snapshots.add_to(records)
