"""The way that dots have come, as short pieces in the order of time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

SHORTEST = 1 / 1000  # of the extent of all points: a shorter piece is less than a pixel long


@dataclass(frozen=True, slots=True)
class Trail:
    """Hold the pieces (pieces, 2, d), and of each the feature and the frame in which it ends.

    Drawn in the order of time a frame adds its pieces and changes none that is there.
    """

    pieces: Array
    features: Indices
    frames: Indices

    def between(self, since: int, frame: int) -> slice:
        """Return which pieces are added after frame `since`, up to `frame`."""
        first, end = np.searchsorted(self.frames, [since, frame], side="right")
        return slice(int(first), int(end))


def trail(points: Array) -> Trail:
    """Return the trail of points (frames, n, d).

    A dot that stays, or trembles, adds nothing: pieces are as many as the way is long, however many
    the frames. Where a dot is NaN its trail has a gap.
    """
    extent = np.nanmax(points, initial=0) - np.nanmin(points, initial=0)
    starts = points[0].copy()
    pieces, features, frames = [np.empty((0, 2, points.shape[2]))], [], []
    for frame, ends in enumerate(points):
        has_moved = np.abs(ends - starts).max(axis=1) > SHORTEST * extent
        if has_moved.any():
            pieces.append(np.stack([starts[has_moved], ends[has_moved]], axis=1))
            features.append(np.flatnonzero(has_moved))
            frames.append(np.full(len(features[-1]), frame))
        is_new = has_moved | ~np.isfinite(ends).all(axis=1) | np.isnan(starts).any(axis=1)
        starts[is_new] = ends[is_new]
    none: list[Indices] = [np.empty(0, np.int64)]
    return Trail(
        np.concatenate(pieces), np.concatenate(none + features), np.concatenate(none + frames)
    )
