"""The loss or other scalars of each run, moving averages, and a cursor at the frame's run."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from ..escape import printable
from ..geometry import Array, Integers
from ..log import Log
from ..look import Look, LossScale
from .averages import moving_average
from .axes import FARTHEST, Range, number_runs, shown_runs, space_runs
from .levels import Levels
from .panel import Panel
from .timeline import Timeline

FEWEST_WITH_SPIKES = 10  # losses; among fewer none stands out
SPIKE = 4  # times the 99th percentile; a higher loss would flatten the rest of the curve
LINEAR_MARGIN, LOG_MARGIN = 1.05, 1.1  # below and above the losses
GRID = (700, 350)  # cells across and up, each of which shows one dot at most
THINNED = 20_000  # losses; fewer are all drawn
DOTS = [10, 100, 5000], [8.0, 5.0, 2.0]  # of so many losses the diameters, in points
# The numbers of each decade on an axis of at most so many decades.
DECADES = {1: (1, 1.5, 2, 3, 4, 5, 7), 2.5: (1, 2, 5), np.inf: (1,)}
# Of several scalars; the colour-blind can tell these colours apart (Okabe & Ito 2008, "Color
# Universal Design"). Red is left to the cursor.
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9")
LINES = ("-", "--", ":")  # where there are more scalars than colours
FAINT = 0.35  # the opacity of dots whose line has the same colour
LONGEST_LABEL = 1.2  # in heights of the axes; a label that is a little too long is made smaller


class Curve:
    """Hold a scalar of one log in the runs that axes show.

    A run without a loss leaves a gap, but other scalars need not be printed in every run.
    """

    def __init__(self, log: Log, name: str, look: Look, first: int, last: int) -> None:
        """Take these runs; raise LogError if the log has no scalar of that name."""
        runs, values = log.runs, log.scalar(name)
        known = log.known_losses if name == "L" else values
        if name != "L":
            has_value = ~np.isnan(values)
            runs, values, known = runs[has_value], values[has_value], known[has_value]
        self._all, self._average = drawable(values, look.loss_scale), look.average
        self._own = own = slice(*np.searchsorted(runs, [first, last + 1]).tolist())
        self.before = own.start  # how many values the axes leave out before the first one
        self.count = len(values)  # in all runs
        self.window = look.window_for(self.count)  # of the moving average, in runs
        self.runs, self.values = runs[own], values[own]
        self.drawn = self._all[own]  # values, NaN in place of those that have no place on the scale
        self.missing = int(np.isnan(known[own]).sum())  # values that the log lacks

    @cached_property
    def means(self) -> Array:
        """The moving average at each of the runs."""
        return moving_average(self._all, self.window, self._average)[self._own]


class Texts(NamedTuple):
    """Hold what stands beside the axes and above them."""

    name: str  # of y, where there is no room for its label
    label: str
    title: str


class LossPanel(Panel):
    """Show each value as a dot, the moving average as a line, and a cursor at the frame's run."""

    def __init__(self, axes: Axes, timeline: Timeline, look: Look, common: Range) -> None:
        """Draw the scalars; common: the range of the axes."""
        self.axes = axes
        self._shown_runs = timeline.runs
        axes.set(yscale=look.loss_scale, ylim=common.limits)
        curves = curves_of(timeline.log, look, common.first, common.last)
        if len(curves) == 1:
            self._draw(curves[0], look, {"color": "0.5"}, {"color": rcParams["text.color"]})
        else:
            lines = [self._draw(curve, look, *styles_of(i)) for i, curve in enumerate(curves)]
            legend = axes.legend(lines, [" " + in_words(name) for name in look.scalar])
            for text in legend.get_texts():
                text.set_parse_math(False)
        texts = texts_of(curves, look, common.limits[1])
        self._name = texts.name
        axes.set_ylabel(texts.label, parse_math=False)
        axes.set_title(texts.title, parse_math=False)
        self._cursor = number_runs(axes, common.first, common.last)
        if look.loss_scale == "log":
            number_decades(axes.yaxis, common.limits)
        axes.grid()
        axes.set_axisbelow(True)
        self._levels = Levels(axes, look.level)
        self.moving = [self._cursor]

    def _draw(self, curve: Curve, look: Look, dots: dict[str, Any], line: dict[str, Any]) -> Line2D:
        """Draw a scalar; return the line of its moving average."""
        size = float(np.interp(curve.count, *DOTS))
        dots = {"markersize": size, "markeredgewidth": 0, "rasterized": True} | dots
        limits = self.axes.get_ylim()
        self.axes.plot(*thinned(curve.runs, curve.drawn, limits, look.loss_scale), "o", **dots)
        [drawn] = self.axes.plot(curve.runs, curve.means, linewidth=1.5, **line)
        return drawn

    @staticmethod
    def in_common(timelines: Sequence[Timeline], look: Look) -> Range:
        """Return the runs to show and the limits of the values, the same for all logs."""
        first, last = shown_runs(timelines, look)
        curves = [own for one in timelines for own in curves_of(one.log, look, first, last)]
        values = [curve.drawn for curve in curves] + level_values(look)
        lows, highs = zip(*(loss_limits(own, look.loss_scale) for own in values), strict=True)
        return Range(first, last, (min(lows), max(highs)))

    def fit(self) -> None:
        """Leave out of the label of y, and of the numbers of x, what the axes have no room for."""
        space_runs(self.axes)
        label = self.axes.yaxis.label
        if label.get_window_extent().height > LONGEST_LABEL * self.axes.bbox.height:
            label.set_text(self._name)
        self._levels.fit()

    def show(self, frame: int, _since: int = -1) -> None:
        """Put the cursor on a frame's run."""
        self._cursor.set_xdata([self._shown_runs[frame]] * 2)


def styles_of(number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return how the dots and the line of one of several scalars are drawn."""
    more, colour = divmod(number, len(COLOURS))
    style = {"color": COLOURS[colour]}
    return {"alpha": FAINT} | style, {"linestyle": LINES[more % len(LINES)]} | style


def curves_of(log: Log, look: Look, first: int, last: int) -> list[Curve]:
    """Return a log's scalars to show in these runs; raise LogError if it lacks one."""
    return [Curve(log, name, look, first, last) for name in look.scalar]


def in_words(name: str) -> str:
    """Return how a picture names a scalar."""
    return "loss" if name == "L" else printable(name)


def texts_of(curves: list[Curve], look: Look, highest: float) -> Texts:
    """Return the texts for the scalars of a log; highest: the largest value that is shown."""
    if len(curves) > 1:
        label = "values (dots), moving averages (lines)"
        return Texts("values", label, _title("Scalars", curves, highest))
    [name] = map(in_words, look.scalar)
    window = curves[0].window
    which = "up to " if look.average == "centred" else "the last "
    label = f"{name} (dots), mean of {which}{window} runs (line)" if window > 1 else name
    return Texts(name, label, _title("Loss" if name == "loss" else name, curves, highest))


def _title(subject: str, curves: list[Curve], highest: float) -> str:
    """Return the title, which counts the values that the panel cannot show."""
    values = np.concatenate([curve.values for curve in curves])
    drawn = np.concatenate([curve.drawn for curve in curves])
    missing = sum(curve.missing for curve in curves)
    no_number = int((~np.isfinite(values)).sum())
    left_out = {
        "missing": missing,
        "not finite": no_number - missing,
        "not positive": int(np.isnan(drawn).sum()) - no_number,
        "off the scale": int((drawn > highest).sum()),
    }
    counts = ", ".join(f"{count} {what}" for what, count in left_out.items() if count)
    return f"{subject} ({counts})" if counts else f"{subject} during training"


def number_decades(axis: Axis, limits: tuple[float, float]) -> None:
    """Put plain numbers on a logarithmic axis, more of each decade the fewer decades it has."""
    decades = np.log10(limits[1] / limits[0])
    numbers = next(numbers for most, numbers in DECADES.items() if decades <= most)
    axis.set_major_locator(LogLocator(subs=numbers))
    axis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axis.set_minor_formatter(NullFormatter())


def drawable(losses: Array, scale: LossScale) -> Array:
    """Return the losses, NaN in place of those that have no place on the scale."""
    return np.where(np.isfinite(losses) & ((scale == "linear") | (losses > 0)), losses, np.nan)


def thinned(
    runs: Integers, losses: Array, limits: tuple[float, float], scale: LossScale = "linear"
) -> tuple[Integers, Array]:
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


def level_values(look: Look) -> list[Array]:
    """Return each level as values of its own, all of which the limits hold."""
    return [np.array([value]) for value in look.level.values()]


def loss_limits(losses: Array, scale: LossScale = "linear") -> tuple[float, float]:
    """Return limits that hold all losses but rare spikes, which would flatten the rest.

    A logarithmic scale holds spikes, too.
    """
    known = losses[~np.isnan(losses)].clip(-FARTHEST[scale], FARTHEST[scale])
    lowest, typical, highest = (
        np.quantile(known, [0, 0.99, 1], method="lower").tolist() if len(known) else (0, 0, 0)
    )
    if scale == "log":
        return (lowest / LOG_MARGIN, highest * LOG_MARGIN) if lowest > 0 else (0.1, 1)
    if typical > 0 and len(losses) >= FEWEST_WITH_SPIKES:
        highest = min(highest, SPIKE * typical)
    lower, upper = LINEAR_MARGIN * min(0, lowest), LINEAR_MARGIN * max(0, highest)
    return lower, upper if upper > lower else 1
