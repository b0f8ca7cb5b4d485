"""The weights in space, for three hidden dimensions, seen by a camera that turns slowly."""

from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from .dots import Dots
from .features import Features
from .hull import hull_edges
from .trail import Trails

Array = npt.NDArray[np.float64]

TURN = 12.0  # degrees a second
START, RISE = 30.0, 20.0  # degrees; where the camera starts, and how high it stands
DISTANCE = 7.0  # of the camera from the origin, in half sides of the box
SPHERE = 1.52  # radius of what the box fills as it turns, as the camera sees it
NAME = 1.12  # where an axis has its name, in half sides of the box

CORNERS = np.array(list(product([-1.0, 1.0], repeat=3)))
EDGES = np.array([(i, j) for i in range(8) for j in range(i) if (i ^ j).bit_count() == 1])
AXES = np.stack([-np.eye(3), np.eye(3)], axis=1)  # (3, ends, 3)


class SpacePanel:
    """Show features as dots in a box, the trails that led there, and the hull of those represented.

    Nearer dots are larger and cover those behind.
    """

    def __init__(
        self, axes: Axes, features: Features, colours: Array, size: float, fps: float
    ) -> None:
        """Draw the empty panel; the box reaches from -size to size, colours are (n, 3)."""
        self.axes = axes
        self.extent = SPHERE * np.array([[-1.0, -1.0], [1.0, 1.0]])
        self._features = features
        self._points = features.points / size
        self._degrees = TURN / fps  # a frame
        axes.set(
            xticks=[], yticks=[], xlabel=f"hidden dims 0, 1, 2, from {-size:.2g} to {size:.2g}"
        )

        self._box = _lines(axes, rcParams["grid.color"], 0.8)
        self._cross = _lines(axes, axes.title.get_color(), 0.8)
        self._trails = Trails(axes, features, self._points, colours)
        self._hull = _lines(axes, axes.title.get_color(), 1.2, alpha=0.4)
        self._dots = Dots(axes, features, colours)
        self._names = [
            axes.text(
                *(0, 0, str(dimension)),
                color="0.5",
                ha="center",
                va="center_baseline",
                zorder=1,
                animated=True,
            )
            for dimension in range(3)
        ]
        self.lasting: list[Artist] = []
        self.moving: list[Artist] = [
            *(self._box, self._cross, *self._names, self._trails.lines, self._hull),
            *self._dots.moving,
        ]

    def limit(self, limits: Array) -> None:
        """Fix the limits of x and y (2, 2)."""
        self.axes.set(xlim=limits[0], ylim=limits[1])

    def show_trail(self, frame: int, since: int = -1) -> None:
        """Do nothing: as the camera turns, all trails move."""

    def show(self, frame: int) -> None:
        """Show a frame as the camera sees it then."""
        camera = turned(START + self._degrees * frame)
        flat, _ = seen(CORNERS, camera)
        self._box.set_segments(flat[EDGES])
        self._cross.set_segments(seen(AXES, camera)[0])
        for name, place in zip(self._names, seen(NAME * AXES[:, 1], camera)[0], strict=True):
            name.set_position(place)
        self._trails.show(frame, -1, lambda pieces: seen(pieces, camera)[0])
        points = self._points[frame]
        flat, zoom = seen(points, camera)
        corners = np.flatnonzero(
            self._features.is_represented[frame] & np.isfinite(points).all(axis=1)
        )
        self._hull.set_segments(flat[corners[hull_edges(points[corners])]])
        self._dots.show(flat, self._features.strength[frame], np.argsort(zoom), zoom)


def turned(azimuth: float) -> Array:
    """Return the camera's axes (3, 3): right, up, and towards it."""
    turn, rise = np.radians(azimuth), np.radians(RISE)
    towards = [np.cos(rise) * np.cos(turn), np.cos(rise) * np.sin(turn), np.sin(rise)]
    right = [-np.sin(turn), np.cos(turn), 0]
    return np.array([right, np.cross(towards, right), towards])


def seen(points: Array, camera: Array) -> tuple[Array, Array]:
    """Return where points (..., 3) are in the picture (..., 2), and how large they look (...).

    At the origin a unit looks as long as it is.
    """
    views = points @ camera.T
    zoom = DISTANCE / (DISTANCE - views[..., 2])
    return views[..., :2] * zoom[..., None], zoom


def _lines(axes: Axes, colour: Any, width: float, alpha: float | None = None) -> Any:
    lines = LineCollection(
        [], colors=colour, linewidths=width, alpha=alpha, capstyle="round", animated=True
    )
    axes.add_collection(lines, autolim=False)
    return lines
