"""The loss of each run, the moving average, and a cursor at the run that a frame shows."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from ..look import Look, LossScale
from .averages import moving_average
from .panel import Array, Panel
from .run_axis import number_runs, shown_runs
from .timeline import Runs, Timeline

FEWEST_WITH_SPIKES = 10  # losses; among fewer none stands out
SPIKE = 4  # times the 99th percentile; a higher loss would flatten the rest of the curve
LINEAR_MARGIN, LOG_MARGIN = 1.05, 1.1  # below and above the losses
GRID = (700, 350)  # cells across and up, each of which shows one dot at most
THINNED = 20_000  # losses; fewer are all drawn
FEW, MANY = 100, 5000  # losses
LARGEST, SMALLEST = 5.0, 2.0  # points, the diameter of their dots
# The numbers of each decade on an axis of at most so many decades.
DECADES = {1: (1, 1.5, 2, 3, 4, 5, 7), 2.5: (1, 2, 5), np.inf: (1,)}
LONGEST_LABEL = 1.2  # in heights of the axes; a label that is a little too long is made smaller


class Range(NamedTuple):
    """Hold what the axes of all logs show."""

    first: int  # run
    last: int
    limits: tuple[float, float]  # of the loss


class LossPanel(Panel):
    """Show each loss as a dot, the moving average as a line, and a cursor at the frame's run."""

    def __init__(self, axes: Axes, timeline: Timeline, look: Look, common: Range) -> None:
        """Draw the losses; common: the range of the axes."""
        self.axes = axes
        self._shown_runs = timeline.runs
        runs, losses = timeline.log.runs, timeline.log.losses
        drawn = drawable(losses, look.loss_scale)
        in_range = slice_of(runs, common)
        dots = thinned(runs[in_range], drawn[in_range], common.limits, look.loss_scale)
        size = float(np.interp(len(losses), [FEW, MANY], [LARGEST, SMALLEST]))
        axes.plot(*dots, "o", color="0.5", markersize=size, markeredgewidth=0, rasterized=True)
        window = look.window_for(len(losses))
        average = moving_average(drawn, window, look.average)
        axes.plot(runs, average, color=rcParams["text.color"], linewidth=1.5)
        which = "" if look.average == "centred" else "the last "
        label = f"loss (dots), mean of {which}{window} runs (line)" if window > 1 else "loss"
        axes.set(ylabel=label, yscale=look.loss_scale, ylim=common.limits)
        axes.set_title(_title(losses[in_range], drawn[in_range], common.limits[1]))
        self._cursor = number_runs(axes, common.first, common.last)
        if look.loss_scale == "log":
            number_decades(axes.yaxis, common.limits)
        axes.grid()
        axes.set_axisbelow(True)
        self.moving = [self._cursor]

    @staticmethod
    def in_common(timelines: Sequence[Timeline], look: Look) -> Range:
        """Return the runs to show and the limits of the loss, the same for all logs."""
        logs = [timeline.log for timeline in timelines]
        shown = Range(*shown_runs(timelines, look), (0, 1))
        scale = look.loss_scale
        limits = [
            loss_limits(drawable(log.losses[slice_of(log.runs, shown)], scale), scale)
            for log in logs
        ]
        lows, highs = zip(*limits, strict=True)
        return shown._replace(limits=(min(lows), max(highs)))

    def fit(self) -> None:
        """Leave out of the label of y what the axes have no room for."""
        label = self.axes.yaxis.label
        if label.get_window_extent().height > LONGEST_LABEL * self.axes.bbox.height:
            label.set_text("loss")

    def show(self, frame: int, _since: int = -1) -> None:
        """Put the cursor on a frame's run."""
        self._cursor.set_xdata([self._shown_runs[frame]] * 2)


def _title(losses: Array, drawn: Array, highest: float) -> str:
    """Return the title, which counts the losses that the panel cannot show."""
    not_finite = int((~np.isfinite(losses)).sum())
    left_out = {
        "not finite": not_finite,
        "not positive": int(np.isnan(drawn).sum()) - not_finite,
        "off the scale": int((drawn > highest).sum()),
    }
    counts = ", ".join(f"{count} {what}" for what, count in left_out.items() if count)
    return f"Loss ({counts})" if counts else "Loss during training"


def number_decades(axis: Axis, limits: tuple[float, float]) -> None:
    """Put plain numbers on a logarithmic axis, more of each decade the fewer decades it has."""
    decades = np.log10(limits[1] / limits[0])
    numbers = next(numbers for most, numbers in DECADES.items() if decades <= most)
    axis.set_major_locator(LogLocator(subs=numbers))
    axis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axis.set_minor_formatter(NullFormatter())


def slice_of(runs: Runs, shown: Range) -> slice:
    """Return which of the runs are shown."""
    return slice(*np.searchsorted(runs, [shown.first, shown.last + 1]).tolist())


def drawable(losses: Array, scale: LossScale) -> Array:
    """Return the losses, NaN in place of those that have no place on the scale."""
    return np.where(np.isfinite(losses) & ((scale == "linear") | (losses > 0)), losses, np.nan)


def thinned(
    runs: Runs, losses: Array, limits: tuple[float, float], scale: LossScale = "linear"
) -> tuple[Runs, Array]:
    """Return runs and losses; if there are many, only the first in each cell of a fine grid.

    A million dots would take seconds to draw, and nearly all of them would hide one another.
    """
    if len(losses) <= THINNED:
        return runs, losses
    place = np.log if scale == "log" else np.asarray
    lowest, highest = place(limits)
    up = np.nan_to_num((place(losses) - lowest) / (highest - lowest) * GRID[1], nan=-1)
    across = np.linspace(0, GRID[0], len(losses))
    cells = np.floor(across) * 2 * GRID[1] + np.floor(np.clip(up, -1, GRID[1]))
    _, kept = np.unique(cells, return_index=True)
    kept.sort()
    return runs[kept], losses[kept]


def loss_limits(losses: Array, scale: LossScale = "linear") -> tuple[float, float]:
    """Return limits that hold all losses but rare spikes, which would flatten the rest.

    A logarithmic scale holds spikes, too.
    """
    known = losses[~np.isnan(losses)]
    lowest, typical, highest = (
        np.quantile(known, [0, 0.99, 1], method="lower").tolist() if len(known) else (0, 0, 0)
    )
    if scale == "log":
        return (lowest / LOG_MARGIN, highest * LOG_MARGIN) if lowest > 0 else (0.1, 1)
    if typical > 0 and len(losses) >= FEWEST_WITH_SPIKES:
        highest = min(highest, SPIKE * typical)
    lower, upper = LINEAR_MARGIN * min(0, lowest), LINEAR_MARGIN * max(0, highest)
    return lower, upper if upper > lower else 1
