"""Where features are drawn: the columns of W as points on a line, in the plane or in space."""

from typing import NamedTuple

import numpy as np

from ..geometry import Array


class Projection(NamedTuple):
    """Hold where features are drawn in each frame, and what the coordinates are."""

    points: Array  # (frames, n, d), d = 2 or 3; NaN for a feature that is not finite
    names: tuple[str, ...]  # (d,), of the coordinates; "" for one without a meaning


def project(weights: Array) -> Projection:
    """Return the points of weights (frames, m, n).

    One hidden dimension is a line, two are a plane, three are space. More are projected onto the
    plane in which the final weights reach farthest from the origin: their first two principal
    components, which are not centred, since the origin means "not represented".
    """
    hidden = weights.shape[1]
    if hidden > 3:
        plane, names = principal_plane(weights[-1])
        with np.errstate(invalid="ignore"):
            points = plane @ weights
    elif hidden == 1:
        points, names = np.pad(weights, [(0, 0), (0, 1), (0, 0)]), ("hidden dim 0", "")
    else:
        points, names = weights, tuple(f"hidden dim {i}" for i in range(hidden))
    points = points.swapaxes(1, 2)
    finite = np.isfinite(points).all(axis=2, keepdims=True)
    return Projection(np.where(finite, points, np.nan), names)


def principal_plane(weights: Array) -> tuple[Array, tuple[str, ...]]:
    """Return the plane (2, m) in which weights (m, n) reach farthest, and names for its axes."""
    final = weights[:, np.isfinite(weights).all(axis=0)]
    largest = np.abs(final).max(initial=0) or 1
    directions, spread, _ = np.linalg.svd(final / largest, full_matrices=False)
    if len(spread) < 2:  # fewer than two features are finite
        directions, spread = np.eye(len(weights)), np.zeros(2)
    plane = directions[:, :2].T
    # SVD leaves the signs arbitrary: make the largest component of each direction positive.
    plane *= np.sign(plane[np.arange(2), np.abs(plane).argmax(axis=1)])[:, None]
    shares = 100 * spread[:2] ** 2 / (np.sum(spread**2) or 1)
    names = tuple(f"PC {i} of the final W ({share:.0f} %)" for i, share in enumerate(shares))
    return plane, names
