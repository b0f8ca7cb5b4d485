"""Pairs of lines, `run: 9710` and `L: 0.0004`, by the thousand.

Pairs of the same widths are the rows of a table of bytes. A row is well-formed if each of its bytes
is what the grammar has there, or a digit; then digits times powers of ten are its numbers.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

FIRST_PAIR = re.compile(rb"^run: \d+\nL: \d+(?:\.(\d+))?\n", re.MULTILINE)
MOST_DIGITS = 15  # float64 holds an integer of so many exactly
ROWS = 2**12  # a format is made for so many, or twice as many, and so on
SOME_STEPS = 100  # their median is the step of a text


class Pairs(NamedTuple):
    """Hold the first line, the run and the loss of each pair, in the order of lines."""

    lines: Integers
    runs: Integers
    losses: Floats
    decimals: int  # of each loss


def find_breaks(pairs: Pairs) -> list[tuple[int, bool]]:
    """Return where a pair does not follow the one before, and whether it leaps in its run.

    The first does not, nor does what comes after the last.
    """
    steps = np.diff(pairs.runs)
    is_leap = steps != (np.median(steps[:SOME_STEPS]) if len(steps) else 0)
    places = np.flatnonzero(is_leap | (np.diff(pairs.lines) != 2))
    within = zip((places + 1).tolist(), is_leap[places].tolist(), strict=True)
    return [(0, False), *within, (len(pairs.runs), False)] if len(pairs.runs) else [(0, False)]


def find_pairs(text: bytes, starts: Integers, ends: Integers) -> Pairs:
    """Return the well-formed pairs of a text whose lines are from starts to ends.

    Their losses have as many decimals as the first; a pair in any other format is left out.
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
        pair = b"run: %b\nL: %b%b%b\n" % (
            b"0" * run_width,
            b"0" * whole_width,
            point,
            b"0" * decimals,
        )
        rows = np.flatnonzero(widths == width)
        table = sliding_window_view(codes, len(pair))[starts[lines[rows]]]
        is_good[rows], runs[rows], losses[rows] = _numbers(table, pair)
    losses /= 10.0**decimals  # two exact numbers, so it rounds as float() does
    return Pairs(lines[is_good], runs[is_good].astype(np.int64), losses[is_good], decimals)


def _numbers(table: Bytes, pair: bytes) -> tuple[Booleans, Floats, Floats]:
    """Return which rows are like a pair but for their digits, and what run and loss they spell.

    The loss is without its point.
    """
    template, highest, powers = _format(pair, -len(table) // ROWS * -ROWS)
    digits = table - template[: len(table)]  # a byte below the template's comes out large
    is_bad = digits > highest[: len(table)]
    is_good = np.ones(len(table), np.bool_)
    if is_bad.any():  # any() along the rows takes its time
        is_good[is_bad.any(axis=1)] = False
    runs, losses = powers @ digits.T.astype(np.float64)
    return is_good, runs, losses


@lru_cache(maxsize=8)
def _format(pair: bytes, rows: int) -> tuple[Bytes, Bytes, Floats]:
    """Return a pair of zeros, the highest digit at each place, and its worth for run and loss.

    The first two are as many rows as asked for: numpy is slow with many short ones.
    """
    template = np.frombuffer(pair, np.uint8)
    is_digit = template == ord("0")
    is_run = np.arange(len(pair)) < pair.index(b"\n")
    powers = np.zeros((2, len(pair)))
    for row, places in zip(powers, (is_digit & is_run, is_digit & ~is_run), strict=True):
        row[places] = 10.0 ** np.arange(places.sum())[::-1]
    highest = (9 * is_digit).astype(np.uint8)
    return np.tile(template, (rows, 1)), np.tile(highest, (rows, 1)), powers
