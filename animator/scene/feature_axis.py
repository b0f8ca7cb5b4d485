"""An axis numbered by feature, and bars that stand on it."""

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import PolyCollection
from matplotlib.ticker import MaxNLocator

from .panel import IN_FRONT

Array = npt.NDArray[np.float64]

BAR_WIDTH = 0.8  # of the distance between features
MOST_WITH_GAPS = 40  # features; with more, rounding to pixels makes the gaps uneven


def number_features(axis: Axis) -> None:
    """Label an axis with the numbers of features, as many as there is room for."""
    axis.set_major_locator(MaxNLocator("auto", integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
    axis.set_label_text("feature")


class FeatureBars(PolyCollection):
    """Draw a bar for each feature, from zero up or down."""

    def __init__(self, axes: Axes, colours: Array) -> None:
        """Add bars of colours (n, 3) to axes, still without a height, and number the x axis."""
        features = len(colours)
        width = BAR_WIDTH if features <= MOST_WITH_GAPS else 1
        edges = np.arange(features)[:, None] + width / 2 * np.array([-1, -1, 1, 1])
        # (n, corners, x and y); matplotlib's types do not allow arrays here.
        self._corners: Any = np.stack([edges, np.zeros_like(edges)], axis=2)
        super().__init__([], facecolors=colours, zorder=IN_FRONT, animated=True)
        axes.add_collection(self, autolim=False)
        self._panel = axes
        axes.set_xlim(-0.5, features - 0.5)
        number_features(axes.xaxis)

    def set_heights(self, heights: Array) -> None:
        """Set the heights (n,), cut off at the limits of the axes; 0 for one that is not finite."""
        tops = np.where(np.isfinite(heights), heights, 0)
        ends = np.stack([np.zeros_like(tops), tops, tops, np.zeros_like(tops)], axis=1)
        self._corners[:, :, 1] = np.clip(ends, *self._panel.get_ylim())
        self.set_verts(self._corners)
