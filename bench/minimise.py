"""Descend to local minima from many starts at once.

The method is that of Broyden, Fletcher, Goldfarb and Shanno (Nocedal & Wright 2006, Numerical
Optimization, algorithm 6.1). It learns the curvature from the gradients along the way.
"""

from collections.abc import Callable

import numpy as np

from .expected_loss import Array

Function = Callable[[Array], tuple[Array, Array]]

SUFFICIENT = 1e-4  # the share of the decrease that the slope promises (Armijo's rule)
SHORTEST = 1e-12  # a step, as a share of the whole one: below it, nothing is left to gain


def minimise(function: Function, start: Array, steps: int, tolerance: float = 1e-8) -> Array:
    """Return the points (starts, size) to which a descent from start (starts, size) leads.

    function: returns the values (starts,) of such points, and their gradients (starts, size).
    tolerance: the largest part of a gradient at which a point counts as a minimum.
    """
    x, identity = start.copy(), np.eye(start.shape[1])
    value, gradient = function(x)
    inverse = np.tile(identity, (len(x), 1, 1))  # of the Hessian matrix, approximately
    length = 1 / np.maximum(np.linalg.norm(gradient, axis=1), 1)  # of the step
    for _ in range(steps):
        is_open = np.abs(gradient).max(axis=1) > tolerance
        if not is_open.any():
            break
        direction = -np.einsum("sij,sj->si", inverse, gradient)
        promised = (direction * gradient).sum(axis=1)
        moved = x + length[:, None] * direction
        new_value, new_gradient = function(moved)
        is_good = is_open & (new_value <= value + SUFFICIENT * length * promised)
        inverse = np.where(
            is_good[:, None, None],
            _updated(inverse, moved - x, new_gradient - gradient),
            np.where((length < SHORTEST)[:, None, None], identity, inverse),
        )
        x = np.where(is_good[:, None], moved, x)
        gradient = np.where(is_good[:, None], new_gradient, gradient)
        value = np.where(is_good, new_value, value)
        length = np.where(is_good | (length < SHORTEST), 1, length / 3)
    return x


def _updated(inverse: Array, s: Array, y: Array) -> Array:
    """Return the approximate inverses after steps s, which changed the gradients by y."""
    curvature = (s * y).sum(axis=1)
    is_convex = curvature > 1e-12 * np.linalg.norm(s, axis=1) * np.linalg.norm(y, axis=1)
    is_convex &= curvature > 1e-100  # or its inverse may overflow
    rho = np.divide(1, curvature, out=np.zeros_like(curvature), where=is_convex)[:, None, None]
    left = np.eye(s.shape[1]) - rho * s[:, :, None] * y[:, None, :]
    updated: Array = left @ inverse @ left.swapaxes(1, 2) + rho * s[:, :, None] * s[:, None, :]
    return updated
