"""The paths of the dots, cut into short pieces in the order of time."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from ..geometry import Array, Integers
from .axes import moving_lines
from .colours import faded

WIDE, NARROW = 2.0, 0.8  # points, the line width of few trails and of many
SHORTEST = 1 / 1000  # of the extent of all points: a shorter piece is less than a pixel long


@dataclass(frozen=True, slots=True)
class Pieces:
    """Hold line segments in the order of time: a frame only ever adds some at the end."""

    segments: Array  # (pieces, 2, d)
    features: Integers  # (pieces,)
    frames: Integers  # (pieces,), the frame at which a piece ends

    def between(self, since: int, frame: int) -> slice:
        """Return which pieces are new after frame `since`, up to `frame`."""
        first, end = np.searchsorted(self.frames, [since, frame], side="right")
        return slice(int(first), int(end))


def cut(points: Array) -> Pieces:
    """Return the paths of points (frames, n, d) as pieces.

    A dot that hardly moves adds nothing, so the number of pieces depends on the length of the paths
    and not on the number of frames. A path has a gap where its dot is NaN.
    """
    extent = np.nanmax(points, initial=0) - np.nanmin(points, initial=0)
    starts = points[0].copy()
    segments, features, frames = [np.empty((0, 2, points.shape[2]))], [], []
    for frame, ends in enumerate(points):
        has_moved = np.abs(ends - starts).max(axis=1) > SHORTEST * extent
        if has_moved.any():
            moved = np.flatnonzero(has_moved)[::-1]  # the most important one last, in front
            segments.append(np.stack([starts[moved], ends[moved]], axis=1))
            features.append(moved)
            frames.append(np.full(len(features[-1]), frame))
        is_new = has_moved | ~np.isfinite(ends).all(axis=1) | np.isnan(starts).any(axis=1)
        starts[is_new] = ends[is_new]
    none: list[Integers] = [np.empty(0, np.int64)]
    return Pieces(
        np.concatenate(segments), np.concatenate(none + features), np.concatenate(none + frames)
    )


def line_width(crowding: float) -> float:
    """Return the width of trails, in points; crowding: 0 to 1."""
    return float(np.interp(crowding, [0, 1], [WIDE, NARROW]))


class Trails:
    """Draw the paths of all features, paler where a feature was not yet represented."""

    def __init__(
        self, axes: Axes, points: Array, strength: Array, colours: Array, crowding: float
    ) -> None:
        """Take points (frames, n, d), strength (frames, n), colours (n, 3); crowding: 0 to 1."""
        self._pieces = cut(points)
        features, frames = self._pieces.features, self._pieces.frames
        paper = to_rgb(axes.get_facecolor())
        self._colours = faded(colours[features], strength[frames, features], paper)
        self.lines = moving_lines(axes, linewidths=line_width(crowding), capstyle="round")

    def show(self, frame: int, since: int, see: Callable[[Array], tuple[Array, Array]]) -> None:
        """Show the pieces up to a frame that are new after `since`; see: to points of the plane."""
        new = self._pieces.between(since, frame)
        self.lines.set_segments(see(self._pieces.segments[new])[0])
        self.lines.set_color(self._colours[new])
        self.lines.set_visible(new.start < new.stop)  # nothing takes no time to draw
