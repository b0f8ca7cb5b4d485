"""The bias: one bar for each feature."""

from collections.abc import Sequence

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes

from ..geometry import Array
from ..look import Look
from .axes import FeatureBars
from .colours import feature_colours
from .panel import Panel
from .timeline import Timeline

TITLE = "Bias"
MARGIN = 1.05  # of the limits, above and below the longest bars


class BiasPanel(Panel):
    """Show the bias of each feature as a bar in the feature's colour."""

    def __init__(
        self, axes: Axes, timeline: Timeline, _look: Look, common: tuple[float, float]
    ) -> None:
        """Draw the axes; common: the limits of y."""
        self.axes = axes
        self._bias = _bias(timeline)
        axes.set(ylim=common, title=TITLE, ylabel="b")
        axes.grid(axis="y")
        axes.set_axisbelow(True)
        axes.axhline(0, color=rcParams["axes.edgecolor"], linewidth=rcParams["axes.linewidth"])
        self._bars = FeatureBars(axes, feature_colours(timeline.reach)[: self._bias.shape[1]])
        self.moving = [self._bars]

    @staticmethod
    def in_common(timelines: Sequence[Timeline], _look: Look) -> tuple[float, float]:
        """Return limits around zero and all finite biases; (-1, 1) if all biases are zero."""
        bias = np.concatenate([_bias(timeline).ravel() for timeline in timelines])
        finite = np.where(np.isfinite(bias), bias, 0)
        lowest, highest = MARGIN * min(finite.min(), 0), MARGIN * max(finite.max(), 0)
        return (lowest, highest) if lowest < highest else (-1, 1)

    def show(self, frame: int, _since: int = -1) -> None:
        """Set the bars to a frame's biases; one that is not finite has no bar."""
        self._bars.set_heights(self._bias[frame])


def _bias(timeline: Timeline) -> Array:
    """Return b (frames, n)."""
    return timeline.matrix("b")[:, 0]
