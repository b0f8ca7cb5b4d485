"""The Gram matrix WᵀW: how long features are, and how much they interfere."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.image import PcolorImage
from matplotlib.ticker import StrMethodFormatter

from .. import geometry
from ..geometry import Array, Integers
from ..look import Look
from .axes import IN_FRONT, number_features, number_in_order
from .panel import Panel
from .projection import MOST_SHOWN
from .timeline import Timeline

TITLE = "WᵀW"
TAG = "W^T W"  # of the block that some logs print
NEGATIVE, POSITIVE = "#2a78d0", "#d1382c"  # the colour-blind can tell them apart
BEYOND = 1e6  # times the end of the scale: larger ratios to it may overflow
UNKNOWN = "0.5"  # a grey that the scale never passes through
COLOUR_BAR = (1.04, 0, 0.04, 1)  # x, y, width and height, in units of the matrix


class GramPanel(Panel):
    """Show WᵀW as a heat map in which zero has the colour of the paper."""

    def __init__(self, axes: Axes, timeline: Timeline, _look: Look, common: float) -> None:
        """Draw the axes; common: the value at the end of the colour scale."""
        self.axes = axes
        self._timeline = timeline
        self._most = BEYOND * float(common)
        self._printed = printed_gram(timeline)
        self._order = order_of(timeline)
        self._edges = np.arange(len(self._order) + 1) - 0.5
        colours = LinearSegmentedColormap.from_list(
            "gram", [NEGATIVE, axes.get_facecolor(), POSITIVE]
        ).with_extremes(bad=UNKNOWN)
        # It draws cells of whole pixels: resampling an ordinary image takes several times as long.
        self._cells = PcolorImage(
            axes, cmap=colours, norm=Normalize(-common, common), zorder=IN_FRONT
        )
        self._cells.set_in_layout(False)  # it fills the axes, and cannot tell its extent
        axes.add_image(self._cells)
        ends = self._edges[[0, -1]]
        axes.set(xlim=ends, ylim=ends[::-1], aspect="equal", anchor="N", title=TITLE)
        for axis in (axes.xaxis, axes.yaxis):
            number_features(axis)
        axes.figure.colorbar(
            self._cells,
            cax=axes.inset_axes(COLOUR_BAR),
            ticks=[-common, 0, common],
            format=StrMethodFormatter("{x:.3g}"),
        )
        frame = list(axes.spines.values())  # drawn after the cells, which cover half of it
        for spine in frame:
            spine.set(zorder=IN_FRONT)
        self.moving = [self._cells, *frame]

    @staticmethod
    def in_common(timelines: Sequence[Timeline], _look: Look) -> float:
        """Return the value at the end of the colour scale: the largest finite one of all logs."""
        largest = 0.0
        for timeline in timelines:
            printed = printed_gram(timeline)
            # If the values are computed, the largest of them is on the diagonal.
            with np.errstate(over="ignore"):
                sizes = timeline.norms**2 if printed is None else np.abs(printed)
            largest = np.max(sizes, where=np.isfinite(sizes), initial=largest)
        return largest or 1.0

    def fit(self) -> None:
        """Put on both axes the numbers that they have room for, if features are in groups."""
        if (np.diff(self._order) != 1).any():
            for axis in (self.axes.xaxis, self.axes.yaxis):
                number_in_order(axis, self._order)

    def show(self, frame: int, _since: int = -1) -> None:
        """Colour the cells as a frame has them, grey where they are not finite."""
        if self._printed is None:
            gram = geometry.gram(self._timeline.weights[frame])
        else:
            gram = self._printed[frame]
        gram = np.where(np.isfinite(gram), gram.clip(-self._most, self._most), gram)
        self._cells.set_data(self._edges, self._edges, gram[np.ix_(self._order, self._order)])


def order_of(timeline: Timeline) -> Integers:
    """Return the features in the order of the cells, in groups if no plane or space shows W."""
    blocks = timeline.log.blocks
    if "W" in blocks and len(timeline.weights[-1]) > MOST_SHOWN:
        return geometry.by_similarity(timeline.weights[-1])
    return np.arange(timeline.log.matrix(TAG if TAG in blocks else "W").shape[2])


def printed_gram(timeline: Timeline) -> Array | None:
    """Return WᵀW (frames, n, n) as the log prints it; None if it does not."""
    return timeline.matrix(TAG) if TAG in timeline.log.blocks else None
