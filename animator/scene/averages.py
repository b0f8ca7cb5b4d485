"""Moving averages that neither lag behind the values nor suffer from huge ones."""

import numpy as np

from ..geometry import Array, Booleans, Integers
from ..look import Average

SHARE = 10  # of the values so far, the tenth that a centred window may reach to each side


def moving_average(values: Array, window: int, kind: Average) -> Array:
    """Return the mean of a window of values around or before each of values (runs,).

    trailing: of the last `window` values, or of all so far. centred: of as many before a value as
    after it, and one more before it if the window is even; at most a tenth of the values so far to
    each side, because losses fall fastest at the beginning; at the end, of those that are left. A
    value that is NaN does not count, and leaves a gap.
    """
    place = np.arange(len(values))
    window = min(window, 2 * len(values))
    before, after = np.full(len(values), window - 1), np.zeros_like(place)
    if kind == "centred":
        before = np.minimum(window // 2, place // SHARE)
        after = np.minimum((window - 1) // 2, place // SHARE)
    first = np.maximum(place - before, 0)
    end = np.minimum(place + after + 1, len(values))
    is_known = ~np.isnan(values)
    with np.errstate(over="ignore", invalid="ignore"):  # a sum that is too large leaves a gap
        sums = _sums(np.where(is_known, values, 0), first, end)
    counts = np.diff(np.append(0, np.cumsum(is_known))[np.stack([first, end])], axis=0)[0]
    return np.where(is_known, sums / np.maximum(counts, 1), np.nan)


def _sums(values: Array, first: Integers, end: Integers) -> Array:
    """Return the sums of values[first:end] for arrays of places.

    A running sum would add and subtract, and never get rid of what a huge value has rounded off.
    Here each sum is put together from blocks of 1, 2, 4, ... values, without any subtraction.
    """
    sums = np.zeros(len(first))
    blocks = np.append(values, 0)  # the sum of `size` values from each place on
    size = 1
    while size <= (end - first).max(initial=0):
        has_block: Booleans = (end - first) & size > 0
        sums[has_block] += blocks[first[has_block]]
        first = first + size * has_block
        blocks[:-size] += blocks[size:]
        size *= 2
    return sums
