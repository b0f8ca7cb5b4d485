"""The end of a log: all that a table of many logs tells of each."""

from typing import NamedTuple

import numpy as np

from ..log import Floats, Log


class Ending(NamedTuple):
    """Hold how many runs a log has, the losses of their last tenth, and its last weights."""

    runs: int
    losses: Floats  # NaN where a loss is missing
    W: Floats | None  # (m, n), of the last snapshot with a whole W; None if there is none


def ending(log: Log) -> Ending:
    """Return the end of a log."""
    weights = log.blocks.get("W", np.empty((0, 0, 0)))
    whole = np.flatnonzero(~np.isnan(weights).any(axis=(1, 2)))
    W = weights[whole[-1]] if len(whole) else None
    return Ending(len(log.runs), log.losses[-last_tenth(len(log.runs)) :], W)


def last_tenth(runs: int) -> int:
    """Return how many runs are the last tenth: rounded down, but one at least."""
    return max(1, runs // 10)
