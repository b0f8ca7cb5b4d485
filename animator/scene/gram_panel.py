"""The Gram matrix WᵀW: how long features are, and how much they interfere."""

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.image import PcolorImage
from matplotlib.ticker import StrMethodFormatter

from .feature_axis import IN_FRONT, number_features

Array = npt.NDArray[np.float64]

NEGATIVE, POSITIVE = (
    "#2a78d0",
    "#d1382c",
)  # told apart by the colour-blind; zero is as the background
UNKNOWN = "0.5"  # a grey, which the scale never passes through
COLOUR_BAR = (1.04, 0, 0.04, 1)  # x, y, width and height, as shares of the matrix's


class GramPanel:
    """Show WᵀW as a heat map: |W_i|² on the diagonal, W_i·W_j off it."""

    def __init__(self, axes: Axes, gram: Array, limit: float) -> None:
        """Draw the axes for gram (snapshots, n, n), its colours from -limit to limit."""
        features = gram.shape[1]
        edges = np.arange(features + 1) - 0.5
        colours = LinearSegmentedColormap.from_list(
            "gram", [NEGATIVE, axes.get_facecolor(), POSITIVE]
        ).with_extremes(bad=UNKNOWN)
        # Blocks of whole pixels: resampling an ordinary image takes several times as long.
        self._cells = PcolorImage(
            axes, cmap=colours, norm=Normalize(-limit, limit), zorder=IN_FRONT, animated=True
        )
        self._cells.set_in_layout(False)  # it fills the axes, and has no extent to ask for
        axes.add_image(self._cells)
        axes.set(xlim=edges[[0, -1]], ylim=edges[[-1, 0]], aspect="equal", title="WᵀW")
        number_features(axes.xaxis, features)
        number_features(axes.yaxis, features)
        axes.figure.colorbar(
            self._cells,
            cax=axes.inset_axes(COLOUR_BAR),
            ticks=[-limit, 0, limit],
            format=StrMethodFormatter("{x:.3g}"),
        )
        frame = list(axes.spines.values())  # drawn after the cells, which would cover half of it
        for spine in frame:
            spine.set(animated=True, zorder=IN_FRONT)

        self._gram = gram
        self._edges = edges
        self.axes = axes
        self.moving: list[Artist] = [self._cells, *frame]

    def show(self, snapshot: int) -> None:
        """Colour the cells as a snapshot has them, grey where they are not finite."""
        self._cells.set_data(self._edges, self._edges, self._gram[snapshot])


def gram_matrices(weights: Array) -> Array:
    """Return WᵀW (snapshots, n, n) of weights (snapshots, m, n).

    Weights that are not finite, or whose products are too large, make cells infinite or NaN.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(weights.swapaxes(1, 2) @ weights)


def gram_limit(gram: Array) -> float:
    """Return the largest finite absolute value, or 1 where that is zero or there is none."""
    size = np.abs(gram)
    return float(np.max(size, where=np.isfinite(size), initial=0)) or 1.0
