"""The losses: what stays is drawn once, the cursor moves."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

Array = npt.NDArray[np.float64]

LONGEST_WINDOW = 500  # runs of the moving average where the user names none
SPIKE = 4  # times the loss that 99 in 100 stay below: a higher one would flatten the rest


class LossPanel:
    """Show every loss as a dot, their moving average as a line, and a cursor at the run."""

    def __init__(self, axes: Axes, loss: "pd.Series[float]", window: int | None) -> None:
        """Draw the losses, indexed by run."""
        finite = loss.where(np.isfinite(loss))
        window = window or max(1, min(len(loss) // 10, LONGEST_WINDOW))
        lowest, highest = loss_limits(finite)
        first, last = loss.index[0], loss.index[-1]

        axes.plot(finite, ".", color="0.42", markersize=4.5, markeredgewidth=0, rasterized=True)
        average = moving_average(finite, window)
        axes.plot(
            average, color="black", linewidth=1.5, label=f"moving average (up to {window} runs)"
        )
        axes.set(xlabel="run", ylabel="loss", xlim=(first, max(last, first + 1)))
        axes.set_ylim(lowest, highest)
        axes.set_title(_loss_title(int(finite.isna().sum()), int((finite > highest).sum())))
        axes.grid(color="0.8")
        axes.set_axisbelow(True)
        axes.legend(loc="upper right")
        self.axes = axes
        self._cursor = axes.axvline(
            color="red", linestyle="--", linewidth=1.5, zorder=6, clip_on=False, animated=True
        )
        self.moving: list[Artist] = [self._cursor]

    def show(self, run: int) -> None:
        """Put the cursor on a run."""
        self._cursor.set_xdata([run, run])


def moving_average(loss: "pd.Series[float]", window: int) -> "pd.Series[float]":
    """Return the mean of the last `window` losses, or of all so far.

    A loss that is NaN does not count, and leaves a gap.
    """
    window = min(window, len(loss))
    sums = window_sums(np.asarray(loss.fillna(0), np.float64), window)
    counts = window_sums(np.asarray(loss.notna(), np.float64), window)
    return pd.Series(sums / np.maximum(counts, 1), loss.index).where(loss.notna())


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


def loss_limits(loss: "pd.Series[float]") -> tuple[float, float]:
    """Return limits that hold all losses but rare spikes, which would flatten the rest."""
    lowest, typical, highest = loss.quantile([0, 0.99, 1], interpolation="lower").fillna(0)
    if typical > 0:
        highest = min(highest, SPIKE * typical)
    return 1.05 * min(0, lowest), 1.05 * max(0, highest) or 1


def _loss_title(missing: int, above: int) -> str:
    left_out = [f"{missing} not finite"] * (missing > 0) + [f"{above} off the scale"] * (above > 0)
    return "Loss during training" + (f" ({', '.join(left_out)})" if left_out else "")
