"""The convex hull of a few points."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


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


def _turns_left(start: tuple[float, ...], corner: tuple[float, ...], end: tuple[float, ...]) -> bool:
    along = (corner[0] - start[0], corner[1] - start[1])
    onwards = (end[0] - start[0], end[1] - start[1])
    return along[0] * onwards[1] > along[1] * onwards[0]
