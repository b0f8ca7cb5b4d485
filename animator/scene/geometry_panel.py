"""How many features are represented, and how much of a dimension each has, over the runs."""

from collections.abc import Sequence

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from .. import geometry
from ..geometry import Array
from ..look import Look
from .axes import (
    HEADROOM,
    Range,
    draw_fraction_lines,
    number_fractions,
    number_runs,
    shown_runs,
    space_runs,
)
from .panel import Panel
from .timeline import Timeline

TITLE = "Geometry"
STEPS_NAME = "represented features, steps"
NAME = "mean dimensionality Dᵢ, line"  # of the represented features
STEPS = "tab:orange"  # the colour of the number of features, on light and on dark paper


class GeometryPanel(Panel):
    """Show the mean dimensionality as a line, the represented features as steps, and a cursor."""

    def __init__(self, axes: Axes, timeline: Timeline, _look: Look, common: Range) -> None:
        """Draw both for all snapshots; common: the range of the axes."""
        self.axes = axes
        self._runs = timeline.runs
        runs, weights = timeline.log.snapshot_runs, timeline.log.matrix("W")
        axes.set(title=TITLE, ylabel=NAME)
        self._cursor = number_runs(axes, common.first, common.last)
        draw_fraction_lines(axes)
        shares = geometry.mean_dimensionality(weights)
        axes.plot(runs, shares, color=rcParams["text.color"], linewidth=1.5)
        right = axes.twinx()
        right.set(ylim=common.limits, ylabel=STEPS_NAME)
        right.yaxis.set_major_locator(MaxNLocator("auto", integer=True, min_n_ticks=1))
        right.yaxis.label.set_color(STEPS)
        right.tick_params(axis="y", colors=STEPS)
        right.spines[:].set_visible(False)  # the frame belongs to the first axes
        axes.set_zorder(right.get_zorder() + 1)  # the cursor is in front of all else
        axes.patch.set_visible(False)
        right.step(runs, represented(weights), where="post", color=STEPS, linewidth=1.5)
        self.moving = [self._cursor]

    @staticmethod
    def in_common(timelines: Sequence[Timeline], look: Look) -> Range:
        """Return the runs to show, and limits of the number of represented features."""
        counts = np.concatenate([represented(one.log.matrix("W")) for one in timelines])
        limits = 0, HEADROOM * float(np.nanmax(counts, initial=1))
        return Range(*shown_runs(timelines, look), limits)

    def fit(self) -> None:
        """Put on both axes the numbers that they have room for."""
        number_fractions(self.axes)
        space_runs(self.axes)

    def show(self, frame: int, _since: int = -1) -> None:
        """Put the cursor on a frame's run."""
        self._cursor.set_xdata([self._runs[frame]] * 2)


def represented(weights: Array) -> Array:
    """Return the number of represented features (snapshots,); NaN where a weight is not finite."""
    counts = geometry.is_represented(weights).sum(axis=1)
    return np.where(np.isfinite(weights).all(axis=(1, 2)), counts, np.nan)
