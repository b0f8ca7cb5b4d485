"""The bias: a bar a feature."""

import numpy as np
import numpy.typing as npt
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from .feature_axis import FeatureBars

Array = npt.NDArray[np.float64]

MARGIN = 1.05  # of the limits, above and below the longest bars


class BiasPanel:
    """Show each feature's bias as a bar in the feature's colour."""

    def __init__(
        self, axes: Axes, bias: Array, limits: tuple[float, float], colours: Array
    ) -> None:
        """Draw the axes for bias (snapshots, n), with these limits of y and colours (n, 4)."""
        axes.set(ylim=limits, title="bias", ylabel="b")
        axes.grid(axis="y")
        axes.set_axisbelow(True)
        axes.axhline(0, color=rcParams["axes.edgecolor"], linewidth=rcParams["axes.linewidth"])
        self._bars = FeatureBars(axes, colours)
        self._bias = bias
        self.axes = axes
        self.moving: list[Artist] = [self._bars]

    def show(self, snapshot: int) -> None:
        """Set the bars to a snapshot's biases; one that is not finite has none."""
        self._bars.set_heights(self._bias[snapshot])


def bias_limits(bias: Array) -> tuple[float, float]:
    """Return limits around zero and all finite biases, and a margin; (-1, 1) if all are zero."""
    finite = np.where(np.isfinite(bias), bias, 0)
    lowest, highest = MARGIN * min(finite.min(), 0), MARGIN * max(finite.max(), 0)
    return (lowest, highest) if lowest < highest else (-1, 1)
