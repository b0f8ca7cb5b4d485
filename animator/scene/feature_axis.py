"""An axis that counts features, and bars that stand on it: a bar a feature."""

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import PolyCollection
from matplotlib.ticker import MaxNLocator

Array = npt.NDArray[np.float64]

BAR_WIDTH = 0.8  # of the distance between features
MOST_WITH_GAPS = 40  # features; gaps between the bars of more come and go with the pixels
ALL_LABELLED = 12  # features at most, where there is room; more get round numbers only
ROUND_NUMBERS = 8  # intervals between them at most
IN_FRONT = 3  # zorder of what moves, as it is drawn onto a picture of all that stays


class FeatureLocator(MaxNLocator):
    """Put ticks at all of a few features, and at round numbers of many."""

    def __init__(self, features: int) -> None:
        """Choose at most as many ticks as n features need."""
        self._most = ALL_LABELLED if features <= ALL_LABELLED else ROUND_NUMBERS
        # Matplotlib reckons with three em a label; ours have digits of half an em, and a gap.
        self._labels_a_space = 6 / (len(str(features - 1)) + 1)
        super().__init__(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10])

    def __call__(self) -> list[float]:
        """Return where the ticks are: no more than the axis has room for at its present size."""
        if isinstance(self.axis, Axis):
            room = int(self._labels_a_space * self.axis.get_tick_space())
            self.set_params(nbins=max(1, min(self._most, room)))
        return list(super().__call__())


def number_features(axis: Axis, features: int) -> None:
    """Label an axis with the indices of n features, and what they are."""
    axis.set_major_locator(FeatureLocator(features))
    axis.set_label_text("feature")


class FeatureBars(PolyCollection):
    """Stand a bar on zero for each feature."""

    def __init__(self, axes: Axes, colours: Array) -> None:
        """Add bars to axes, without a height as yet, in colours (n, 4), and number the features."""
        features = len(colours)
        width = BAR_WIDTH if features <= MOST_WITH_GAPS else 1
        edges = np.arange(features)[:, None] + width / 2 * np.array([-1, -1, 1, 1])
        # (n, corners, x and y); matplotlib's types know no arrays here.
        self._corners: Any = np.stack([edges, np.zeros_like(edges)], axis=2)
        super().__init__([], facecolors=colours, zorder=IN_FRONT, animated=True)
        axes.add_collection(self, autolim=False)
        self._panel = axes
        axes.set_xlim(-0.5, features - 0.5)
        number_features(axes.xaxis, features)

    def set_heights(self, heights: Array) -> None:
        """Draw bars of these heights (n,), cut off at the axes' limits; none where not finite."""
        tops = np.where(np.isfinite(heights), heights, 0)
        ends = np.stack([np.zeros_like(tops), tops, tops, np.zeros_like(tops)], axis=1)
        self._corners[:, :, 1] = np.clip(ends, *self._panel.get_ylim())
        self.set_verts(self._corners)
