"""The local minima of the expected loss if exactly one feature is active (`--activity single`).

All features are equally important. With one active feature the integrals of
bench/expected_loss.py are exact, so that only rounding errors remain.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from animator.geometry import is_represented, norms, polygon

from .expected_loss import Array
from .least_loss import TOGETHER, descend, random_starts

SAME = 2e-6  # the most by which the losses of one level differ
NOISE = 0.01  # the standard deviation of what is added to parameters to see whether they return
SILENT = 0.01  # an output that is never greater hardly differs from zero
ONE_CORNER = np.cos(np.radians(15))  # the least cosine between features that share a corner


@dataclass(frozen=True)
class Level:
    """Hold a loss at which descents come to rest, summed over the features and not halved."""

    loss: float
    name: str  # of its geometry
    starts: int  # how many descents ended here
    spread: float  # how much their losses differ
    returned: int  # how many of them come back after NOISE, or to the same loss


def find_levels(features: int, hidden: int, starts: int) -> list[Level]:
    """Return the levels to which descents from random starts lead, the lowest first."""
    losses, theta = descend_to_rest(random_starts(starts, hidden, features))
    noise = NOISE * np.random.default_rng(1).normal(size=theta.shape)
    again, _ = descend_to_rest(theta + noise)
    order = losses.argsort()
    groups = np.split(order, np.flatnonzero(np.diff(losses[order]) > SAME) + 1)
    return [
        Level(
            losses[group].min(),
            Counter(name(theta[start]) for start in group).most_common(1)[0][0],
            len(group),
            np.ptp(losses[group]),
            int((np.abs(again[group] - losses[group]) < SAME).sum()),
        )
        for group in groups
    ]


def descend_to_rest(theta: Array) -> tuple[Array, Array]:
    """Return where descents from theta (starts, m + 1, n) lead: losses (starts,), and theta."""
    count, _, features = theta.shape
    ones = np.ones((count, features))
    parts = np.array_split(np.arange(count), -(-count // TOGETHER))
    ends = [descend(theta[part], ones[part], ones[part, 0], "single") for part in parts]
    losses, ended = (np.concatenate(arrays) for arrays in zip(*ends, strict=True))
    return 2 * losses, ended


def name(theta: Array) -> str:
    """Return what the features of theta (m + 1, n) do, in words.

    A feature is silent if no feature makes its output positive. It is at its mean if it is not
    represented, but its bias makes its output positive. The others point to corners.
    """
    W, b = theta[:-1], theta[-1]
    is_silent = b + np.maximum(W.T @ W, 0).max(axis=1) < SILENT
    is_corner = is_represented(W) & ~is_silent
    units = W[:, is_corner] / norms(W[:, is_corner])
    corners, crowds = np.unique((units.T @ units > ONE_CORNER).argmax(axis=1), return_counts=True)
    parts = [polygon(units[:, corners]) or f"{len(corners)} direction{'s' * (len(corners) > 1)}"]
    crowded = corners[crowds > 1]
    if len(crowded) == 2 and (crowds <= 2).all():
        apart = np.degrees(np.arccos(units[:, crowded[0]] @ units[:, crowded[1]]))
        parts.append(f"2 in each of two corners, {apart:.0f}° apart")
    else:
        parts += [f"{crowd} in one corner" for crowd in crowds if crowd > 1]
    silent, rest = is_silent.sum(), (~is_silent & ~is_corner).sum()
    parts += [f"{rest} at its mean" if rest == 1 else f"{rest} at their means"] if rest else []
    return ", ".join(parts + [f"{silent} silent"] * bool(silent))
