"""A numbered dot for each feature."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from ..geometry import Array, Booleans, Integers
from .axes import moving_texts
from .colours import faded, luminance

# Diameters in points: of a represented feature, and of one at the origin.
LARGEST, SMALLEST = 14.5, 9.5
CROWDED_LARGEST, CROWDED_SMALLEST = 9.5, 6.0
HIGH, WIDE = 0.66, 1.25  # the size of a number in diameters: at most, and shared by its digits
CLEAR = 0.6  # radii around the middle of a dot that dots in front of it must leave free
# Numbers beside other dots: at these angles from the way out of the origin, so far away in half
# heights of a character, and at most so many; half its width and half its height, in sizes.
ANGLES, AWAY, MOST_BESIDE = np.radians([45, -45, 90, -90, 0, 135, -135]), 1.2, 8
HALF = (0.36, 0.4)
ORIGIN = np.zeros((1, 2))
LEGIBLE = 6  # pixels, the least size of a number
LIGHT = 0.55  # the luminance from which on a dot has a dark number


def diameters(crowding: float) -> tuple[float, float]:
    """Return the diameters of a represented feature and of one at the origin, in points."""
    largest = np.interp(crowding, [0, 1], [LARGEST, CROWDED_LARGEST])
    smallest = np.interp(crowding, [0, 1], [SMALLEST, CROWDED_SMALLEST])
    return float(largest), float(smallest)


class Dots:
    """Draw features as dots that grow and get their full colour as they come to be represented.

    A number is inside its dot, where no trail and no axis is in the way. If another dot hides it,
    it stands beside that dot, with a plus sign. Dots on a heap around the origin have none, and
    there are none at all where they would not be legible.
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
        is_legible = HIGH * self._largest * axes.figure.dpi / 72 >= LEGIBLE
        names = map(str, range(len(colours) if is_legible else 0))
        self._numbers = moving_texts(axes, names, zorder=4)
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
        if self._numbers:
            self._number(points, diameters, strength, order, faces)

    def _number(
        self, points: Array, diameters: Array, strength: Array, order: Integers, faces: Array
    ) -> None:
        """Put a number into or beside each dot that can have one; order: from back to front."""
        to_pixels, per_point = self._axes.transData, self._axes.figure.dpi / 72
        both = to_pixels.transform(np.concatenate([points, ORIGIN])) / per_point
        places, origin = both[:-1], both[-1]
        covers, touches = _neighbours(places, diameters, order)
        is_central = np.hypot(*(places - origin).T) < self._largest
        is_told = np.isfinite(points[:, 0]) & ~(is_central & (strength < 1) & touches)
        is_hidden = np.asarray(covers.any(axis=0))
        is_light = luminance(faces) > LIGHT
        # Numbers have three sizes only: frame_renderer.py draws each digit once for each size.
        sizes = HIGH * self._diameters(np.round(2 * strength) / 2)
        for i, number in enumerate(self._numbers):
            number.set_visible(bool(is_told[i] and not is_hidden[i]))
            if number.get_visible():
                number.set_text(str(i))
                number.set_position(points[i])
                number.set_fontsize(sizes[i] * min(1, WIDE / HIGH / len(str(i))))
                number.set_color("black" if is_light[i] else "white")
        hidden = np.flatnonzero(is_told & is_hidden)[:MOST_BESIDE]
        taken = [*zip(places, diameters, strict=True)] if len(hidden) else []
        room = self._axes.bbox.get_points() / per_point
        for i in hidden:
            hider = next(j for j in order[::-1] if covers[j, i])
            half = sizes[i] * np.array([HALF[0] * len(f"+{i}"), HALF[1]])
            place = _free_place(taken, places[hider], diameters[hider], half, origin, room)
            if place is not None:
                taken.append((place, 2 * max(half)))
                position = to_pixels.inverted().transform(place * per_point)
                self._numbers[i].set(text=f"+{i}", position=position, visible=True)
                self._numbers[i].set(fontsize=sizes[i], color=self._axes.title.get_color())

    def _diameters(self, strength: Array) -> Array:
        """Return the diameters in points, not magnified."""
        return self._smallest + (self._largest - self._smallest) * strength


def _neighbours(places: Array, diameters: Array, order: Integers) -> tuple[Booleans, Booleans]:
    """Return which dots cover the number of which (n, n), and which touch others (n,)."""
    apart = np.hypot(*(places[:, None] - places).T)
    height = np.argsort(order)
    is_in_front = height[:, None] > height  # of the first, before the second
    covers = is_in_front & (apart < (diameters[:, None] + CLEAR * diameters) / 2)
    touches = apart < (diameters[:, None] + diameters) / 2  # as each one does itself
    return covers, np.asarray(touches.sum(axis=0) > 1)


def _free_place(
    taken: Sequence[tuple[Array, float]],
    middle: Array,
    diameter: float,
    half: Array,
    origin: Array,
    room: Array,
) -> Array | None:
    """Return a place beside a dot for a number of half that width and height, in points, or None.

    The number is taken for an ellipse; taken: the places and the diameters of dots and of other
    numbers. A place between the corners of a room (2, 2) comes first, since the numbers of the axes
    are outside.
    """
    gap = AWAY * half[1]
    angles = np.arctan2(*(middle - origin)[::-1]) + ANGLES
    ways = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    places = middle + (diameter / 2 + gap + np.hypot(*(half * ways).T))[:, None] * ways
    is_inside = ((room[0] + half < places) & (places < room[1] - half)).all(axis=1)
    for place in places[np.argsort(~is_inside, kind="stable")]:
        steps = [(place - other, (width + gap) / 2) for other, width in taken]
        # As far as an ellipse reaches: |half * step| / |step|.
        if all((far := np.hypot(*s)) * (far - near) > np.hypot(*(half * s)) for s, near in steps):
            return np.asarray(place)
    return None
