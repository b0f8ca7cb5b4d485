"""Draw a value over one setting: each training as a dot, and a line through the best ones."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ..geometry import Array
from .axes import Axis
from .colours import is_wide
from .values import NOT_SETTLED, not_settled, values_of

ROOM = 0.7  # of the distance to the next value of the setting, for all dots that are side by side
DOT, LINE = "#0072b2", "#d55e00"  # the colour-blind can tell them apart
DOT_WIDTH = 5  # points, without its edge
EACH = "each training"  # as the legend says
POINTS = 72  # an inch
SPACING = 1.3  # from the middle of a dot to that of the next, in widths of a dot, if there is room


def draw_line(panel: Axes, x: Axis, table: pd.DataFrame, best: pd.DataFrame, column: str) -> Array:
    """Draw a column of all trainings in a table, and a line through the best ones.

    Return the place of each training's dot as two equal corners (rows, 2, 2), as data.
    """
    x.set_up(panel, "x")
    rows = pd.concat([best, table], ignore_index=True)
    values = values_of(rows, column)
    numbers = values.numbers
    if column == "represented":
        numbers = rows[column].to_numpy(float, na_value=np.nan)
    index = [x.values.index(value) for value in rows[x.setting].tolist()]
    at_best, at_all = np.split(x.places[index], [len(best)])
    of_best, of_all = np.split(numbers, [len(best)])
    if (len(table) > len(best) or column == "agreement") and column != "polygon":
        order = np.argsort(at_best)
        panel.plot(x.data(at_best[order]), of_best[order], color=LINE, label="least loss")
    width = panel.bbox.width / panel.figure.dpi * POINTS / (1 + 2 * rcParams["axes.xmargin"])
    gap = SPACING * DOT_WIDTH / width * float(np.ptp(x.places))
    dots = at_all + _offsets(at_all, of_all, gap, ROOM * x.rooms[index][len(best) :])
    for name, shown, inside in (
        (EACH, ~not_settled(table), DOT),
        (NOT_SETTLED, not_settled(table), panel.get_facecolor()),
    ):
        if shown.any():
            style: dict[str, Any] = {"facecolors": inside, "edgecolors": DOT, "zorder": 3}
            panel.scatter(x.data(dots[shown]), of_all[shown], DOT_WIDTH**2, label=name, **style)
    _set_up_values(panel, column, values.labels, numbers)
    return np.stack([x.data(dots), of_all], axis=1)[:, None].repeat(2, axis=1)


def _set_up_values(panel: Axes, column: str, labels: list[str], numbers: Array) -> None:
    panel.grid(axis="y")
    panel.set_axisbelow(True)
    if column == "polygon":
        panel.set_yticks(range(len(labels)), labels)
        panel.set_ylim(-0.5, max(len(labels), 1) - 0.5)
    elif column == "represented":
        panel.yaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
        panel.margins(y=0.1)
    elif column == "agreement":
        panel.set_ylim(-0.05, 1.05)
    elif is_wide(numbers):
        panel.set_yscale("log")


def _offsets(places: Array, numbers: Array, gap: float, rooms: Array) -> Array:
    """Return how far each dot is moved so that equal dots are side by side, within their room."""
    dots = pd.DataFrame({"place": places, "number": numbers}).groupby(["place", "number"])
    rank = dots.cumcount().to_numpy(float)
    count = dots["place"].transform("size").to_numpy(float)
    return np.asarray((rank - (count - 1) / 2) * np.minimum(gap, rooms / count))
