"""The fast path: reads thousands of well-formed lines at once.

Nearly all of a long log is groups of lines, a run and its scalars. Between them stand snapshots;
one is well-formed if it matches a pattern that is made from an earlier one. The careful path reads
whatever is not proven to be well-formed.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from .fast_scalars import (
    Format,
    find_gaps,
    find_groups,
    first_formats,
    has_new_names,
    usual_format,
)
from .line_reader import LONGEST_LINE, LineReader
from .records import Layout

MOST_TEXTS = 2**16  # that are remembered
VALUE = rb"-?[0-9]{1,40}+(?:\.[0-9]{1,40}+)?+"  # possessive: it never backtracks


class FloatCache(dict[bytes, float]):
    """Map texts to their float(): with few decimals, the same texts come again and again."""

    def __missing__(self, text: bytes) -> float:
        """Return the float() of a new text."""
        value = float(text)
        if len(self) < MOST_TEXTS:
            self[text] = value
        return value


class Snapshot(NamedTuple):
    """Hold a well-formed snapshot until it is added to the records."""

    group: int  # of its run
    line: int  # of its first tag
    rows: tuple[bytes, ...]  # of each block


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
        for gap in find_gaps(groups, len(ends)):
            begin, end = int(starts[gap.start]), int(starts[gap.stop])
            layout = self._reader.layout
            rows = _snapshot_rows(text, begin, end, layout) if gap.group > 0 else ()
            if rows:
                snapshots.append(Snapshot(gap.group - 1, first_line + gap.start, rows))
                if not gap.breaks_step:
                    continue
            self._add_snapshots(snapshots, layout, added)
            if added < gap.group:
                new = np.s_[added : gap.group]
                self._reader.add_groups(form, numbers[new], groups.runs[new], groups.values[:, new])
            added, snapshots = gap.group, []
            if rows:
                self._reader.skip_snapshot(layout, gap.stop - gap.start)
            else:
                self._read_carefully(text[begin:end])

    def _add_snapshots(self, snapshots: list[Snapshot], layout: Layout, added: int) -> None:
        """Add the snapshots of groups that will be added next, after so many."""
        if snapshots:
            records = self._reader.records
            texts = b" ".join(rows for snapshot in snapshots for rows in snapshot.rows).split()
            values = np.array(list(map(self._floats.__getitem__, texts)))
            places = (
                np.array([snapshot.group for snapshot in snapshots]) - added + len(records.runs)
            )
            lines = np.array([snapshot.line for snapshot in snapshots])
            records.add_snapshots(layout, places, lines, values)


def _snapshot_rows(text: bytes, begin: int, end: int, layout: Layout) -> tuple[bytes, ...]:
    """Return the rows of each block if this part of the text is a snapshot of that layout."""
    if not layout or begin == end or end - begin > LONGEST_LINE:
        return ()
    match = _snapshot_pattern(layout).fullmatch(text, begin, end)
    return match.groups() if match else ()


@lru_cache(maxsize=1)
def _snapshot_pattern(layout: Layout) -> re.Pattern[bytes]:
    """Return the pattern of a snapshot, with a group for the rows of each block."""
    return re.compile(
        b"".join(
            rb"%b: \[\n((?:(?: *+%b)(?: ++%b){%d} *+\n){%d})\]\n"
            % (re.escape(tag.encode()), VALUE, VALUE, cols - 1, rows)
            for tag, rows, cols in layout
        )
    )
