"""A numbered dot for each feature."""

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from .features import Features, faded, luminance, paper_of

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

SMALLEST = 5.0  # points; the diameter of a dot that is not represented
LARGEST = 14.5  # of one that is, if they are few
MANY_LARGEST = 9.5  # and if they are many
HIGH, WIDE = 0.66, 1.25  # a number's font in diameters: at most, and shared by its digits
NUMBERED = 0.6  # strength from which on a dot has a number: a smaller dot has no room
FREE = 0.6  # radii that a more important dot must stay away from the middle of a number
LIGHT = 0.55  # luminance of a dot from which on its number is dark


class Dots:
    """Draw features as dots that grow and get their colour as they are represented.

    Each has its number inside, where neither its trail nor an axis is in the way, unless a dot
    before it covers the place.
    """

    def __init__(self, axes: Axes, features: Features, colours: Array) -> None:
        """Take colours (n, 3)."""
        self._axes = axes
        self._colours = colours
        self._paper = paper_of(axes)
        self._ink = to_rgb(axes.title.get_color())
        self._largest = features.suited(LARGEST, MANY_LARGEST)
        # Any: matplotlib's types know no arrays.
        self._circles: Any = axes.scatter(
            *np.zeros((2, len(colours))), linewidths=0.9, zorder=3, animated=True
        )
        self._numbers = [
            axes.text(
                *(0, 0, str(feature)),
                fontsize=self._largest * min(HIGH, WIDE / len(str(feature))),
                ha="center",
                va="center_baseline",
                zorder=4,
                animated=True,
                parse_math=False,
            )
            for feature in range(len(colours))
        ]
        self.moving: list[Artist] = [self._circles, *self._numbers]

    def show(self, points: Array, strength: Array, order: Indices, zoom: Array) -> None:
        """Put the dots at points (n, 2), drawn in an order; zoom (n,) is how large they look."""
        faces = faded(self._colours, strength, self._paper)
        edges = faded(np.tile(self._ink, (len(faces), 1)), strength, self._paper)
        diameters = (SMALLEST + (self._largest - SMALLEST) * strength) * zoom
        self._circles.set_offsets(points[order])
        self._circles.set_sizes(diameters[order] ** 2)
        self._circles.set_facecolor(faces[order])
        self._circles.set_edgecolor(edges[order])
        is_numbered = (strength >= NUMBERED) & self._is_free(points, diameters, order)
        light = luminance(faces) > LIGHT
        for number, point, is_shown, on_light in zip(
            self._numbers, points, is_numbered, light, strict=True
        ):
            number.set_visible(bool(is_shown))
            if is_shown:
                number.set_position(point)
                number.set_color("black" if on_light else "white")

    def _is_free(self, points: Array, diameters: Array, order: Indices) -> npt.NDArray[np.bool_]:
        """Return which dots (n,) have no other dot over the place of their number."""
        places = self._axes.transData.transform(points) * 72 / self._axes.figure.dpi
        apart = np.hypot(*(places[:, None] - places).T)
        height = np.empty(len(order))
        height[order] = np.arange(len(order))
        is_above = height[:, None] > height  # of the first, over the second
        is_near = apart < (diameters[:, None] + FREE * diameters) / 2
        is_covered = (is_above & is_near).any(axis=0)
        return np.asarray(~is_covered & np.isfinite(points).all(axis=1))
