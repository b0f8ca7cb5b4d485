"""How strongly each feature is represented, and how much of a dimension it has to itself.

Elhage et al. (2022), "Toy Models of Superposition", section "The Geometry of Superposition",
https://transformer-circuits.pub/2022/toy_model/
"""

import numpy as np
import numpy.typing as npt
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from .feature_axis import IN_FRONT, FeatureBars

Array = npt.NDArray[np.float64]

HEADROOM = 1.05  # of both axes, for what is highest
GEOMETRIES = {"2/5": 2 / 5, "1/2": 1 / 2, "1": 1}  # pentagon, antipodal pair, alone
MARKS_WIDTH = 120  # points for all marks side by side
SMALLEST_MARK, LARGEST_MARK = 2.5, 6  # points


class NormsPanel:
    """Show each feature's norm as a bar, and its dimensionality as a mark on a scale at right."""

    def __init__(self, axes: Axes, weights: Array, colours: Array) -> None:
        """Draw the axes for weights (snapshots, m, n), with colours (n, 4)."""
        lengths = norms(weights)
        highest = np.max(lengths, where=np.isfinite(lengths), initial=0) or 1
        axes.set(ylim=(0, HEADROOM * highest), title="norms", ylabel="norm |Wᵢ|, bars")
        scale = dimensionality_scale(axes)

        self._weights = weights
        self._bars = FeatureBars(axes, colours)
        features = len(colours)
        [self._marks] = scale.plot(
            np.arange(features),
            np.full(features, np.nan),
            "o",
            markersize=np.clip(MARKS_WIDTH / features, SMALLEST_MARK, LARGEST_MARK),
            markerfacecolor=axes.get_facecolor(),
            markeredgecolor=rcParams["text.color"],
            scalex=False,
            zorder=IN_FRONT,
            clip_on=False,
            animated=True,
        )
        self.axes = axes
        self.moving: list[Artist] = [self._bars, self._marks]

    def show(self, snapshot: int) -> None:
        """Set bars and marks to a snapshot's weights."""
        weights = self._weights[snapshot]
        self._bars.set_heights(norms(weights))
        self._marks.set_ydata(dimensionality(weights))


def dimensionality_scale(axes: Axes) -> Axes:
    """Return a second y axis at right, for dimensionalities, with lines at those of geometries."""
    scale = axes.twinx()
    scale.set(ylim=(0, HEADROOM), ylabel="dimensionality Dᵢ, dots")
    scale.set_yticks([0, *GEOMETRIES.values()], ["0", *GEOMETRIES])
    # What lies on the second axis covers the first one's bars, so lines and frame are the first's.
    scale.spines[:].set_visible(False)
    axes.hlines(
        np.array([*GEOMETRIES.values()]) / HEADROOM,
        0,
        1,
        transform=axes.transAxes,
        colors=rcParams["grid.color"],
        linewidths=rcParams["grid.linewidth"],
        linestyles="--",
    )
    return scale


def norms(weights: Array) -> Array:
    """Return |W_i| (..., n) of weights (..., m, n), the length of each column.

    NaN where a weight is NaN; infinite where one is, or where the length is beyond all numbers.
    """
    with np.errstate(over="ignore"):
        return np.asarray(np.hypot.reduce(weights, axis=-2))


def dimensionality(weights: Array) -> Array:
    """Return D_i = |W_i|² / Σ_j (Ŵ_i·W_j)² (..., n) of weights (..., m, n), Ŵ_i = W_i / |W_i|.

    The share of a dimension that feature i has, from 0 to 1 (Elhage et al. 2022): 1 if it is
    orthogonal to all others, 1/2 in an antipodal pair, 2/5 in a regular pentagon. NaN for a column
    that is zero or not finite; such a column takes nothing from the others.
    """
    finite = np.isfinite(weights).all(axis=-2, keepdims=True)
    W = np.where(finite, weights, 0)
    largest = np.abs(W).max(axis=(-2, -1), keepdims=True)
    W = W / np.where(largest > 0, largest, 1)  # D is the same at any scale, squares are not
    length = norms(W)[..., None]
    length[length == 0] = np.nan
    # Each (Ŵ_i·W_j) is divided by |W_i| before it is squared, lest small squares vanish.
    directions = W.swapaxes(-2, -1) / length
    with np.errstate(over="ignore", invalid="ignore"):
        shares = (directions @ W / length) ** 2
        return np.asarray(1 / shares.sum(axis=-1))
