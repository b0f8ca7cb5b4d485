"""The convex hull of a few points, in the plane and in space."""

from itertools import combinations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

MOST_CORNERS = 24  # of a hull in space
ROUNDING = 1e-9  # share of the greatest height that counts as none


def convex_hull(points: Array) -> Array:
    """Return the corners of points (n, 2) that are joined by an outline, in turn (corners, 2).

    Andrew's monotone chain: walk along the points from left to right, then back, and turn left.
    """
    ordered = sorted(set(map(tuple, points.tolist())))
    if len(ordered) < 3:
        return np.array(ordered).reshape(-1, 2)
    chains = []
    for walk in (ordered, ordered[::-1]):
        chain: list[tuple[float, ...]] = []
        for point in walk:
            while len(chain) > 1 and not _turns_left(chain[-2], chain[-1], point):
                chain.pop()
            chain.append(point)
        chains += chain[:-1]
    return np.array(chains)


def _turns_left(
    start: tuple[float, ...], corner: tuple[float, ...], end: tuple[float, ...]
) -> bool:
    along = (corner[0] - start[0], corner[1] - start[1])
    onwards = (end[0] - start[0], end[1] - start[1])
    return along[0] * onwards[1] > along[1] * onwards[0]


def hull_edges(points: Array) -> npt.NDArray[np.int64]:
    """Return which points (n, 3) the edges of their hull join (edges, 2).

    A side of the hull is a triangle that has all points in front of it, or all behind. That is n^4
    work, so of more than MOST_CORNERS there is no hull. A flat side keeps its diagonals.
    """
    if not 2 <= len(points) <= MOST_CORNERS:
        return np.empty((0, 2), np.int64)
    if len(points) == 2:
        return np.array([[0, 1]])
    triangles = np.array(list(combinations(range(len(points)), 3)))
    a, b, c = points[triangles].swapaxes(0, 1)
    normals = np.cross(b - a, c - a)
    heights = np.einsum("td,tnd->tn", normals, points - a[:, None])
    nothing = np.abs(heights).max() * ROUNDING
    is_side = (heights <= nothing).all(axis=1) | (heights >= -nothing).all(axis=1)
    areas = np.abs(normals).max(axis=1)
    is_side &= areas > areas.max() * ROUNDING  # three points on a line are no side
    pairs = triangles[is_side][:, [[0, 1], [0, 2], [1, 2]]].reshape(-1, 2)
    return np.unique(pairs, axis=0)
