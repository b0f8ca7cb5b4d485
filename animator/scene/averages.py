"""Moving averages that neither droop at the ends nor suffer from huge values."""

import numpy as np

from ..geometry import Array
from ..look import Average


def moving_average(values: Array, window: int, kind: Average) -> Array:
    """Return the mean of a window of values around or before each of values (runs,).

    trailing: of the last `window` values, or of all so far. centred: of as many before a value as
    after it, so fewer at the beginning; one more before it if the window is even; at the end, of
    those that are left. A value that is NaN does not count, and leaves a gap.
    """
    window = min(window, 2 * len(values))
    is_known = ~np.isnan(values)
    sums = _window_sums(np.where(is_known, values, 0), window, kind)
    counts = _window_sums(is_known.astype(np.float64), window, kind)
    return np.where(is_known, sums / np.maximum(counts, 1), np.nan)


def _window_sums(values: Array, window: int, kind: Average) -> Array:
    """Return the sum over the window of each value.

    A running sum would add and subtract, and never get rid of what a huge value has rounded off.
    Here the values are cut into blocks as long as the window, so that each window is the end of
    one block and the start of the next: two sums, and no subtraction.
    """
    after = (window - 1) // 2 if kind == "centred" else 0
    padded = np.concatenate([np.zeros(window), values, np.zeros(after)])
    padded = np.pad(padded, (0, -len(padded) % window)).reshape(-1, window)
    ends = np.cumsum(padded[:, ::-1], axis=1)[:, ::-1].ravel()  # from a place to its block's end
    starts = np.cumsum(padded, axis=1).ravel()  # from the block's start to a place
    first = np.arange(1, len(values) + 1) + after  # of the window of each value, in padded
    last = first + window - 1
    sums = starts[last] + np.where(first % window == 0, 0, ends[first])
    if kind == "centred":
        early = np.arange(min(window // 2, len(values)))
        sums[early] = np.cumsum(values)[np.minimum(2 * early, len(values) - 1)]
    return np.asarray(sums)
