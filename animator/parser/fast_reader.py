"""The fast path: reads thousands of well-formed lines at once.

Nearly all of a long log is groups of lines, a run and its scalars, such as `run: 9710`, `acc: 0.93`
and `L: 0.0004`. Between them stand snapshots. The first ones of a text show the names of the
scalars, and the tags and shapes of the blocks. The careful path reads whatever does not have this
form.
"""

import re
from array import array
from collections import Counter
from itertools import islice, takewhile

import numpy as np

from ..log import Integers
from .curves import LINE, Column
from .fast_blocks import find_gaps, find_snapshots, usual_layout
from .fast_numbers import PAD, read_numbers, starts_with
from .grammar import decoded
from .line_reader import LineReader
from .records import Groups, Layout

LARGE_ARRAY = 2**20  # bytes; records grow beyond it, and then need no copy
SHORT = 1000  # bytes, such as a run with its snapshot: the careful path is faster
SOME_GROUPS = 10  # the names in most of them are those of a text
GROUP = re.compile(rb"^run: \d+\n((?:(?!run:)[^\n:\[\]]+: [^\s\[]+\n)+)", re.MULTILINE)
NAME = re.compile(rb"^([^\n:]+): ", re.MULTILINE)
RUN = b"run: "


class FastReader:
    """Read a log by chunks; a line reader gets the lines that are not well-formed.

    What is read is added to the line reader's records.
    """

    def __init__(self, reader: LineReader) -> None:
        self._reader, self._records = reader, reader.records
        # Once it has freed a large array, the C library keeps freed memory for the next arrays,
        # instead of returning it to the system each time.
        np.empty(LARGE_ARRAY, np.uint8)

    def read(self, text: bytes) -> None:
        """Read a chunk of whole lines."""
        start = 0
        while self._reader.may_have_copies and start < len(text):
            end = text.index(b"\n", start)
            self._reader.read(text[start:end])
            start = end + 1
        text = text[start:]
        if len(text) < SHORT:
            self._read_carefully(text)
            return
        names, end = usual_names(text)
        if not all(map(self._records.is_known, names)):
            self._read_carefully(text[:end])
            text = text[end:]
        names = tuple(takewhile(self._records.is_known, names))
        if "L" not in names or len({*names}) < len(names):
            names = ("L",)
        self._read_groups(text, names, usual_layout(text))

    def _read_carefully(self, text: bytes) -> None:
        for line in text.split(b"\n")[:-1]:
            self._reader.read(line)

    def _read_groups(self, text: bytes, names: tuple[str, ...], layout: Layout) -> None:
        """Read whole lines, most of which are groups of scalars and snapshots of this form."""
        text = PAD + text + PAD
        ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n"))
        starts = np.concatenate([[len(PAD)], ends + 1])
        first_line = self._reader.line + 1
        groups = find_groups(text, starts[:-1], ends, names, first_line)
        gaps = find_gaps(groups, first_line, len(ends))
        snapshots = find_snapshots(text, starts, layout, gaps, first_line)
        odd = zip(*(np.delete(column, snapshots.gaps).tolist() for column in gaps), strict=True)
        places = np.empty(len(groups.runs), np.int64)  # of the groups, once they are added
        added = flushed = 0  # groups; those whose snapshots are added, many at once: it is faster
        for group, start, stop in [*odd, (len(groups.runs), len(ends), len(ends))]:
            if added < group:
                self._reader.skip_runs(groups.lines[added], first_line + start - 1)
                places[added:group] = np.arange(group - added) + len(self._records.runs)
                self._records.add_groups(groups, added, group)
                added = group
            lines = text[starts[start] : starts[stop]]
            if b"[" in lines:  # a block, which follows those of the snapshots
                snapshots.add_to(self._records, places, flushed, added)
                flushed = added
            self._read_carefully(lines)
        snapshots.add_to(self._records, places, flushed, added)


def usual_names(text: bytes) -> tuple[tuple[str, ...], int]:
    """Return the names of the scalars in most of the first groups, and where these groups end."""
    groups = list(islice(GROUP.finditer(text), SOME_GROUPS))
    if not groups:
        return (), 0
    names, _ = Counter(tuple(NAME.findall(group[1])) for group in groups).most_common(1)[0]
    return tuple(map(decoded, names)), groups[-1].end()


def find_groups(
    text: bytes, starts: Integers, ends: Integers, names: tuple[str, ...], first_line: int
) -> Groups:
    """Return the well-formed groups with scalars of these names.

    starts, ends: of the lines of the text. first_line: the number of the first one.
    """
    prefixes = [RUN, *(name.encode() + b": " for name in names)]
    codes = np.frombuffer(text, np.uint8)
    initials = codes[starts]
    count = max(0, len(starts) - len(names))  # of lines that enough lines follow
    is_group = np.ones(count, np.bool_)
    for line, prefix in enumerate(prefixes):
        is_group &= initials[line : line + count] == prefix[0]
    lines = np.flatnonzero(is_group)
    is_group = np.ones(len(lines), np.bool_)
    for line, prefix in enumerate(prefixes):
        is_group &= starts_with(text, starts[lines + line], prefix)
    lines = lines[is_group]
    runs, *scalars = (
        read_numbers(text, starts[lines + line] + len(prefix), ends[lines + line])
        for line, prefix in enumerate(prefixes)
    )
    has_sign = codes[starts[lines] + len(RUN)] < ord("0")
    is_good = runs.is_plain & (runs.decimals == 0) & ~has_sign
    for numbers in scalars:
        is_good &= numbers.is_plain
    good = np.s_[:] if is_good.all() else np.flatnonzero(is_good)  # as nearly always
    lines = (lines[good] + first_line).astype(LINE)
    columns = [
        Column(
            array("d", numbers.values[good].tobytes()),
            array("h", numbers.decimals[good].tobytes()),
            array(LINE, (lines + line).tobytes()),
        )
        for line, numbers in enumerate(scalars, start=1)
    ]
    whole = array("q", runs.values[good].astype(np.int64).tobytes())
    return Groups(names, whole, array(LINE, lines.tobytes()), columns)
