"""The losses: what stays is drawn once, the cursor moves."""

import numpy as np
import numpy.typing as npt
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, StrMethodFormatter

from ..look import LossScale

Array = npt.NDArray[np.float64]
Runs = npt.NDArray[np.int64]

LONGEST_WINDOW = 500  # runs of the moving average where the user names none
FEWEST_WITH_SPIKES = 10  # losses; of fewer none stands out
SPIKE = 4  # times the loss that 99 in 100 stay below: a higher one would flatten the rest
LOG_MARGIN = 1.1  # below and above all losses on a logarithmic scale
GRID = (700, 350)  # cells across and up of which each shows a dot; a dot is as wide as four
FEW, MANY = 100, 5000  # losses
LARGEST, SMALLEST = 5.0, 2.0  # points; the diameter of their dots
FEW_DECADES = 2.5
THINNED = 20_000  # losses; fewer are drawn as they are


class LossPanel:
    """Show every loss as a dot, their moving average as a line, and a cursor at the run."""

    def __init__(
        self,
        axes: Axes,
        runs: Runs,
        losses: Array,
        shown_runs: Runs,
        window: int | None = None,
        scale: LossScale = "linear",
    ) -> None:
        """Draw the loss of each run; shown_runs are those of the frames."""
        self.axes = axes
        self._shown_runs = shown_runs
        drawn = drawable(losses, scale)
        window = window or max(1, min(len(losses) // 10, LONGEST_WINDOW))
        axes.set(xlabel="run", ylabel="loss", yscale=scale)
        size = np.interp(len(losses), [FEW, MANY], [LARGEST, SMALLEST])
        [self._dots] = axes.plot(
            [], "o", color="0.5", markersize=size, markeredgewidth=0, rasterized=True
        )
        axes.plot(
            runs,
            moving_average(drawn, window),
            color=rcParams["text.color"],
            linewidth=1.5,
            label=f"mean of up to {window} runs" if window > 1 else "loss of each run",
        )
        axes.xaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 2.5, 5, 10]))
        axes.grid()
        axes.set_axisbelow(True)
        axes.legend(loc="upper right")
        self._cursor = axes.axvline(
            color="red", linestyle="--", linewidth=1.5, zorder=6, clip_on=False, animated=True
        )
        self.moving: list[Artist] = [self._cursor]
        self._runs = runs
        self._losses = losses
        self._drawn = drawn
        self._scale = scale

    def limit(self, first: int, last: int, limits: tuple[float, float]) -> None:
        """Fix the limits of the axes; what is outside of them is counted in the title."""
        part = shown(self._runs, first, last)
        drawn = self._drawn[part]
        self._dots.set_data(*thinned(self._runs[part], drawn, limits, self._scale))
        self.axes.set(xlim=(first, max(last, first + 1)), ylim=limits)
        infinite = int((~np.isfinite(self._losses[part])).sum())
        left_out = {
            "not finite": infinite,
            "not positive": int(np.isnan(drawn).sum()) - infinite,
            "off the scale": int((drawn > limits[1]).sum()),
        }
        counts = ", ".join(f"{count} {what}" for what, count in left_out.items() if count)
        self.axes.set_title(f"Loss ({counts})" if counts else "Loss during training")
        if self._scale == "log":
            number_decades(self.axes.yaxis, limits)

    def show(self, frame: int) -> None:
        """Put the cursor on a frame's run."""
        self._cursor.set_xdata([self._shown_runs[frame]] * 2)


def number_decades(axis: Axis, limits: tuple[float, float]) -> None:
    """Give a logarithmic axis plain numbers: 1, 2 and 5 of each decade if those are few."""
    is_short = limits[1] / limits[0] < 10**FEW_DECADES
    axis.set_major_locator(LogLocator(subs=(1, 2, 5) if is_short else (1,)))
    axis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axis.set_minor_formatter(NullFormatter())


def shown(runs: Runs, first: int, last: int) -> slice:
    """Return which runs are from the first up to the last that is shown."""
    return slice(*np.searchsorted(runs, [first, last + 1]).tolist())


def drawable(losses: Array, scale: LossScale) -> Array:
    """Return the losses with NaN for those that have no place on the scale."""
    return np.where(np.isfinite(losses) & ((scale == "linear") | (losses > 0)), losses, np.nan)


def thinned(
    runs: Runs, losses: Array, limits: tuple[float, float], scale: LossScale = "linear"
) -> tuple[Runs, Array]:
    """Return runs and losses; of many in the same cell of a fine grid only the first.

    A million dots would take seconds to draw, nearly all of them on one another.
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


def moving_average(losses: Array, window: int) -> Array:
    """Return the mean of the last `window` losses, or of all so far.

    A loss that is NaN does not count, and leaves a gap.
    """
    window = min(window, len(losses))
    is_known = ~np.isnan(losses)
    sums = window_sums(np.where(is_known, losses, 0), window)
    counts = window_sums(is_known.astype(np.float64), window)
    return np.where(is_known, sums / np.maximum(counts, 1), np.nan)


def window_sums(values: Array, window: int) -> Array:
    """Return the sum of the last `window` values at each place, or of all so far.

    A running sum would add and subtract, and keep forever what a huge value has rounded off. Here
    the values are cut into blocks of a window's length, so that each window is the end of one block
    and the start of the next: two sums, and no subtraction.
    """
    padded = np.pad(values, (window, -len(values) % window)).reshape(-1, window)
    ends = np.cumsum(padded[:, ::-1], axis=1)[:, ::-1].ravel()  # from a place to its block's end
    starts = np.cumsum(padded, axis=1).ravel()  # from the block's start to a place
    first = np.arange(1, len(values) + 1)  # of the window at each place, in padded
    last = first + window - 1
    return starts[last] + np.where(first % window == 0, 0, ends[first])


def loss_limits(losses: Array, scale: LossScale = "linear") -> tuple[float, float]:
    """Return limits that hold all losses but rare spikes, which would flatten the rest.

    A logarithmic scale holds those, too.
    """
    known = losses[~np.isnan(losses)]
    lowest, typical, highest = (
        np.quantile(known, [0, 0.99, 1], method="lower").tolist() if len(known) else (0, 0, 0)
    )
    if scale == "log":
        return (lowest / LOG_MARGIN, highest * LOG_MARGIN) if lowest > 0 else (0.1, 1)
    if typical > 0 and len(losses) >= FEWEST_WITH_SPIKES:
        highest = min(highest, SPIKE * typical)
    lower, upper = 1.05 * min(0, lowest), 1.05 * max(0, highest)
    return lower, upper if upper > lower else 1
