"""The least expected loss of two features in one hidden dimension, without training.

The output is y_i = ReLU(w_i² x_i + w_i w_j x_j + b_i), and a feature is zero or, with the
probability that is its density, uniform in [0, 1]. So the expected loss is a sum of integrals over
none, one or both of the features. Where the argument of ReLU is positive, each integrand is a
polynomial, and Gauss's rule with three points gives its integral exactly.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

POINTS, WEIGHTS = np.polynomial.legendre.leggauss(3)  # exact up to degree 5 in [-1, 1]
STARTS = ((1, 0.1), (0.1, 1), (1, -1), (0.8, 0.8), (1, -0.5), (0.5, -1))  # w, each with b = 0
STEPS = 100
GROWTH = 4.0  # of the damping after a step that was too long; it shrinks as much after a good one


class Nodes(NamedTuple):
    """Hold points (..., nodes) at which a weighted sum of an integrand is its expected value."""

    own: Array  # x_i
    other: Array  # x_j
    weight: Array


def expected_loss(theta: Array, importance: Array, density: Array) -> Array:
    """Return the expected loss (...) of theta (..., 4), which holds w_1, w_2, b_1 and b_2.

    importance: that of the second feature; the first has 1. As in the trainer, the loss is a mean
    over the features.
    """
    residuals, _ = _residuals(theta, importance, density)
    return np.asarray((residuals**2).sum(axis=-1))


def least_loss(importance: Array, density: Array) -> tuple[Array, Array]:
    """Return the least expected loss (...), and the theta (..., 4) that has it.

    The search is that of Levenberg and Marquardt, from several starts.
    """
    importance, density = np.broadcast_arrays(importance, density)
    shape = (*importance.shape, len(STARTS))
    theta = np.zeros((*shape, 4))
    theta[..., :2] = STARTS
    importance, density = (np.broadcast_to(a[..., None], shape) for a in (importance, density))
    damping = np.full(shape, 1e-2)
    residuals, slopes = _residuals(theta, importance, density)
    for _ in range(STEPS):
        curvature = np.einsum("...ni,...nj->...ij", slopes, slopes)
        scale = damping * np.trace(curvature, axis1=-2, axis2=-1) + 1e-300
        curvature += scale[..., None, None] * np.eye(4)
        downhill = -np.einsum("...ni,...n->...i", slopes, residuals)
        moved = theta + np.linalg.solve(curvature, downhill[..., None])[..., 0]
        new_residuals, new_slopes = _residuals(moved, importance, density)
        is_better = (new_residuals**2).sum(axis=-1) < (residuals**2).sum(axis=-1)
        damping = np.where(is_better, damping / GROWTH, damping * GROWTH).clip(1e-12, 1e6)
        theta = np.where(is_better[..., None], moved, theta)
        residuals = np.where(is_better[..., None], new_residuals, residuals)
        slopes = np.where(is_better[..., None, None], new_slopes, slopes)
    losses = (residuals**2).sum(axis=-1)
    best = losses.argmin(axis=-1)[..., None]
    found = np.take_along_axis(theta, best[..., None], axis=-2)[..., 0, :]
    return np.take_along_axis(losses, best, axis=-1)[..., 0], found


def _residuals(theta: Array, importance: Array, density: Array) -> tuple[Array, Array]:
    """Return numbers whose squares add up to the loss, and their slopes (..., numbers, 4)."""
    residuals, slopes = [], []
    for i, j in ((0, 1), (1, 0)):
        w, other, b = theta[..., i, None], theta[..., j, None], theta[..., 2 + i, None]
        nodes = _nodes(w[..., 0] ** 2, (w * other)[..., 0], b[..., 0], density)
        h = w * nodes.own + other * nodes.other
        z = w * h + b
        share = np.sqrt(
            nodes.weight * (importance if i else np.ones_like(importance))[..., None] / 2
        )
        residuals.append(share * (np.maximum(z, 0) - nodes.own))
        slope = np.zeros((*z.shape, 4))
        slope[..., i] = h + w * nodes.own
        slope[..., j] = w * nodes.other
        slope[..., 2 + i] = 1
        slopes.append((share * (z > 0))[..., None] * slope)
    return np.concatenate(residuals, axis=-1), np.concatenate(slopes, axis=-2)


def _nodes(own: Array, other: Array, b: Array, density: Array) -> Nodes:
    """Return the nodes of integrals over ReLU(own x_i + other x_j + b)."""
    zero = np.zeros_like(b)[..., None]
    one_i, weight_i = _pieces(_root(own, b))
    one_j, weight_j = _pieces(_root(other, b))
    outer, outer_weight = _pieces(*(_root(other, b + shift) for shift in (zero[..., 0], own)))
    inner, inner_weight = _pieces(_root(own[..., None], other[..., None] * outer + b[..., None]))
    both_weight = inner_weight * outer_weight[..., None]
    flat = (*b.shape, -1)
    d = density[..., None]
    return Nodes(
        np.concatenate([zero, one_i, 0 * one_j, inner.reshape(flat)], axis=-1),
        np.concatenate(
            [zero, 0 * one_i, one_j, (outer[..., None] + 0 * inner).reshape(flat)], axis=-1
        ),
        np.concatenate(
            [
                (1 - d) ** 2 + zero,
                d * (1 - d) * weight_i,
                d * (1 - d) * weight_j,
                d**2 * both_weight.reshape(flat),
            ],
            axis=-1,
        ),
    )


def _root(slope: Array, constant: Array) -> Array:
    """Return where slope x + constant is zero, moved into [0, 1]."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(np.clip(-constant / slope, 0, 1))


def _pieces(*cuts: Array) -> tuple[Array, Array]:
    """Return points and weights (..., nodes) of integrals over [0, 1] with kinks at the cuts."""
    inner = np.sort(np.stack(cuts, axis=-1), axis=-1)
    edges = np.concatenate([np.zeros_like(inner[..., :1]), inner, np.ones_like(inner[..., :1])], -1)
    start, length = edges[..., :-1, None], np.diff(edges)[..., None]
    points = start + length * (POINTS + 1) / 2
    weights = np.broadcast_to(length * WEIGHTS / 2, points.shape)
    flat = (*points.shape[:-2], -1)
    return points.reshape(flat), weights.reshape(flat)
