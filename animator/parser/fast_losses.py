"""Find pairs of lines such as `run: 9710` and `L: 0.0004`, thousands at a time.

Pairs of the same width are the rows of a table of bytes. A row is well-formed if it has a digit
wherever a pair of that width has one, and the same characters elsewhere. Its numbers are then sums
of digits times powers of ten.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from ..log import Floats, Integers

Bytes = npt.NDArray[np.uint8]
Booleans = npt.NDArray[np.bool_]

FIRST_PAIR = re.compile(rb"^run: \d+\nL: \d+(?:\.(\d+))?\n", re.MULTILINE)
MOST_DIGITS = 15  # a float64 holds every integer of so many digits exactly
ROWS = 2**12  # templates are made for multiples of so many rows
SOME_STEPS = 100  # their median is the step of a text


class Pairs(NamedTuple):
    """Hold the line, the run and the loss of each pair, in the order of lines."""

    lines: Integers  # of the runs; the losses are on the next lines
    runs: Integers
    losses: Floats
    decimals: int  # of every loss


class Gap(NamedTuple):
    """Hold the lines before, between or after pairs, from start up to stop; there may be none."""

    pair: int  # that follows
    start: int
    stop: int
    breaks_step: bool  # whether the run number breaks the step here, or no pair follows


def find_pairs(text: bytes, starts: Integers, ends: Integers) -> Pairs:
    """Return the well-formed pairs of a text; starts and ends are those of its lines.

    All losses have as many decimals as the first; a pair in any other format is left out.
    """
    first_pair = FIRST_PAIR.search(text)
    decimals = len(first_pair[1] or b"") if first_pair else 0
    point = b"." if decimals else b""
    codes = np.frombuffer(text, np.uint8)
    initials = codes[starts]
    lines = np.flatnonzero((initials[:-1] == ord("r")) & (initials[1:] == ord("L")))
    run_digits = ends[lines] - starts[lines] - len("run: ")
    whole_digits = ends[lines + 1] - starts[lines + 1] - len(b"L: " + point) - decimals
    is_short = (run_digits > 0) & (run_digits <= MOST_DIGITS)
    is_short &= (whole_digits > 0) & (whole_digits <= MOST_DIGITS - decimals)
    if not is_short.all():
        lines, run_digits, whole_digits = (of[is_short] for of in (lines, run_digits, whole_digits))

    runs, losses = np.zeros((2, len(lines)))
    is_good = np.zeros(len(lines), bool)
    widths = (MOST_DIGITS + 1) * run_digits + whole_digits
    for width in np.flatnonzero(np.bincount(widths)).tolist():
        run_width, whole_width = divmod(width, MOST_DIGITS + 1)
        zeros = b"run: %b\nL: %b%b%b\n" % (
            b"0" * run_width,
            b"0" * whole_width,
            point,
            b"0" * decimals,
        )
        rows = np.flatnonzero(widths == width)
        table = sliding_window_view(codes, len(zeros))[starts[lines[rows]]]
        is_good[rows], runs[rows], losses[rows] = _numbers(table, zeros)
    losses /= 10.0**decimals  # both are exact integers, so the quotient is rounded as float() does
    return Pairs(lines[is_good], runs[is_good].astype(np.int64), losses[is_good], decimals)


def find_gaps(pairs: Pairs, line_count: int) -> list[Gap]:
    """Return where other lines stand or the step is broken; the last gap follows all pairs."""
    starts = np.concatenate([[0], pairs.lines + 2])
    stops = np.concatenate([pairs.lines, [line_count]])
    steps = np.diff(pairs.runs)
    breaks_step = np.zeros(len(starts), np.bool_)
    breaks_step[-1] = True
    if len(steps):
        breaks_step[1:-1] = steps != np.median(steps[:SOME_STEPS])
    gaps = np.flatnonzero(breaks_step | (starts < stops))
    columns = (gaps, starts[gaps], stops[gaps], breaks_step[gaps])
    return [Gap(*gap) for gap in zip(*(column.tolist() for column in columns), strict=True)]


def _numbers(table: Bytes, zeros: bytes) -> tuple[Booleans, Floats, Floats]:
    """Return which rows are well-formed, and the numbers in each: a run, a loss without its point.

    zeros: a pair of that width in which all digits are 0.
    """
    template, highest, powers = _template(zeros, -len(table) // ROWS * -ROWS)
    digits = table - template[: len(table)]  # of uint8, so a byte below the template's is large
    is_bad = digits > highest[: len(table)]
    is_good = np.ones(len(table), np.bool_)
    if is_bad.any():  # any(axis=1) takes much longer
        is_good[is_bad.any(axis=1)] = False
    runs, losses = powers @ digits.T.astype(np.float64)
    return is_good, runs, losses


@lru_cache(maxsize=8)
def _template(zeros: bytes, rows: int) -> tuple[Bytes, Bytes, Floats]:
    """Return the pair of zeros, the highest digit at each place, and the powers of ten.

    The first two are repeated for each row: numpy is slow to broadcast many short rows.
    """
    template = np.frombuffer(zeros, np.uint8)
    is_digit = template == ord("0")
    is_run = np.arange(len(zeros)) < zeros.index(b"\n")
    powers = np.zeros((2, len(zeros)))
    for row, places in zip(powers, (is_digit & is_run, is_digit & ~is_run), strict=True):
        row[places] = 10.0 ** np.arange(places.sum())[::-1]
    highest = (9 * is_digit).astype(np.uint8)
    return np.tile(template, (rows, 1)), np.tile(highest, (rows, 1)), powers
