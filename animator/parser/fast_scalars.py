"""Find groups of lines such as `run: 9710`, `acc: 0.93` and `L: 0.0004`, thousands at a time."""

import re
from array import array
from collections import Counter
from itertools import islice
from typing import NamedTuple

import numpy as np

from ..log import Floats, Integers
from .fast_numbers import Booleans, read_numbers, starts_with
from .records import Groups
from .scalar import Column

SOME_GROUPS = 10  # the names in most of them are those of a text
GROUP = re.compile(rb"^run: \d+\n((?:(?!run:)[^\n:\[\]]+: [^\s\[]+\n)+)", re.MULTILINE)
NAME = re.compile(rb"^([^\n:]+): ", re.MULTILINE)
RUN = b"run: "
SOME_STEPS = 100  # their median is the step of a text


def usual_names(text: bytes) -> tuple[tuple[str, ...], int]:
    """Return the names of the scalars in most of the first groups, and where these groups end."""
    groups = list(islice(GROUP.finditer(text), SOME_GROUPS))
    if not groups:
        return (), 0
    names, _ = Counter(tuple(NAME.findall(group[1])) for group in groups).most_common(1)[0]
    return tuple(name.decode("utf-8", "backslashreplace") for name in names), groups[-1].end()


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
    lines += first_line
    good = np.s_[:] if is_good.all() else np.flatnonzero(is_good)  # as nearly always
    return Groups(
        names,
        array("q", lines[good].tobytes()),
        array("q", runs.values[good].astype(np.int64).tobytes()),
        [
            _column(lines[good] + line, numbers.values[good], numbers.decimals[good])
            for line, numbers in enumerate(scalars, start=1)
        ],
    )


def _column(lines: Integers, values: Floats, decimals: Integers) -> Column:
    changes = np.flatnonzero(decimals[1:] != decimals[:-1]) + 1
    return Column(
        array("d", values.tobytes()),
        array("q", decimals.tobytes()),
        np.stack([changes, lines[changes], decimals[changes]], axis=1),
    )


class Gaps(NamedTuple):
    """Hold the lines before, between and after groups, from start up to stop; there may be none."""

    groups: Integers  # that follow
    starts: Integers
    stops: Integers
    breaks_step: Booleans  # whether the run number breaks the step here, or no group follows


def find_gaps(groups: Groups, first_line: int, line_count: int) -> Gaps:
    """Return where other lines stand or the step is broken; the last gap follows all groups."""
    lines = np.frombuffer(groups.lines, np.int64) - first_line
    starts = np.concatenate([[0], lines + 1 + len(groups.names)])
    stops = np.concatenate([lines, [line_count]])
    steps = np.diff(np.frombuffer(groups.runs, np.int64))
    breaks_step = np.ones(len(starts), np.bool_)
    breaks_step[0] = False
    breaks_step[1:-1] = steps != np.median(steps[:SOME_STEPS]) if len(steps) else False
    gaps = np.flatnonzero(breaks_step | (starts < stops))
    return Gaps(gaps, starts[gaps], stops[gaps], breaks_step[gaps])
