"""The weights in the plane: a dot a feature, moving out from the origin."""

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from .dots import Dots
from .features import Features
from .hull import convex_hull
from .trail import Trails

Array = npt.NDArray[np.float64]

MARGIN = 1.15  # of the weights' limits, for dots at the edge


class WeightPanel:
    """Show features as dots, the trails that led there, and the hull of those represented."""

    def __init__(self, axes: Axes, features: Features, colours: Array) -> None:
        """Draw the axes; colours: (n, 3)."""
        self.axes = axes
        self._features = features
        self.extent = features.points.reshape(-1, 2)  # what the axes must hold
        self._order = np.arange(len(colours))[::-1]  # the most important one on top
        self._draw_axes()
        self._trails = Trails(axes, features, features.points, colours)
        [self._hull] = axes.plot([], [], color=axes.title.get_color(), alpha=0.4, zorder=2.5)
        self._hull.set(linewidth=1.2, animated=True, solid_joinstyle="round")
        self._dots = Dots(axes, features, colours)
        self.lasting: list[Artist] = [self._trails.lines]
        self.moving: list[Artist] = [self._hull, *self._dots.moving]

    def _draw_axes(self) -> None:
        across, up = self._features.axes
        self.axes.set(xlabel=across, ylabel=up)
        for line in (self.axes.axhline, self.axes.axvline):
            line(0, color=self.axes.title.get_color(), linewidth=0.8)
        self.axes.grid()
        if not up:  # a line has no height
            self.axes.yaxis.set_visible(False)
        self.axes.set_axisbelow(True)

    def limit(self, limits: Array) -> None:
        """Fix the limits of x and y (2, 2)."""
        self.axes.set(xlim=limits[0], ylim=limits[1])

    def show_trail(self, frame: int, since: int = -1) -> None:
        """Show what a frame's trails have more than those of frame `since`; -1: all of them."""
        self._trails.show(frame, since)

    def show(self, frame: int) -> None:
        """Show a frame, but for its trails."""
        points = self._features.points[frame]
        is_corner = self._features.is_represented[frame] & np.isfinite(points).all(axis=1)
        corners = convex_hull(points[is_corner])
        self._hull.set_data(*np.vstack([corners, corners[:1]]).T)
        strength = self._features.strength[frame]
        self._dots.show(points, strength, self._order, np.ones(len(points)))


def weight_limits(points: Array, panel: tuple[float, float]) -> Array:
    """Return limits of x and y (2, 2) around all points (..., 2) and the origin, and a margin.

    A unit of x is as long as one of y on a panel of that width and height.
    """
    points = points.reshape(-1, 2)
    lowest = np.nanmin(points, axis=0, initial=0)
    highest = np.nanmax(points, axis=0, initial=0)
    unit = ((highest - lowest) / panel).max() or 2 / min(panel)  # weights a pixel
    reach = MARGIN * unit * np.array(panel) / 2
    return np.stack([(lowest + highest) / 2 - reach, (lowest + highest) / 2 + reach], axis=1)
