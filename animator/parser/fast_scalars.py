"""Find groups of lines such as `run: 9710`, `acc: 0.93` and `L: 0.0004`, thousands at a time.

Groups of the same widths are the rows of a table of bytes. A row is well-formed if it has a digit
wherever a group of those widths has one, and the same characters elsewhere. Its numbers are then
sums of digits times powers of ten.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from itertools import islice, takewhile
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from ..log import Floats, Integers

Bytes = npt.NDArray[np.uint8]
Booleans = npt.NDArray[np.bool_]
Lines = tuple[tuple[bytes, bytes], ...]  # the prefix and the number of each

GROUP = re.compile(rb"^run: \d+\n((?:(?!run:)[^\n:\[\]]+: -?\d+(?:\.\d+)?\n)+)", re.MULTILINE)
SCALAR = re.compile(rb"([^\n:]+): -?\d+(?:\.(\d+))?\n")
SOME_GROUPS = 10  # the format of most of them is that of a text
MOST_LINES = 12  # of a group: their widths must fit into an int64
MOST_DIGITS = 15  # a float64 holds every integer of so many digits exactly
WIDTHS = 2 * (MOST_DIGITS + 1)  # numbers of digits, with and without a sign
SOME_STEPS = 100  # their median is the step of a text


class Format(NamedTuple):
    """Hold the names of the scalars of a group, and how many decimals each has."""

    names: tuple[str, ...]
    decimals: tuple[int, ...]


class Groups(NamedTuple):
    """Hold the line, the run and the values of each group, in the order of lines."""

    lines: Integers  # of the runs; the scalars are on the next lines
    runs: Integers
    values: Floats  # (scalars, groups)


class Gap(NamedTuple):
    """Hold the lines before, between or after groups, from start up to stop; there may be none."""

    group: int  # that follows
    start: int
    stop: int
    breaks_step: bool  # whether the run number breaks the step here, or no group follows


def first_formats(text: bytes) -> tuple[list[Format], int]:
    """Return the formats of the first groups of a text, and where the last of these groups ends."""
    formats, end = [], 0
    for group in islice(GROUP.finditer(text), SOME_GROUPS):
        scalars = SCALAR.findall(group[1])
        names = tuple(name.decode("utf-8", "backslashreplace") for name, _ in scalars)
        formats.append(Format(names, tuple(len(decimals) for _, decimals in scalars)))
        end = group.end()
    return formats, end


def has_new_names(formats: list[Format], is_known: Callable[[str], bool]) -> bool:
    """Tell whether several groups have a name that is not known yet."""
    counts = Counter(name for form in formats for name in set(form.names))
    return any(count > 1 and not is_known(name) for name, count in counts.items())


def usual_format(formats: list[Format], is_known: Callable[[str], bool]) -> Format:
    """Return the most common of some formats, each up to a name that is not known."""
    found: Counter[Format] = Counter()
    for form in formats:
        names = tuple(takewhile(is_known, form.names[: MOST_LINES - 1]))
        if "L" in names and len(set(names)) == len(names):
            found[Format(names, form.decimals[: len(names)])] += 1
    return found.most_common(1)[0][0] if found else Format(("L",), (0,))


def find_groups(text: bytes, starts: Integers, ends: Integers, form: Format) -> Groups:
    """Return the well-formed groups of a text; starts and ends are those of its lines.

    A group in any other format is left out.
    """
    codes = np.frombuffer(text, np.uint8)
    prefixes = [b"run: ", *(name.encode() + b": " for name in form.names)]
    decimals = (0, *form.decimals)
    lines = _first_lines(codes[starts], prefixes)
    lines, widths = _widths(codes, lines, starts, ends, prefixes, decimals)
    numbers = np.zeros((len(prefixes), len(lines)))
    is_good = np.zeros(len(lines), np.bool_)
    for width, rows in _rows_by_width(widths):
        zeros = _group_of_zeros(width, prefixes, decimals)
        length = sum(len(prefix + number) for prefix, number in zeros)
        table = sliding_window_view(codes, length)[starts[lines[rows]]]
        is_good[rows], numbers[:, rows] = _numbers(table, zeros)
    if not is_good.all():
        lines, numbers = lines[is_good], numbers[:, is_good]
    # Both are exact integers, so the quotient is rounded as float() does.
    values = numbers[1:] / 10.0 ** np.array(form.decimals)[:, None]
    return Groups(lines, numbers[0].astype(np.int64), values)


def _first_lines(initials: Bytes, prefixes: list[bytes]) -> Integers:
    """Return the lines where a group may start, from the first byte of each line of the text."""
    count = max(0, len(initials) - len(prefixes) + 1)  # of lines that enough lines follow
    is_first = initials[:count] == prefixes[0][0]
    for line, prefix in enumerate(prefixes[1:], start=1):
        is_first &= initials[line : line + count] == prefix[0]
    return np.flatnonzero(is_first)


def _widths(
    codes: Bytes,
    lines: Integers,
    starts: Integers,
    ends: Integers,
    prefixes: list[bytes],
    decimals: tuple[int, ...],
) -> tuple[Integers, Integers]:
    """Return the first lines of groups whose numbers are short, and the widths of these groups.

    The widths are one number, in which each line has a place for its digits and its sign.
    """
    widths = np.zeros(len(lines), np.int64)
    is_short = np.ones(len(lines), np.bool_)
    for line, (prefix, places) in enumerate(zip(prefixes, decimals, strict=True)):
        begin = starts[lines + line] + len(prefix)
        digits = ends[lines + line] - begin - (places + (places > 0))
        widths *= WIDTHS
        if line:
            is_negative = codes.take(begin, mode="clip") == ord("-")
            digits -= is_negative
            widths += is_negative
        is_short &= (digits > 0) & (digits <= MOST_DIGITS - places)
        widths += 2 * digits
    return (lines, widths) if is_short.all() else (lines[is_short], widths[is_short])


def _rows_by_width(widths: Integers) -> list[tuple[int, slice | Integers]]:
    """Return each width with its rows."""
    if len(widths) and (widths == widths[0]).all():  # as nearly always
        return [(int(widths[0]), slice(None))]
    return [(width, np.flatnonzero(widths == width)) for width in np.unique(widths).tolist()]


def find_gaps(groups: Groups, line_count: int) -> list[Gap]:
    """Return where other lines stand or the step is broken; the last gap follows all groups."""
    starts = np.concatenate([[0], groups.lines + 1 + len(groups.values)])
    stops = np.concatenate([groups.lines, [line_count]])
    steps = np.diff(groups.runs)
    breaks_step = np.zeros(len(starts), np.bool_)
    breaks_step[-1] = True
    if len(steps):
        breaks_step[1:-1] = steps != np.median(steps[:SOME_STEPS])
    gaps = np.flatnonzero(breaks_step | (starts < stops))
    columns = (gaps, starts[gaps], stops[gaps], breaks_step[gaps])
    return [Gap(*gap) for gap in zip(*(column.tolist() for column in columns), strict=True)]


def _group_of_zeros(width: int, prefixes: list[bytes], decimals: tuple[int, ...]) -> Lines:
    """Return the lines of a group of these widths, the digits of its numbers all 0."""
    lines = []
    for prefix, places in zip(prefixes[::-1], decimals[::-1], strict=True):
        width, of_line = divmod(width, WIDTHS)
        digits, is_negative = divmod(of_line, 2)
        point = b"." if places else b""
        number = b"-" * is_negative + b"0" * digits + point + b"0" * places
        lines.append((prefix, number + b"\n"))
    return tuple(lines[::-1])


def _numbers(table: Bytes, zeros: Lines) -> tuple[Booleans, Floats]:
    """Return which rows are well-formed, and the numbers (lines, rows) without their points."""
    template, highest, powers, signs = _template(zeros, 1 << len(table).bit_length())
    digits = table - template[: len(table)]  # of uint8, so a byte below the template's is large
    is_bad = digits > highest[: len(table)]
    is_good = np.ones(len(table), np.bool_)
    if is_bad.any():  # any(axis=1) takes much longer
        is_good[is_bad.any(axis=1)] = False
    return is_good, powers @ digits.T.astype(np.float64) * signs[:, None]


@lru_cache(maxsize=16)
def _template(zeros: Lines, rows: int) -> tuple[Bytes, Bytes, Floats, Floats]:
    """Return the group of zeros, the highest digit at each place, the powers of ten, and the signs.

    The first two are repeated for each row: numpy is slow to broadcast many short rows.
    """
    template = np.frombuffer(b"".join(prefix + number for prefix, number in zeros), np.uint8)
    powers = np.zeros((len(zeros), len(template)))
    end = 0
    for row, (prefix, number) in zip(powers, zeros, strict=True):
        places = np.flatnonzero(np.frombuffer(number, np.uint8) == ord("0")) + end + len(prefix)
        row[places] = 10.0 ** np.arange(len(places))[::-1]
        end += len(prefix + number)
    highest = (9 * powers.any(axis=0)).astype(np.uint8)
    signs = np.array([-1.0 if number.startswith(b"-") else 1.0 for _, number in zeros])
    return np.tile(template, (rows, 1)), np.tile(highest, (rows, 1)), powers, signs
