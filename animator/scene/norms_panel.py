"""The norm of each feature, and the fraction of a dimension that it has for itself."""

from collections.abc import Sequence

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes

from .. import geometry
from ..look import Look
from .axes import HEADROOM, IN_FRONT, FeatureBars, draw_fraction_lines, number_fractions
from .colours import feature_colours
from .panel import Panel
from .timeline import Timeline

TITLE = "Norms"
LABEL, RIGHT_LABEL = "norm |Wᵢ|, bars", "dimensionality Dᵢ, dots"
MARKS_WIDTH = 120  # points for all marks side by side
SMALLEST_MARK, LARGEST_MARK = 2.5, 6  # points


class NormsPanel(Panel):
    """Show each feature's norm as a bar, and its dimensionality as a dot on a scale at right."""

    def __init__(self, axes: Axes, timeline: Timeline, _look: Look, common: float) -> None:
        """Draw the axes; common: the highest norm that they must hold."""
        self.axes = axes
        self._timeline = timeline
        features = timeline.norms.shape[1]
        axes.set(ylim=(0, HEADROOM * common), title=TITLE, ylabel=LABEL)
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
