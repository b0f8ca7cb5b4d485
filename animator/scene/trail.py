"""The way that dots have come, as short pieces in the order of time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from .features import Features, faded, paper_of

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

WIDE, NARROW = 2.0, 0.8  # points; the width of a trail if they are few, if they are many
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


class Trails:
    """Draw the trails of all features, paler where they were not represented as yet."""

    def __init__(self, axes: Axes, features: Features, points: Array, colours: Array) -> None:
        """Take points (frames, n, d) and colours (n, 3)."""
        self._trail = trail(points)
        strength = features.strength[self._trail.frames, self._trail.features]
        self._colours = faded(colours[self._trail.features], strength, paper_of(axes))
        # Any: matplotlib's types know no arrays.
        self.lines: Any = LineCollection(
            [], linewidths=features.suited(WIDE, NARROW), capstyle="round", animated=True
        )
        axes.add_collection(self.lines, autolim=False)

    def show(self, frame: int, since: int, see: Callable[[Array], Array] | None = None) -> None:
        """Show what a frame has more than frame `since`; see: from points (..., d) to (..., 2)."""
        added = self._trail.between(since, frame)
        pieces = self._trail.pieces[added]
        self.lines.set_segments(see(pieces) if see else pieces)
        self.lines.set_color(self._colours[added])
