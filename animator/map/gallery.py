"""The gallery of a sweep: the weights of its best trainings in small panels, in step by run."""

import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import product
from math import floor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine

from ..errors import LogError
from ..escape import printable
from ..files.drawing import encode_animation, film_look
from ..files.job import Job
from ..files.picture_file import save
from ..log import Log
from ..look import Look
from ..parser import read_log
from ..scene.animation import Animation
from ..scene.headings import HEADING_ROOM, set_in_font, shrink
from ..scene.layout import dpi, grid, grid_side, new_figure
from ..scene.projection import MOST_SHOWN
from ..scene.scene import run_shown
from ..scene.themes import own_settings
from ..scene.timeline import ROUNDING, Timeline, runs_to_show, timelines
from ..scene.weights_panel import WeightsPanel
from .axes import Axis, space_labels
from .cells import HATCHING
from .drawing import arrange, heading_of

GAP = 0.06  # between panels, of the width of one
WIDEST = 1.6  # the width of a panel, in heights
LABEL = 1.6  # the height of a label above a panel, in heights of its text
PLANE = "more than three are seen in the plane in which the final W reaches farthest"
PADDING = 0.01  # of the whole, around it
# What suits text; Any: matplotlib's types allow only literal names.
TEXT: Any = ("font.size", "axes.labelpad", "axes.titlepad", "xtick.major.pad", "ytick.major.pad")

Value = tuple[int, ...]  # which value on each of the axes


def write_gallery(tables: Sequence[pd.DataFrame], job: Job, out: Path) -> str:
    """Write the gallery of the only table, as a film or a picture; return a few words about it.

    Raises LogError if no training has weights to show.
    """
    look = job.look
    axes, _, best = arrange(tables[0], look)
    logs = {}
    for file in best["file"][best["represented"].notna()]:  # unless the last W is not finite
        log = _weights_of(job, file)
        with suppress(LogError):
            runs_to_show([log], look)
            logs[file] = log
    _tell_blank_panels([file for file in best["file"] if file not in logs], len(best), job)
    if job.is_film:
        look = film_look(job, [*logs.values()])
    shown = best[best["file"].isin(logs)]
    columns = [[axis.values.index(value) for value in shown[axis.setting]] for axis in axes]
    heading = printable(look.title[0]) if look.title else heading_of(best, "weights")
    values = list(zip(*columns, strict=True))
    gallery = Gallery(axes, values, timelines([*logs.values()], look), look, heading)
    made = f"{len(logs):,} trainings, "
    if job.is_film:
        return made + encode_animation(gallery, look.fps, heading, job, out)
    gallery.show_last()
    return made + save(gallery.figure, out, job.suffix)


def _weights_of(job: Job, file: str) -> Log:
    """Return a log with its weights alone: no losses, which may be many, and no other blocks."""
    path = Path(str(job.sources[0])) / file
    log = read_log(path, part=job.part, scalars=(), tags=("W", "W before"), lines=job.lines)
    runs = np.union1d(log.runs[[0, -1]], log.snapshot_runs)
    return replace(log, runs=runs, curves={"L": np.full(len(runs), np.nan)})


def _tell_blank_panels(files: Sequence[str], panels: int, job: Job) -> None:
    """Warn of trainings that have nothing to show; raise LogError if these are all."""
    folder = Path(str(job.sources[0]))
    if len(files) == panels:
        raise LogError(str(folder), None, "no log has a finite W to show")
    if files:
        blank = f"{len(files)} of {panels} panels are blank"
        warnings.warn(f"{folder / files[0]}: no finite W to show; {blank}", stacklevel=4)


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
