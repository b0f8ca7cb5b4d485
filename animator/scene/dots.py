"""A numbered dot for each feature."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from ..geometry import Array, Booleans
from ..log import Integers
from .axes import moving_texts
from .colours import faded, luminance

# Diameters in points: of a represented feature, and of one at the origin.
LARGEST, SMALLEST = 14.5, 9.5
CROWDED_LARGEST, CROWDED_SMALLEST = 9.5, 6.0
HIGH, WIDE = 0.66, 1.25  # the size of a number in diameters: at most, and shared by its digits
CLEAR = 0.6  # radii around the middle of a dot that dots in front of it must leave free
LIGHT = 0.55  # the luminance from which on a dot has a dark number


def diameters(crowding: float) -> tuple[float, float]:
    """Return the diameters of a represented feature and of one at the origin, in points."""
    largest = np.interp(crowding, [0, 1], [LARGEST, CROWDED_LARGEST])
    smallest = np.interp(crowding, [0, 1], [SMALLEST, CROWDED_SMALLEST])
    return float(largest), float(smallest)


class Dots:
    """Draw features as dots that grow and get their full colour as they come to be represented.

    A number is inside its dot, where no trail and no axis is in the way. A represented feature has
    one unless another dot hides it; any other only if no dot touches its own.
    """

    def __init__(self, axes: Axes, colours: Array, crowding: float) -> None:
        """Take colours (n, 3); crowding: 0 for dots of full size, 1 for small ones."""
        self._axes = axes
        self._colours = colours
        self._paper = to_rgb(axes.get_facecolor())
        self._ink = np.tile(to_rgb(axes.title.get_color()), (len(colours), 1))
        self._largest, self._smallest = diameters(crowding)
        # Any: matplotlib's types do not allow arrays.
        self._circles: Any = axes.scatter(*np.zeros((2, len(colours))), linewidths=0.9, zorder=3)
        self._numbers = moving_texts(axes, map(str, range(len(colours))), zorder=4)
        self.moving: list[Artist] = [self._circles, *self._numbers]

    def show(self, points: Array, zoom: Array, strength: Array) -> None:
        """Put the dots at points (n, 2).

        zoom (n,) is their magnification; strength (n,), from 0 to 1, is 1 for represented features.
        Nearer dots cover farther ones, and more important ones less important ones.
        """
        order = np.lexsort((-np.arange(len(points)), zoom))
        faces = faded(self._colours, strength, self._paper)
        edges = faded(self._ink, strength, self._paper)
        diameters = self._diameters(strength) * zoom
        self._circles.set_offsets(points[order])
        self._circles.set_sizes(diameters[order] ** 2)
        self._circles.set_facecolor(faces[order])
        self._circles.set_edgecolor(edges[order])
        is_numbered = self._has_room(points, diameters, order, strength >= 1)
        is_light = luminance(faces) > LIGHT
        # Numbers have three sizes only: frame_renderer.py draws each digit once for each size.
        sizes = self._diameters(np.round(2 * strength) / 2)
        for i, number in enumerate(self._numbers):
            number.set_visible(bool(is_numbered[i]))
            if is_numbered[i]:
                number.set_position(points[i])
                number.set_fontsize(sizes[i] * min(HIGH, WIDE / len(number.get_text())))
                number.set_color("black" if is_light[i] else "white")

    def _diameters(self, strength: Array) -> Array:
        """Return the diameters in points, not magnified."""
        return self._smallest + (self._largest - self._smallest) * strength

    def _has_room(
        self, points: Array, diameters: Array, order: Integers, is_strong: Booleans
    ) -> Booleans:
        """Return which dots (n,) have room for a number."""
        places = self._axes.transData.transform(points) * 72 / self._axes.figure.dpi
        apart = np.hypot(*(places[:, None] - places).T)
        height = np.argsort(order)
        is_in_front = height[:, None] > height  # of the first, before the second
        covers = is_in_front & (apart < (diameters[:, None] + CLEAR * diameters) / 2)
        touches = apart < (diameters[:, None] + diameters) / 2  # as each one does itself
        is_free = ~np.where(is_strong, covers.any(axis=0), touches.sum(axis=0) > 1)
        return np.asarray(is_free & np.isfinite(points).all(axis=1))
