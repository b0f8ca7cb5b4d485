"""Find well-formed snapshots, all those of a text at once.

A snapshot stands in a gap between groups of lines, and is well-formed if it has the lines of most
snapshots, except for the numbers in its rows.
"""

from collections import Counter
from typing import NamedTuple

import numpy as np

from ..log import Floats, Integers
from .curves import LINE
from .fast_numbers import PAD, Booleans, read_rows, starts_with
from .grammar import RECORD, decoded
from .line_reader import LONGEST_LINE
from .records import Groups, Layout, Records

SOME_SNAPSHOTS = 5  # the layout of most of them is that of a text


class Gaps(NamedTuple):
    """Hold the other lines before, between and after groups, from start up to stop."""

    groups: Integers  # that follow
    starts: Integers
    stops: Integers


class Snapshots(NamedTuple):
    """Hold snapshots of one layout, in the order of the text."""

    layout: Layout
    gaps: Integers  # that they fill
    groups: Integers  # that they follow
    lines: Integers  # the first of each
    values: Floats  # (snapshots, values), block by block

    def add_to(self, records: Records, places: Integers, start: int, stop: int) -> None:
        """Add those that follow the groups from a start up to a stop, which have these places."""
        new = slice(*np.searchsorted(self.groups, (start, stop)).tolist())
        if new.start < new.stop:
            records.add_snapshots(
                self.layout, places[self.groups[new]], self.lines[new], self.values[new]
            )


def find_gaps(groups: Groups, first_line: int, line_count: int) -> Gaps:
    """Return where other lines stand."""
    lines = np.frombuffer(groups.lines, LINE).astype(np.int64) - first_line
    starts = np.concatenate([[0], lines + 1 + len(groups.names)])
    stops = np.concatenate([lines, [line_count]])
    gaps = np.flatnonzero(starts < stops)
    return Gaps(gaps, starts[gaps], stops[gaps])


def usual_layout(text: bytes) -> Layout:
    """Return the layout of most of the first snapshots, or nothing if that is not well-formed."""
    found: Counter[Layout] = Counter()
    if b"[" not in text:  # which is faster to find out
        return ()
    end = 0
    while found.total() < SOME_SNAPSHOTS and (first := text.find(b": [\n", end)) >= 0:
        end = (text.find(b"\nrun: ", first) + 1) or len(text)
        found[layout_of(text[text.rfind(b"\n", 0, first) + 1 : end])] += 1
    return found.most_common(1)[0][0] if found else ()


def layout_of(snapshot: bytes) -> Layout:
    """Return the layout of a snapshot, or nothing if it is not well-formed."""
    layout = []
    *blocks, rest = snapshot.split(b"]\n")
    for block in blocks:
        tag, _, rows = block.partition(b"\n")
        match = RECORD.fullmatch(tag)
        cols = len(rows.partition(b"\n")[0].split())
        if not (match and match["tag"] and cols):
            return ()
        layout.append((decoded(match["tag"]), rows.count(b"\n"), cols))
    has_all = not rest and len({tag for tag, _, _ in layout}) == len(layout)
    return tuple(layout) if has_all else ()


def find_snapshots(
    text: bytes, starts: Integers, layout: Layout, gaps: Gaps, first_line: int
) -> Snapshots:
    """Find the snapshots of a layout, each of which follows a group and fills its gap.

    starts: of the lines of the padded text, and of the one that would follow them. first_line: the
    number of the first one.
    """
    size = sum(rows + 2 for _, rows, _ in layout)
    found = np.flatnonzero((gaps.stops - gaps.starts == size) & (gaps.groups > 0) & (size > 0))
    found = found[_are_framed(text, starts, layout, gaps.starts[found])]
    values, is_usual = _read_blocks(text, starts, layout, gaps.starts[found])
    if not is_usual.all():
        found = found[is_usual]
        values, _ = _read_blocks(text, starts, layout, gaps.starts[found])
    values = values.reshape(len(found), sum(rows * cols for _, rows, cols in layout))
    return Snapshots(layout, found, gaps.groups[found] - 1, first_line + gaps.starts[found], values)


def _are_framed(text: bytes, starts: Integers, layout: Layout, lines: Integers) -> Booleans:
    """Tell at which lines series of lines start that have the tags and the ] of a snapshot."""
    is_framed = np.ones(len(lines), np.bool_)
    first, before = lines, b""
    for tag, rows, _ in layout:
        between = before + f"{tag}: [\n".encode()
        is_framed &= starts_with(text, starts[lines], between)
        lines, before = lines + between.count(b"\n") + rows, b"]\n"
    is_framed &= starts_with(text, starts[lines], before)
    is_framed &= starts[lines + 1] - starts[first] <= LONGEST_LINE
    return is_framed


def _read_blocks(
    text: bytes, starts: Integers, layout: Layout, firsts: Integers
) -> tuple[Floats, Booleans]:
    """Return all numbers in the rows of snapshots, and which snapshots have as many as usual."""
    begins, ends, lengths = [], [], []
    line = 1
    for _, rows, cols in layout:
        begins.append(starts[firsts + line])
        ends.append(starts[firsts + line + rows])
        lengths += [cols] * rows
        line += rows + 2
    places = zip(np.ravel(begins, "F").tolist(), np.ravel(ends, "F").tolist(), strict=True)
    values, found = read_rows(b"".join([PAD, *(text[begin:end] for begin, end in places), PAD]))
    return values, (found.reshape(len(firsts), len(lengths)) == lengths).all(axis=1)
