"""Find groups of lines such as `run: 9710`, `acc: 0.93` and `L: 0.0004`, thousands at a time."""

import re
from array import array
from collections import Counter
from collections.abc import Callable
from itertools import takewhile
from typing import NamedTuple

import numpy as np

from ..log import Floats, Integers
from .fast_numbers import WORD, Booleans, read_numbers, words_of
from .records import Groups
from .scalar import Column

GROUP = re.compile(rb"^run: \d+\n((?:(?!run:)[^\n:\[\]]+: \S+\n)+)", re.MULTILINE)
NAME = re.compile(rb"^([^\n:]+): ", re.MULTILINE)
RUN = b"run: "
SOME_STEPS = 100  # their median is the step of a text


def names_of(group: bytes) -> list[str]:
    """Return the names of the scalars in lines."""
    return [name.decode("utf-8", "backslashreplace") for name in NAME.findall(group)]


def has_new_names(groups: list[list[str]], is_known: Callable[[str], bool]) -> bool:
    """Tell whether several groups have a name that is not known yet."""
    counts = Counter(name for names in groups for name in set(names))
    return any(count > 1 and not is_known(name) for name, count in counts.items())


def usual_names(groups: list[list[str]], is_known: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the most common names of some groups, each up to one that is not known."""
    known = (tuple(takewhile(is_known, names)) for names in groups)
    counts = Counter(names for names in known if "L" in names and len({*names}) == len(names))
    return counts.most_common(1)[0][0] if counts else ("L",)


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
    for line, prefix in enumerate(prefixes):
        lines = lines[starts_with(text, starts[lines + line], prefix)]
    runs, *scalars = (
        read_numbers(text, starts[lines + line] + len(prefix), ends[lines + line])
        for line, prefix in enumerate(prefixes)
    )
    has_sign = codes[starts[lines] + len(RUN)] < ord("0")
    is_good = runs.is_plain & (runs.decimals == 0) & ~has_sign
    for numbers in scalars:
        is_good &= numbers.is_plain
    lines += first_line
    return Groups(
        names,
        array("q", lines[is_good].tobytes()),
        array("q", runs.values[is_good].astype(np.int64).tobytes()),
        [
            _column(lines[is_good] + line, numbers.values[is_good], numbers.decimals[is_good])
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


def starts_with(text: bytes, places: Integers, prefix: bytes) -> Booleans:
    """Tell at which places of a text a prefix stands."""
    head, rest = prefix[:WORD], prefix[WORD:]
    mask = np.uint64(2 ** (8 * len(head)) - 1)
    is_there: Booleans = words_of(text)[places] & mask == int.from_bytes(head, "little")
    if rest:
        is_there[is_there] = starts_with(text, places[is_there] + WORD, rest)
    return is_there


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
