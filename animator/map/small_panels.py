"""Draw the weights of many trainings in small panels, one setting across and another one up."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from ..look import Look
from ..scene.animation import Animation
from ..scene.headings import set_in_font, shrink
from ..scene.layout import dpi, grid, grid_side
from ..scene.scene import run_shown
from ..scene.themes import own_settings
from ..scene.timeline import ROUNDING, Timeline, share_reach
from ..scene.weights_panel import Extents, WeightsPanel
from .axes import Axis, space_labels
from .cells import HATCHING

GAP = 0.06  # between panels, of the width of one
LABEL = 1.6  # the height of a label above a panel, in heights of its text
PADDING = 0.08  # inches around the whole

Place = tuple[int, int]  # the column from the left and the row from below


class Gallery(Animation):
    """Draw the weights of trainings, each in a panel of a grid; all have the same limits.

    If only one setting varies, the grid has as many columns as make the panels largest.
    """

    def __init__(
        self,
        axes: Sequence[Axis],
        values: Sequence[tuple[int, ...]],
        timelines: Sequence[Timeline],
        look: Look,
        heading: str,
    ) -> None:
        """Draw what stays the same; values: which value on each of the axes a training has."""
        share_reach(timelines)
        for one in timelines:  # so small, the hidden dimensions have no names
            one.projection = one.projection._replace(names=("",) * one.projection.points.shape[2])
        self.size = look.size
        self._shown, self._held = len(timelines[0]), round(look.hold * look.fps)
        shape = self._columns, self._rows = grid([len(axis.values) for axis in axes], self.size)
        resolution = dpi(grid_side(shape, self.size))
        width, height = ((side + 0.01) / resolution for side in self.size)  # no pixel is lost
        self.figure = Figure((width, height), resolution)
        FigureCanvasAgg(self.figure)
        with own_settings(look.theme):
            rcParams["font.size"] *= dpi(min(self.size)) / resolution  # dots suit the panels
            panels = self._lay_out(axes, heading, timelines)
            common = WeightsPanel.in_common(timelines, look)
            self._panels = [
                _weights(panels.pop(self._place(value)), timeline, look, common)
                for value, timeline in zip(values, timelines, strict=True)
            ]
            for blank in panels.values():
                blank.patch.set(**HATCHING)

    def _place(self, value: tuple[int, ...]) -> Place:
        """Return the place of the training that has these values on the axes."""
        if len(value) == 2:
            return value[0], value[1]
        return value[0] % self._columns, self._rows - 1 - value[0] // self._columns

    def _lay_out(
        self, axes: Sequence[Axis], heading: str, timelines: Sequence[Timeline]
    ) -> dict[Place, Axes]:
        """Draw the rim, and return an empty panel for each place that the axes have."""
        rim = self.figure.add_subplot(frame_on=False)
        rim.set(xlim=(-0.5, self._columns - 0.5), ylim=(-0.5, self._rows - 0.5), yticks=[])
        replace(axes[0], scale="category").set_up(rim, "x")
        if len(axes) > 1:
            replace(axes[1], scale="category").set_up(rim, "y")
        rim.tick_params(length=0)
        is_wrapped = len(axes) == 1 and self._rows > 1
        if is_wrapped:
            rim.set_xticks([])
        title = set_in_font(rim.set_title("", parse_math=False), heading)
        heading = title.get_text()
        steps, runs = timelines[0].steps, [one.log.runs for one in timelines]
        first, last = min(own[0] for own in runs), max(own[-1] for own in runs)

        def words(frame: int) -> str:
            return f"{heading} – {run_shown(int(steps[frame] + ROUNDING), first, last)}"

        self._titles = [(title, words)]
        title.set_text(words(-1))
        ConstrainedLayoutEngine(w_pad=PADDING, h_pad=PADDING).execute(self.figure)
        box = rim.get_window_extent()
        above = LABEL * rim.xaxis.label.get_window_extent().height if is_wrapped else 0
        across, up = box.width / self._columns, box.height / self._rows
        up = min(up, across + above)  # no panel is higher than wide
        bottom = (box.y0 + box.y1 - up * self._rows) / 2
        width, height = self.size
        rim.set_position(
            (box.x0 / width, bottom / height, box.width / width, up * self._rows / height)
        )
        shrink(title, box.width)
        shrink(rim.xaxis.label, box.width)
        shrink(rim.yaxis.label, up * self._rows)
        space_labels(rim)
        values = product(*(range(len(axis.values)) for axis in axes))
        gap = GAP * min(across, up)
        found = {}
        for place in map(self._place, values):
            x, y = box.x0 + place[0] * across + gap / 2, bottom + place[1] * up + gap / 2
            corner, size = (x / width, y / height), (across - gap, up - gap - above)
            found[place] = self.figure.add_axes((*corner, size[0] / width, size[1] / height))
            found[place].set(xticks=[], yticks=[])
            found[place].spines[:].set_color(rcParams["grid.color"])
        if is_wrapped:
            for panel, name in zip(found.values(), axes[0].names, strict=True):
                panel.set_title(name, fontsize=rcParams["xtick.labelsize"], pad=2, parse_math=False)
        return found


def _weights(panel: Axes, timeline: Timeline, look: Look, common: Extents) -> WeightsPanel:
    """Draw the weights of a training into a panel."""
    weights = WeightsPanel(panel, timeline, look, common)
    panel.grid(visible=False)
    panel.set(xticks=[], yticks=[], xlabel="", ylabel="")
    weights.fit()
    return weights
