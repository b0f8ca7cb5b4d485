"""Which shape of five independent, equally important features in two dimensions has the least loss.

Each shape is followed over the densities by descents from about its own weights, and where two of
them have the same loss is found by bisection.
"""

from functools import cache

import numpy as np

from animator.geometry import is_represented, polygon

from .expected_loss import Array, expected_loss, patterns
from .least_loss import descend

FEATURES, HIDDEN = 5, 2
NOISE = 0.01  # the standard deviation of what is added to the start, to leave saddle points
FINER = 7  # points of Gauss's rule that check those of the search


def start(corners: int, density: float) -> Array:
    """Return theta (1, 3, 5) near a regular polygon, with the other outputs at their means."""
    angles = 2 * np.pi * np.arange(corners) / corners
    theta = NOISE * np.random.default_rng(0).normal(size=(1, HIDDEN + 1, FEATURES))
    theta[0, :HIDDEN, :corners] += [np.cos(angles), np.sin(angles)]
    theta[0, HIDDEN, corners:] += density / 2
    return theta


@cache
def loss_of(corners: int, density: float) -> tuple[float, float, str]:
    """Return the loss, not halved, to which a descent from a polygon leads.

    With it come how much it differs by FINER points of quadrature, and the shape.
    """
    ones = np.ones((1, FEATURES))
    loss, theta = descend(start(corners, density), ones, np.array([density]))
    finer, _ = expected_loss(theta, ones, patterns("independent", FEATURES, density), FINER)
    return 2 * float(loss[0]), 2 * abs(float(finer[0] - loss[0])), shape(theta[0, :HIDDEN])


def shape(W: Array) -> str:
    """Return the polygon that W (m, n) forms, or how many features it represents."""
    return polygon(W) or f"{is_represented(W).sum()} features"


def boundary(one: int, other: int, low: float, high: float) -> float:
    """Return the density between low and high at which two polygons have the same loss."""
    while high - low > 1e-4:
        middle = (low + high) / 2
        is_one = loss_of(one, middle)[0] < loss_of(other, middle)[0]
        low, high = (middle, high) if is_one else (low, middle)
    return (low + high) / 2
