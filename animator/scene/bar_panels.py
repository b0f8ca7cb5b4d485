"""A bar for each feature: its bias, or its norm, with the fraction of a dimension that it has."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from .. import geometry
from ..geometry import Array
from ..look import Look
from .axes import HEADROOM, IN_FRONT, draw_fraction_lines, number_features, number_fractions
from .colours import feature_colours
from .panel import Panel
from .timeline import Timeline

BIAS, NORMS = "Bias", "Norms"  # the titles
LABEL, RIGHT_LABEL = "norm |Wᵢ|, bars", "dimensionality Dᵢ, dots"
MARGIN = 1.05  # of the limits of biases, above and below the longest bars
BAR_WIDTH = 0.8  # of the distance between features
MOST_WITH_GAPS = 40  # features; with more, rounding to pixels makes the gaps uneven
MARKS_WIDTH = 120  # points for all marks side by side
SMALLEST_MARK, LARGEST_MARK = 2.5, 6  # points


def bar_width(features: int) -> float:
    """Return the width of a bar, as a share of the distance between features."""
    return BAR_WIDTH if features <= MOST_WITH_GAPS else 1


class FeatureBars(PolyCollection):
    """Draw a bar for each feature, from zero up or down."""

    def __init__(self, axes: Axes, colours: Array) -> None:
        """Add bars of colours (n, 3) to axes, still without a height, and number the x axis."""
        features = len(colours)
        edges = np.arange(features)[:, None] + bar_width(features) / 2 * np.array([-1, -1, 1, 1])
        # (n, corners, x and y); matplotlib's types do not allow arrays here.
        self._corners: Any = np.stack([edges, np.zeros_like(edges)], axis=2)
        super().__init__([], facecolors=colours, zorder=IN_FRONT)
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


class BiasPanel(Panel):
    """Show the bias of each feature as a bar in the feature's colour."""

    def __init__(
        self, axes: Axes, timeline: Timeline, _look: Look, common: tuple[float, float]
    ) -> None:
        """Draw the axes; common: the limits of y."""
        self.axes = axes
        self._bias = timeline.matrix("b")[:, 0]  # (frames, n)
        axes.set(ylim=common, title=BIAS, ylabel="b")
        axes.grid(axis="y")
        axes.set_axisbelow(True)
        axes.axhline(0, color=rcParams["axes.edgecolor"], linewidth=rcParams["axes.linewidth"])
        self._bars = FeatureBars(axes, feature_colours(timeline.reach)[: self._bias.shape[1]])
        self.moving = [self._bars]

    @staticmethod
    def in_common(timelines: Sequence[Timeline], _look: Look) -> tuple[float, float]:
        """Return limits around zero and all finite biases; (-1, 1) if all biases are zero."""
        bias = np.concatenate([timeline.matrix("b").ravel() for timeline in timelines])
        finite = np.where(np.isfinite(bias), bias, 0)
        lowest, highest = MARGIN * min(finite.min(), 0), MARGIN * max(finite.max(), 0)
        return (lowest, highest) if lowest < highest else (-1, 1)

    def show(self, frame: int, _since: int = -1) -> None:
        """Set the bars to a frame's biases; one that is not finite has no bar."""
        self._bars.set_heights(self._bias[frame])


class NormsPanel(Panel):
    """Show each feature's norm as a bar, and its dimensionality as a dot on a scale at right."""

    def __init__(self, axes: Axes, timeline: Timeline, _look: Look, common: float) -> None:
        """Draw the axes; common: the highest norm that they must hold."""
        self.axes = axes
        self._timeline = timeline
        features = timeline.norms.shape[1]
        axes.set(ylim=(0, HEADROOM * common), title=NORMS, ylabel=LABEL)
        self._bars = FeatureBars(axes, feature_colours(timeline.reach)[:features])
        draw_fraction_lines(axes)  # behind the bars, over which the second axes are drawn
        self._right = axes.twinx()
        self._right.set(ylabel=RIGHT_LABEL)
        self._right.spines[:].set_visible(False)  # the frame belongs to the first axes
        [self._marks] = self._right.plot(
            np.arange(features),
            np.full(features, np.nan),
            "o",
            markersize=mark_size(features),
            markerfacecolor=axes.get_facecolor(),
            markeredgecolor=rcParams["text.color"],
            scalex=False,
            zorder=IN_FRONT,
            clip_on=False,
        )
        self.moving = [self._bars, self._marks]

    @staticmethod
    def in_common(timelines: Sequence[Timeline], _look: Look) -> float:
        """Return the highest finite norm of all logs, or 1 if all are zero."""
        return max(np.max(t.norms, where=np.isfinite(t.norms), initial=0) for t in timelines) or 1.0

    def fit(self) -> None:
        """Put on the scale of dimensionalities what it has room for."""
        number_fractions(self._right)

    def show(self, frame: int, _since: int = -1) -> None:
        """Set bars and dots to a frame's weights."""
        self._bars.set_heights(self._timeline.norms[frame])
        self._marks.set_ydata(geometry.dimensionality(self._timeline.weights[frame]))


def mark_size(features: int) -> float:
    """Return the diameter of the dot of each feature, in points."""
    return float(np.clip(MARKS_WIDTH / features, SMALLEST_MARK, LARGEST_MARK))
