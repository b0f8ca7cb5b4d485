"""Space for three hidden dimensions, seen by a camera that turns slowly."""

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from ..geometry import Array
from .axes import moving_lines, moving_texts

TURN = 12.0  # degrees a second
START, RISE = 30.0, 20.0  # degrees, where the camera starts and how high it is
DISTANCE = 7.0  # of the camera from the origin, in half sides of the box
RADIUS = 1.52  # of the circle that the box fills as it turns, in half sides as the camera sees it
NAME = 1.16  # where an axis has its name, in half sides
REACH = "hidden dims, each from -{size:.2g} to {size:.2g}"  # the label below

CORNERS = np.array(list(product([-1.0, 1.0], repeat=3)))
EDGES = np.array([(i, j) for i in range(8) for j in range(i) if (i ^ j).bit_count() == 1])
AXES = np.stack([-np.eye(3), np.eye(3)], axis=1)  # (3, ends, 3)


class Space:
    """Show points of space in a box with axes; what is nearer looks larger."""

    extent = RADIUS * np.array([[-1.0, -1.0], [1.0, 1.0]])

    def __init__(self, axes: Axes, names: Sequence[str], size: float, fps: float) -> None:
        """Make the box, which reaches from -size to size; fps: frames a second."""
        self._size = size
        self._degrees = TURN / fps  # a frame
        # A label of a tick, above an empty label of the axis, makes these axes as high as those of
        # a plane beside them.
        reach = REACH.format(size=size)
        axes.set(xticks=[0], xticklabels=[reach], xlabel=" ", yticks=[])
        axes.tick_params(color="none")
        style: dict[str, Any] = {"linewidths": 0.8, "capstyle": "round"}
        self._box = moving_lines(axes, colors=rcParams["grid.color"], **style)
        self._cross = moving_lines(axes, colors=axes.title.get_color(), **style)
        short = [name.removeprefix("hidden ") for name in names]
        self._names = moving_texts(axes, short, color="0.5", zorder=1)
        self.moving: list[Artist] = [self._box, self._cross, *self._names]

    def at(self, frame: int) -> Callable[[Array], tuple[Array, Array]]:
        """Turn the camera to where it is in a frame, and return how it sees points (..., 3).

        That is a function to their places in the picture (..., 2) and their magnification (...).
        """
        camera = camera_axes(START + self._degrees * frame)
        self._box.set_segments(seen(CORNERS, camera)[0][EDGES])
        self._cross.set_segments(seen(AXES, camera)[0])
        for name, place in zip(self._names, seen(NAME * AXES[:, 1], camera)[0], strict=True):
            name.set_position(place)
        return lambda points: seen(points / self._size, camera)


def camera_axes(azimuth: float) -> Array:
    """Return the camera's axes (3, 3): right, up, and from the origin towards it."""
    turn, rise = np.radians(azimuth), np.radians(RISE)
    towards = [np.cos(rise) * np.cos(turn), np.cos(rise) * np.sin(turn), np.sin(rise)]
    right = [-np.sin(turn), np.cos(turn), 0]
    return np.array([right, np.cross(towards, right), towards])


def seen(points: Array, camera: Array) -> tuple[Array, Array]:
    """Return where points (..., 3) are in the picture (..., 2), and their magnification (...).

    The magnification is 1 at the origin.
    """
    views = points @ camera.T
    zoom = DISTANCE / (DISTANCE - views[..., 2])
    return views[..., :2] * zoom[..., None], zoom
