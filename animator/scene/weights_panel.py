"""The weights: a dot for each feature, moving out from the origin."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from .. import geometry
from ..geometry import Array, Integers
from ..look import Look
from .axes import moving_lines
from .colours import feature_colours
from .dots import Dots
from .hull import hull_edges
from .panel import Panel
from .projection import Projection
from .space import Space
from .timeline import Timeline, what_is_missing
from .trails import Trails

MARGIN = 1.15  # of the limits, for dots at the edge
HULL = {"linewidths": 1.2, "alpha": 0.4}
FEW, MANY = 10, 40  # represented features

Extents = tuple[Array, float]  # of plane and space, see extents()


class WeightsPanel(Panel):
    """Show features as dots, the trails that led there, and the hull of the represented ones."""

    def __init__(self, axes: Axes, timeline: Timeline, look: Look, common: Extents) -> None:
        """Draw the axes, and make what moves."""
        self.axes = axes
        self._points, names, _ = timeline.projection
        self._has_hull = not timeline.projection.is_partial
        extent, size = common
        is_space = len(names) == 3
        self._view = Space(axes, names, size, look.fps) if is_space else Plane(axes, names, extent)
        for note in filter(None, (timeline.projection.note, what_is_missing(timeline.log, look))):
            axes.set_xlabel(f"{axes.get_xlabel()}\n{note}".strip())
        self._norms = timeline.norms
        self._strength = np.nan_to_num(np.minimum(timeline.norms / geometry.REPRESENTED, 1))
        colours = feature_colours(timeline.reach)[: len(self._strength[0])]
        crowd = crowding(timeline.norms)
        self._trails = Trails(axes, self._points, self._strength, colours, crowd)
        self._hull = moving_lines(axes, colors=axes.title.get_color(), zorder=2.5, **HULL)
        self._dots = Dots(axes, colours, crowd)
        if is_space:  # as the camera turns, all trails move
            self.moving = [*self._view.moving, self._trails.lines, self._hull, *self._dots.moving]
        else:
            self.lasting = [self._trails.lines]
            self.moving = [self._hull, *self._dots.moving]

    @staticmethod
    def in_common(timelines: Sequence[Timeline], _look: Look) -> Extents:
        """Return what the axes of all logs must hold."""
        return extents(timeline.projection for timeline in timelines)

    def fit(self) -> None:
        """Choose limits at which x and y have the same scale."""
        window = self.axes.get_window_extent()
        xlim, ylim = equal_limits(self._view.extent, (window.width, window.height))
        self.axes.set(xlim=xlim, ylim=ylim)

    def show(self, frame: int, since: int = -1) -> None:
        """Show a frame as it is seen at that moment."""
        see = self._view.at(frame)
        points = self._points[frame]
        self._trails.show(frame, since if self.lasting else -1, see)
        if self._has_hull:
            edges = hull_of_represented(points, self._norms[frame])
            self._hull.set_segments(see(points[edges])[0])
        flat, zoom = see(points)
        self._dots.show(flat, zoom, self._strength[frame])


def extents(projections: Iterable[Projection]) -> Extents:
    """Return what axes must hold: in the plane (2, 2) from and to, in space a distance."""
    extent = np.zeros((2, 2))
    size = 0.0
    for points, names, _ in projections:
        if len(names) == 3:
            size = max(size, np.nanmax(np.abs(points), initial=0))
        else:
            extent[0] = np.minimum(extent[0], np.nanmin(points, axis=(0, 1), initial=0))
            extent[1] = np.maximum(extent[1], np.nanmax(points, axis=(0, 1), initial=0))
    return extent, size or 1.0


def hull_of_represented(points: Array, norms: Array) -> Integers:
    """Return the pairs of features that the edges of the hull of the represented join (edges, 2).

    points (n, d) are where the features are, and norms (n,) how long.
    """
    corners = np.flatnonzero((norms >= geometry.REPRESENTED) & np.isfinite(points).all(axis=1))
    return corners[hull_edges(points[corners])]


def crowding(norms: Array) -> float:
    """Return how small dots have to be: 0 if few features are ever represented, 1 if many are.

    norms: of each feature in each frame (frames, n).
    """
    is_reached = (norms >= geometry.REPRESENTED).any(axis=0)
    return float(np.interp(np.count_nonzero(is_reached), [FEW, MANY], [0, 1]))


class Plane:
    """Show points of the plane as they are, on axes with a grid."""

    moving: Sequence[Any] = ()

    def __init__(self, axes: Axes, names: Sequence[str], extent: Array) -> None:
        """Draw the axes; extent (2, 2) is from where to where they must reach."""
        self.extent = extent
        axes.set(xlabel=names[0], ylabel=names[1])
        for line in (axes.axhline, axes.axvline):
            line(0, color=axes.title.get_color(), linewidth=0.8)
        axes.grid()
        if not names[1]:  # one hidden dimension: y means nothing
            axes.yaxis.set_visible(False)
        axes.set_axisbelow(True)

    def at(self, _frame: int) -> Any:
        """Return a function from points (..., 2) to themselves and their magnification."""
        return lambda points: (points, np.ones(points.shape[:-1]))


def equal_limits(extent: Array, panel: tuple[float, float]) -> Array:
    """Return limits of x and y (2, 2) that hold an extent (2, 2) and a margin.

    A unit of x is as long as one of y on a panel of that width and height in pixels.
    """
    lowest, highest = extent
    unit = ((highest - lowest) / panel).max() or 2 / min(panel)  # per pixel
    reach = MARGIN * unit * np.array(panel) / 2
    middle = (lowest + highest) / 2
    return np.stack([middle - reach, middle + reach], axis=1)
