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
ALL_LABELLED = 12  # features; if there are more, only round numbers have labels
ROUND_NUMBERS = 8  # the greatest number of intervals between those


class FeatureLocator(MaxNLocator):
    """Put a tick at each feature if they are few, else at round numbers."""

    def __init__(self, features: int) -> None:
        """Take the number of features."""
        self._most = ALL_LABELLED if features <= ALL_LABELLED else ROUND_NUMBERS
        # Matplotlib assumes labels 3 em wide; ours have digits of half an em, and a gap of as much.
        self._labels_a_space = 6 / (len(str(features - 1)) + 1)
        super().__init__(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10])

    def __call__(self) -> list[float]:
        """Return the positions of the ticks: no more than the axis has room for at its size."""
        if isinstance(self.axis, Axis):
            room = int(self._labels_a_space * self.axis.get_tick_space())
            self.set_params(nbins=max(1, min(self._most, room)))
        return list(super().__call__())


def number_features(axis: Axis, features: int) -> None:
    """Label an axis with the numbers of n features."""
    axis.set_major_locator(FeatureLocator(features))
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
        number_features(axes.xaxis, features)

    def set_heights(self, heights: Array) -> None:
        """Set the heights (n,), cut off at the limits of the axes; 0 for one that is not finite."""
        tops = np.where(np.isfinite(heights), heights, 0)
        ends = np.stack([np.zeros_like(tops), tops, tops, np.zeros_like(tops)], axis=1)
        self._corners[:, :, 1] = np.clip(ends, *self._panel.get_ylim())
        self.set_verts(self._corners)
