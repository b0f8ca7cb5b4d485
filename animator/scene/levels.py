"""Levels: horizontal lines at values that the user names, such as the least loss of a hexagon."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.text import Text

from ..escape import printable
from .axes import TEXT_SIZE, apart
from .headings import set_in_font, shorten

DASHES = (8, 3, 2, 3)  # in widths of the line
ROOM = 0.4  # of the width of the axes, for a name and the line that leads to it
DISTANCE = 12  # points from the axes to a name
POINTS = 72  # an inch


class Levels:
    """Draw a line for each level, and its name beside the axes, right of them."""

    def __init__(self, axes: Axes, levels: Mapping[str, float]) -> None:
        """Draw the lines of ascending levels; limits of the axes must not change any more."""
        self._axes, self._values, self._names = axes, list(levels.values()), []
        line: dict[str, Any] = {"color": rcParams["text.color"], "linewidth": 1}
        lead = line | {"arrowstyle": "-", "shrinkA": 0, "shrinkB": 0, "relpos": (0, 0.5)}
        style: Any = {"textcoords": "offset points", "va": "center", "parse_math": False}
        for name, value in levels.items():
            axes.axhline(value, linestyle=(0, DASHES), zorder=2.5, gid="level", **line)
            beside = (1, 0), (DISTANCE, 0), "axes fraction"
            text = axes.annotate("", *beside, arrowprops=lead, **style)
            set_in_font(text, printable(name))
            shorten(text, ROOM * axes.bbox.width)
            self._names.append(text)

    def fit(self) -> None:
        """Move the names up and down until none is on another, or make them smaller."""
        if not self._names:
            return
        box = self._axes.bbox
        pixels = self._axes.transData.transform([(0, value) for value in self._values])[:, 1]
        exact = np.clip((pixels - box.y0) / box.height, 0, 1)
        height = TEXT_SIZE * max(Text.get_window_extent(text).height for text in self._names)
        smaller = min(1, box.height / (height * len(self._names)))
        places = apart(exact, height * smaller / box.height, 0, 1)
        for text, level, place in zip(self._names, exact, places, strict=True):
            text.set_fontsize(float(text.get_fontsize()) * smaller)
            text.xy = (1, level)
            text.set_y((place - level) * box.height / self._axes.figure.dpi * POINTS)
