"""Whether a training had settled when its log ended, or would change if it went on.

The last tenth of the runs is compared with the tenth before it. So a training that rests for longer
than a fifth of its runs, and then goes on, counts as settled.
"""

from typing import NamedTuple

import numpy as np

from . import geometry
from .geometry import Array, Integers

BATCHES = 10  # of each tenth, long enough for their means to be nearly independent
LEAST_BATCH = 2  # runs
SURE = 3  # standard errors
FEWEST_RUNS = 10 * BATCHES * LEAST_BATCH
LEAST_CHANGE = 0.01  # of the loss
NOISE = 0.05  # of a norm in one snapshot
LEAST_MOVE = 0.01  # of a norm


class Changes(NamedTuple):
    """Hold what still changes at the end of a training; None means that the log does not tell."""

    loss: int | None  #: -1 if it falls, 1 if it rises, else 0
    norms: bool | None  #: whether one of them moves

    @property
    def settled(self) -> bool | None:
        """Whether nothing changes; None if the log tells too little."""
        if self.loss or self.norms:
            return False
        return None if None in self else True


def with_infinity(values: Array, runs: Integers, odd_runs: Integers) -> Array:
    """Return values (runs, ...) with infinity for NaN in those runs whose values are not finite.

    Then NaN means that a value is missing, and not that it was printed as NaN.
    """
    if not len(odd_runs):
        return values
    is_odd = np.isin(runs, odd_runs).reshape(-1, *[1] * (values.ndim - 1))
    return np.where(is_odd & np.isnan(values), np.inf, values)


def final_changes(
    runs: Integers, losses: Array, snapshot_runs: Integers, weights: Array | None
) -> Changes:
    """Return whether the loss falls and whether norms move at the end of a training.

    runs and losses (runs,), snapshot_runs (snapshots,), and weights (snapshots, m, n), or None, are
    those of a log. The last tenth of the runs, B, is compared with the tenth before it, A. The loss
    falls if its mean does by more than a hundredth, and by more than 3 standard errors::

        mean L_A - mean L_B > max(0.01 |mean L_B|, 3 SE),  SE = √((s_A² + s_B²) / 10)

    s² is the variance of the means of 10 batches of successive runs, which takes account of noise
    that lasts for some runs (the method of batch means; Law, Simulation Modeling and Analysis). A
    training that diverges has a large s_B, so the loss rises if its mean does by more than a
    hundredth, and each batch of B is above the median of A, each of A below the median of B.
    Norms move if the mean of one over the snapshots in A differs from that in B by more than noise
    explains: by 0.05 / √k, and by 0.01, where k is the number of snapshots in A or in B, whichever
    has fewer.

    The loss is None with less than 200 runs, or if one in the two tenths is infinite, or all of a
    batch are NaN, as of runs that lack one; norms are None if a W in the two tenths is infinite, or
    there is none in one of them.
    """
    return Changes(_loss_change(losses), _norms_move(runs, snapshot_runs, weights))


def _loss_change(losses: Array) -> int | None:
    size = len(losses) // 10 // BATCHES
    batches = losses[len(losses) - 2 * BATCHES * size :].reshape(2, BATCHES, size)
    if size < LEAST_BATCH or np.isinf(batches).any() or np.isnan(batches).all(axis=2).any():
        return None
    means = np.nanmean(batches / (np.nanmax(np.abs(batches)) or 1), axis=2)  # or 1e308 overflows
    before, last = means
    fall, least = before.mean() - last.mean(), LEAST_CHANGE * abs(last.mean())
    error = np.sqrt(means.var(axis=1, ddof=1).sum() / BATCHES)
    if fall > max(least, SURE * error):
        return -1
    is_above = last.min() > np.median(before) and np.median(last) > before.max()
    return int(-fall > least and is_above)


def _norms_move(runs: Integers, snapshot_runs: Integers, weights: Array | None) -> bool | None:
    tenth = len(runs) // 10
    if tenth == 0 or weights is None:
        return None
    norms = geometry.norms(weights)
    is_known = ~np.isnan(norms).any(axis=1)
    start, middle = runs[-2 * tenth], runs[-tenth]
    is_last = snapshot_runs >= middle
    is_before = (snapshot_runs >= start) & ~is_last
    parts = [norms[is_known & chosen] for chosen in (is_before, is_last)]
    if not all(len(part) and np.isfinite(part).all() for part in parts):
        return None
    before, last = ((part / len(part)).sum(axis=0) for part in parts)
    least = max(LEAST_MOVE, NOISE / np.sqrt(min(map(len, parts))))
    return bool(np.abs(last - before).max() > least)
