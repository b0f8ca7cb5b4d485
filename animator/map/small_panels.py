"""Draw the weights of many trainings in small panels, one setting across and another one up."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from math import floor
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine

from ..look import Look
from ..scene.animation import Animation
from ..scene.headings import HEADING_ROOM, set_in_font, shrink
from ..scene.layout import dpi, grid, grid_side, new_figure
from ..scene.projection import MOST_SHOWN
from ..scene.scene import run_shown
from ..scene.themes import own_settings
from ..scene.timeline import ROUNDING, Timeline
from ..scene.weights_panel import WeightsPanel
from .axes import Axis, space_labels
from .cells import HATCHING

GAP = 0.06  # between panels, of the width of one
WIDEST = 1.6  # the width of a panel, in heights
LABEL = 1.6  # the height of a label above a panel, in heights of its text
PLANE = "more than three are seen in the plane in which the final W reaches farthest"
PADDING = 0.01  # of the whole, around it
# What suits text; Any: matplotlib's types allow only literal names.
TEXT: Any = ("font.size", "axes.labelpad", "axes.titlepad", "xtick.major.pad", "ytick.major.pad")

Value = tuple[int, ...]  # which value on each of the axes


class Gallery(Animation):
    """Draw the weights of trainings, each in a panel of a grid; all have the same limits.

    If only one setting varies, the grid has as many columns as make the panels largest.
    """

    def __init__(
        self,
        axes: Sequence[Axis],
        values: Sequence[Value],
        timelines: Sequence[Timeline],
        look: Look,
        heading: str,
    ) -> None:
        """Draw what stays the same; values: which value on each of the axes a training has."""
        for one in timelines:  # so small, the hidden dimensions have no names
            one.projection = one.projection._replace(names=("",) * one.projection.points.shape[2])
        super().__init__(timelines, look)
        shape = self._columns, self._rows = grid([len(axis.values) for axis in axes], self.size)
        with own_settings(look.theme):
            self.figure = new_figure(self.size, grid_side(shape, self.size))
            for name in TEXT:  # dots suit the panels, text suits the whole
                rcParams[name] *= dpi(min(self.size)) / self.figure.dpi
            empty = self._lay_out(axes, heading)
            common = WeightsPanel.in_common(timelines, look)
            self._panels = []
            for value, timeline in zip(values, timelines, strict=True):
                panel = WeightsPanel(empty.pop(value), timeline, look, common)
                panel.axes.grid(visible=False)
                panel.axes.set(xticks=[], yticks=[], xlabel="", ylabel="")
                panel.fit()
                self._panels.append(panel)
            for blank in empty.values():
                blank.patch.set(**HATCHING)

    def _lay_out(self, axes: Sequence[Axis], heading: str) -> dict[Value, Axes]:
        """Draw the rim, and return an empty panel for all values that the axes have."""
        rim = self.figure.add_subplot(frame_on=False)
        rim.set(xlim=(-0.5, self._columns - 0.5), ylim=(-0.5, self._rows - 0.5), yticks=[])
        replace(axes[0], scale="category").set_up(rim, "x")
        if len(axes) > 1:
            replace(axes[1], scale="category").set_up(rim, "y")
        rim.tick_params(length=0)
        if any(one.weights.shape[1] > MOST_SHOWN for one in self._timelines):
            rim.set_xlabel(f"{rim.get_xlabel()}\n{PLANE}", parse_math=False)
        is_wrapped = len(axes) == 1 and self._rows > 1
        if is_wrapped:
            rim.set_xticks([])
        title = set_in_font(rim.set_title("", parse_math=False), heading)
        heading = title.get_text()
        steps, runs = self._timelines[0].steps, [one.log.runs for one in self._timelines]
        first, last = min(own[0] for own in runs), max(own[-1] for own in runs)

        def words(frame: int) -> str:
            return f"{heading} – {run_shown(floor(steps[frame] + ROUNDING), first, last)}"

        self._titles = [(title, words)]
        title.set_text(words(-1))
        pad = PADDING * min(self.figure.get_size_inches())
        ConstrainedLayoutEngine(w_pad=pad, h_pad=pad).execute(self.figure)
        box = rim.get_window_extent()
        above = LABEL * rim.xaxis.label.get_window_extent().height if is_wrapped else 0
        across, up = box.width / self._columns, box.height / self._rows
        up = min(up, across + above)  # no panel is higher than wide
        across = min(across, WIDEST * (up - above))
        size = np.array([across * self._columns, up * self._rows])
        corner = (box.min + box.max - size) / 2
        rim.set_position((*corner / self.size, *size / self.size))
        for text in (title, rim.xaxis.label):
            shrink(text, HEADING_ROOM * self.size[0] - box.x0)
        shrink(rim.yaxis.label, size[1])
        space_labels(rim)
        gap = GAP * min(across, up)
        inside = np.array([across - gap, up - gap - above])
        found: dict[Value, Axes] = {}
        for value in product(*(range(len(axis.values)) for axis in axes)):
            below, column = divmod(value[0], self._columns)
            row = value[1] if len(value) == 2 else self._rows - 1 - below
            start = corner + [column * across, row * up] + gap / 2
            panel = self.figure.add_axes((*start / self.size, *inside / self.size))
            panel.set(xticks=[], yticks=[])
            panel.spines[:].set_color(rcParams["grid.color"])
            if is_wrapped:
                pad, name = rcParams["xtick.major.pad"], axes[0].names[value[0]]
                panel.set_title(name, fontsize="medium", pad=pad, parse_math=False)
            found[value] = panel
        return found
