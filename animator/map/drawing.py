"""Draw the map of a sweep: a line if one setting varies, cells if two do."""

from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.text import Text

from ..escape import printable
from ..files.job import Job
from ..files.picture_file import save
from ..folder.log_folder import settings_in_name
from ..geometry import Array
from ..look import Look
from ..scene.axes import space_runs
from ..scene.headings import HEADING_ROOM, set_in_font, shrink
from ..scene.layout import new_figure
from ..scene.levels import Levels
from ..scene.themes import own_settings
from .axes import Axis, choose_axes, space_labels
from .cells import draw_cells
from .curves import draw_curves
from .line import EACH, draw_line
from .values import best_trainings

TITLES = {
    "represented": "Represented features",
    "loss": "Loss",
    "dimensionality": "Mean dimensionality of the represented features",
    "polygon": "Polygon of the represented features",
    "agreement": "Share of trainings that reach the best",
    "weights": "Weights",
}


def write_map(tables: Sequence[pd.DataFrame], job: Job, out: Path) -> str:
    """Write the map of the only table, and return a few words about it."""
    size = save(draw_map(tables[0], job.look).figure, out, job.suffix)
    return f"{len(tables[0]):,} logs, {size}"


class Map(NamedTuple):
    """Hold a map, and where on it each training is."""

    figure: Figure
    rows: pd.DataFrame  # of the trainings that have a cell or a dot of their own
    corners: Array  # (rows, 2, 2), lower left and upper right, as shares of the figure


def draw_map(table: pd.DataFrame, look: Look, varied: Collection[str] = ()) -> Map:
    """Return the map of a table that read_table() gave; raise UsageError if there is none.

    varied: settings that are known to vary. For curves, the table has a column of them.
    """
    with own_settings(look.theme):
        figure = new_figure(look.size, min(look.size))
        figure.set_layout_engine("constrained")
        panel = figure.add_subplot()
        if look.shows_curves:
            rows, corners, heading = draw_curves(panel, table, look)
        else:
            rows, corners, heading = _draw_trainings(panel, table, look, varied)
            _add_legend(figure, rows["settled"])
        levels = Levels(panel, look.level) if look.shows_curves else None
        heading = look.title[0] if len(look.title) == 1 else heading
        title = set_in_font(figure.suptitle("", parse_math=False), printable(heading))
        _lay_out(figure, title, levels)
    pixels = panel.transData.transform(corners.reshape(-1, 2)).reshape(corners.shape)
    return Map(figure, rows, pixels / figure.bbox.size)


def _draw_trainings(
    panel: Axes, table: pd.DataFrame, look: Look, varied: Collection[str]
) -> tuple[pd.DataFrame, Array, str]:
    """Draw a line or cells; return the rows that have a place, their corners, and the heading."""
    axes, table, best = arrange(table, look, varied)
    is_line = len(axes) == 1
    rows = table if is_line and look.value != "agreement" else best
    if is_line:
        corners = draw_line(panel, axes[0], rows, best, look.value)
    else:
        corners = draw_cells(panel, axes[0], axes[1], best, look.value)
    return rows, corners, heading_of(best, look.value)


def arrange(
    table: pd.DataFrame, look: Look, varied: Collection[str] = ()
) -> tuple[list[Axis], pd.DataFrame, pd.DataFrame]:
    """Return the axes of a map, the trainings that have a place on them, and the best of these."""
    settings = [settings_in_name(name) for name in table["file"]]
    chosen = choose_axes(settings, look.x, look.y, varied)
    table = table.dropna(subset=chosen)
    axes = [Axis.of(name, table[name].tolist()) for name in chosen]
    return axes, table, best_trainings(table, chosen)


def _add_legend(figure: Figure, settled: "pd.Series[Any]") -> None:
    """Say below the axes what their marks are, and of how many trainings nothing can be said."""
    handles, labels = figure.axes[0].get_legend_handles_labels()
    if unknown := settled.isna().sum():
        handles.append(Line2D([], [], linestyle="none"))
        labels.append(f"{unknown} of {len(settled)}: unknown if settled")
    if labels not in ([], [EACH]):
        place = partial(figure.legend, handles, labels, loc="outside lower center")
        legend = place(ncols=len(handles))
        if legend.get_window_extent().width > figure.bbox.width:
            legend.remove()
            place()


def _lay_out(figure: Figure, heading: Text, levels: Levels | None) -> None:
    """Give everything its place, and make the heading fit; levels: of curves."""
    ConstrainedLayoutEngine().execute(figure)
    shrink(heading, HEADING_ROOM * figure.bbox.width)
    panel = figure.axes[0]
    if levels is not None:
        levels.fit()
        space_runs(panel)
    shrink(panel.xaxis.label, panel.bbox.width)
    shrink(panel.yaxis.label, panel.bbox.height)
    for axes in figure.axes:
        space_labels(axes)


def heading_of(best: pd.DataFrame, value: str) -> str:
    """Return what is above a map that shows a value of the best trainings."""
    most = best["trainings"].max()
    if most == 1 or value == "agreement":
        return TITLES[value]
    return f"{TITLES[value]} (best of {most} trainings)"
