"""The convex hull of a few points: its edges, in the plane and in space."""

from itertools import combinations

import numpy as np

from ..geometry import Array, Integers

Point = list[float]

MOST_CORNERS = 24  # of a hull in space
ROUNDING = 1e-9  # share of the greatest height below which a height counts as zero


def hull_edges(points: Array) -> Integers:
    """Return the pairs of points (n, d) that the edges of their hull join (edges, 2)."""
    _, exponent = np.frexp(np.abs(points).max(initial=0))
    points = np.ldexp(points, -exponent)  # which is exact; squares of 1e200 would overflow
    if points.shape[1] == 3:
        return _edges_in_space(points)
    corners = convex_hull(points)
    if len(corners) < 3:  # nothing to join, or a single segment
        return corners[None] if len(corners) == 2 else np.empty((0, 2), np.int64)
    return np.stack([corners, np.roll(corners, -1)], axis=1)


def convex_hull(points: Array) -> Integers:
    """Return which points (n, 2) are the corners of their hull (corners,), counterclockwise.

    This is Andrew's monotone chain: walk along the points from left to right and back, and drop
    every corner at which the walk would not turn left.
    """
    places = points.tolist()
    ordered = np.unique(points, axis=0, return_index=True)[1].tolist() if places else []
    if len(ordered) < 3:
        return np.array(ordered, np.int64)
    chains = []
    for walk in (ordered, ordered[::-1]):
        chain: list[int] = []
        for i in walk:
            while len(chain) > 1 and not _turns_left(*(places[j] for j in (*chain[-2:], i))):
                chain.pop()
            chain.append(i)
        chains += chain[:-1]
    return np.array(chains)


def _turns_left(start: Point, corner: Point, end: Point) -> bool:
    along = (corner[0] - start[0], corner[1] - start[1])
    onwards = (end[0] - start[0], end[1] - start[1])
    return along[0] * onwards[1] > along[1] * onwards[0]


def _edges_in_space(points: Array) -> Integers:
    """Return the pairs of points (n, 3) that the edges of their hull join (edges, 2).

    A side of the hull is a triangle with all points on one side of it. Testing all triangles takes
    n^4 steps, so more than MOST_CORNERS points get no hull. A side with more than three corners
    keeps its diagonals.
    """
    if not 2 <= len(points) <= MOST_CORNERS:
        return np.empty((0, 2), np.int64)
    if len(points) == 2:
        return np.array([[0, 1]])
    triangles = np.array(list(combinations(range(len(points)), 3)))
    a, b, c = points[triangles].swapaxes(0, 1)
    normals = np.cross(b - a, c - a)
    heights = np.einsum("td,tnd->tn", normals, points - a[:, None])
    zero = np.abs(heights).max() * ROUNDING
    is_side = (heights <= zero).all(axis=1) | (heights >= -zero).all(axis=1)
    areas = np.abs(normals).max(axis=1)
    is_side &= areas > areas.max() * ROUNDING  # three points on a line are no triangle
    pairs = triangles[is_side][:, [[0, 1], [0, 2], [1, 2]]].reshape(-1, 2)
    return np.unique(pairs, axis=0)
