"""Where features are drawn: the columns of W as points on a line, in the plane or in space."""

from typing import NamedTuple

import numpy as np

from ..geometry import Array

MOST_SHOWN = 3  # hidden dimensions
LEAST_SHARE = 0.5  # of |W|² in a plane that says which features are outside and which inside


class Projection(NamedTuple):
    """Hold where features are drawn in each frame, and what the coordinates are."""

    points: Array  # (frames, n, d), d = 2 or 3; NaN for a feature that is not finite
    names: tuple[str, ...]  # (d,), of the coordinates; "" for one without a meaning
    share: float = 1.0  # of the final |W|² that they show

    @property
    def is_partial(self) -> bool:
        """Whether so much is not shown that a hull would mean nothing."""
        return self.share < LEAST_SHARE

    @property
    def note(self) -> str:
        """What a reader must know about a projection that is partial; else ""."""
        return f"only {100 * self.share:.0f} % of |W|² is in this plane" if self.is_partial else ""


def project(weights: Array) -> Projection:
    """Return the points of weights (frames, m, n).

    One hidden dimension is a line, two are a plane, three are space. More are projected onto the
    plane in which the final weights reach farthest from the origin: their first two principal
    components, which are not centred, since the origin means "not represented".
    """
    hidden, share = weights.shape[1], 1.0
    if hidden > MOST_SHOWN:
        plane, shares = principal_plane(weights[-1])
        names = tuple(
            f"PC {i} of the final W ({100 * part:.0f} %)" for i, part in enumerate(shares)
        )
        share = float(shares.sum()) or 1.0  # of zero weights nothing is missing
        with np.errstate(invalid="ignore"):
            points = plane @ weights
    elif hidden == 1:
        points, names = np.pad(weights, [(0, 0), (0, 1), (0, 0)]), ("hidden dim 0", "")
    else:
        points, names = weights, tuple(f"hidden dim {i}" for i in range(hidden))
    points = points.swapaxes(1, 2)
    finite = np.isfinite(points).all(axis=2, keepdims=True)
    return Projection(np.where(finite, points, np.nan), names, share)


def principal_plane(weights: Array) -> tuple[Array, Array]:
    """Return the plane (2, m) in which weights (m, n) reach farthest, and its shares of |W|²."""
    final = weights[:, np.isfinite(weights).all(axis=0)]
    largest = np.abs(final).max(initial=0) or 1
    directions, spread, _ = np.linalg.svd(final / largest, full_matrices=False)
    if len(spread) < 2:  # fewer than two features are finite
        directions, spread = np.eye(len(weights)), np.zeros(2)
    plane = directions[:, :2].T
    # SVD leaves the signs arbitrary: make the largest component of each direction positive.
    plane *= np.sign(plane[np.arange(2), np.abs(plane).argmax(axis=1)])[:, None]
    return plane, spread[:2] ** 2 / (np.sum(spread**2) or 1)
