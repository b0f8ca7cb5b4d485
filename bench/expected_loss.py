"""The expected loss of a model and its gradient, without training: quadrature over the features.

With G = WᵀW, output j is y_j = ReLU(b_j + Σ_k G_jk x_k), and the loss of `trainer/model.py` is
Σ_j I_j (y_j - x_j)² / 2. A Pattern says which features are active; their values are uniform in
[0, 1], and the others are zero. So the expected loss is a sum of integrals over cubes, one for each
pattern. An integrand is a polynomial on both sides of a kink, where ReLU's argument is zero. The
integrals over the two features with the largest |G_jk| are exact: Gauss's rule with three points
between kinks. The result is smooth in the other features, which have Gauss's rule without pieces.

Symbols as in the trainer, with first axes (...) for several models at once::

    theta (..., m + 1, n)   W, and below it b
    I (..., n)              the importances
    density (...)           of the features
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pattern:
    """Hold which features are active together, and how probable that is."""

    active: tuple[int, ...]
    probability: Array | float  # (...), one for each model, or the same for all


def patterns(
    activity: str, features: int, density: Array | float = 1.0, set_size: int = 2
) -> list[Pattern]:
    """Return all patterns of features that are active together as the trainer's settings say.

    >>> [(one.active, one.probability) for one in patterns("correlated", 4, 0.5)]
    [((), 0.25), ((2, 3), 0.25), ((0, 1), 0.25), ((0, 1, 2, 3), 0.25)]
    """
    if activity == "single":
        return [Pattern((feature,), 1 / features) for feature in range(features)]
    size = 1 if activity == "independent" else set_size
    choices = []  # for each set, which of its features are active, and how probable that is
    for first in range(0, features, size):
        members = tuple(range(first, first + size))
        some = [(k,) for k in members] if activity == "anticorrelated" else [members]
        choices.append([((), 1 - len(some) * density), *((active, density) for active in some)])
    return [
        Pattern(sum((active for active, _ in chosen), ()), prod(share for _, share in chosen))
        for chosen in product(*choices)
    ]


def expected_loss(
    theta: Array, importance: Array, distribution: Sequence[Pattern], points: int = 4
) -> tuple[Array, Array]:
    """Return the expected loss (...) of theta, and its gradient (..., m + 1, n).

    distribution: the patterns() of active features.
    points: of Gauss's rule, for each active feature from the third on.
    """
    W, b = theta[..., :-1, :], theta[..., -1, :]
    G = W.swapaxes(-2, -1) @ W
    loss, G_slope, b_slope = np.zeros(theta.shape[:-2]), np.zeros_like(G), np.zeros_like(b)
    for pattern in distribution:
        active = list(pattern.active)
        scale = importance * np.asarray(pattern.probability)[..., None] / 2  # (..., n)
        squares, slopes, slope = _integrals(G[..., active], b, active, points)
        loss += (scale * squares).sum(axis=-1)
        G_slope[..., active] += scale[..., None] * slopes
        b_slope += scale * slope
    W_slope = W @ (G_slope + G_slope.swapaxes(-2, -1))
    return loss, np.concatenate([W_slope, b_slope[..., None, :]], axis=-2)


def _integrals(a: Array, b: Array, active: list[int], points: int) -> tuple[Array, Array, Array]:
    """Integrate d_j² = (ReLU(b_j + Σ_k a_jk x_k) - x_j)² over the cube of the active features k.

    Returns the integrals (..., n) for all j, and their slopes by a (..., n, k) and by b (..., n).
    """
    if not active:
        y = np.maximum(b, 0)
        return y**2, a, 2 * y
    order = np.argsort(-np.abs(a), axis=-1)
    x, z, weight = _nodes(np.take_along_axis(a, order, axis=-1), b, points)
    d = np.maximum(z, 0)
    is_own = np.array(active)[order] == np.arange(b.shape[-1])[:, None]  # whether it is x_j
    for k, x_k in enumerate(x):
        d -= is_own[..., k, None, None, None] * x_k
    e = 2 * weight * d * (z > 0)
    nodes = (-3, -2, -1)
    a_slopes = np.empty_like(a)
    np.put_along_axis(a_slopes, order, np.stack([(e * u).sum(nodes) for u in x], axis=-1), axis=-1)
    return (weight * d**2).sum(nodes), a_slopes, e.sum(nodes)


def _nodes(a: Array, b: Array, points: int) -> tuple[list[Array], Array, Array]:
    """Return x_k for each k, z_j = b_j + Σ_k a_jk x_k, and weights, at the nodes of integrals.

    The nodes are the last three axes of (..., n, nodes, 9, 6): of the third feature and all after
    it, of the second, and of the first one.
    """
    cube = list(product(zip(*_gauss(points), strict=True), repeat=max(a.shape[-1] - 2, 0)))
    x = [np.array([node[k][0] for node in cube])[:, None, None] for k in range(a.shape[-1] - 2)]
    weight = np.array([np.prod([share for _, share in node]) for node in cube])
    z = b[..., None] + sum((a[..., k + 2, None] * u[:, 0, 0] for k, u in enumerate(x)), np.zeros(1))
    first = a[..., 0, None]
    if a.shape[-1] > 1:
        second = a[..., 1, None]
        u, share = _pieces(_root(second, z), _root(second, z + first))
        x.insert(0, u[..., None])
        z, weight = z[..., None] + second[..., None] * u, weight[:, None] * share
    else:
        z, weight = z[..., None], weight[:, None]
    u, share = _pieces(_root(first[..., None], z))
    x.insert(0, u)
    return x, z[..., None] + first[..., None, None] * u, weight[..., None] * share


@cache
def _gauss(points: int) -> tuple[Array, Array]:
    """Return the points and weights of Gauss's rule for integrals over [0, 1]."""
    x, w = np.polynomial.legendre.leggauss(points)
    return (x + 1) / 2, w / 2


def _root(slope: Array, offset: Array) -> Array:
    """Return where slope t + offset is zero, moved into [0, 1]."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.nan_to_num(np.clip(-offset / slope, 0, 1))


def _pieces(*cuts: Array) -> tuple[Array, Array]:
    """Return points and weights (..., nodes) of integrals over [0, 1] with kinks at the cuts."""
    inner = np.sort(np.stack(cuts, axis=-1), axis=-1)
    edges = np.concatenate([np.zeros_like(inner[..., :1]), inner, np.ones_like(inner[..., :1])], -1)
    u, share = _gauss(3)  # exact for polynomials up to degree 5
    length = np.diff(edges)[..., None]
    points, weights = edges[..., :-1, None] + length * u, length * share
    flat = (*points.shape[:-2], -1)
    return points.reshape(flat), weights.reshape(flat)
