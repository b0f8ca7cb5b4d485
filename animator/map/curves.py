"""Draw the curves of many trainings into one panel: the moving average of the loss of each."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..errors import LogError, OutputError
from ..escape import printable
from ..folder.log_folder import settings_in_name
from ..folder.table import measured, table_of_rows
from ..geometry import Array, Integers
from ..log import Log
from ..look import Look, Theme
from ..scene import loss_panel
from ..scene.axes import number_runs
from ..scene.headings import ELLIPSIS, set_in_font
from .axes import MOST_NAMED, Axis, curve_setting, labelled
from .colours import COLOURS, NONE

MOST_POINTS = 700  # of a curve, evenly by run; a moving average hardly changes between them
FAR = 10  # times as high as most curves: a linear axis holds no curve that rises so far
NAME_ROOM = 0.33  # of the width of a picture, for a name in the legend
MOST_NUMBERS = 20  # beside a scale
POINTS = 72  # an inch
LETTER = 0.6  # the width of a letter, in heights of the text
WIDTHS = [10, 200], [1.5, 0.7]  # of so many curves, in points
# The colours that stand out from the paper.
SEEN = {None: (0, 0.9), "light": (0, 0.9), "dark": (0.2, 1)}


class LearningCurve(NamedTuple):
    """Hold the moving average of one training, at so few runs that it is drawn fast."""

    runs: Integers
    means: Array
    window: int  # of the average, in runs
    is_whole: bool  # whether no value is missing, not finite, or not positive on a log scale


def curve_of(look: Look, log: Log) -> LearningCurve | str:
    """Return the curve of a log, or why there is none."""
    first, last = map(int, look.runs_to_show(*log.runs[[0, -1]]))
    try:
        [curve] = loss_panel.curves_of(log, look, first, last)
    except LogError as error:
        return error.reason
    known = np.flatnonzero(~np.isnan(curve.means))
    if not len(known):
        name = loss_panel.in_words(look.scalar[0])
        return f"no {name} to draw in these runs; the log has runs {log.runs[0]} to {log.runs[-1]}"
    at = known[np.unique(np.linspace(0, len(known) - 1, MOST_POINTS).astype(int))]
    is_whole = len(known) == len(curve.means)
    return LearningCurve(curve.runs[at], curve.means[at], curve.window, is_whole)


def table_of_logs(logs: Sequence[Log], look: Look) -> pd.DataFrame:
    """Return a table with a curve for each log, under its title if each log has one."""
    files = [log.file for log in logs]
    short = [Path(file).name for file in files]
    names = short if len(set(short)) == len(logs) else files
    names = list(look.title) if len(look.title) == len(logs) > 1 else names
    rows = [
        measured(log) | {"file": name, "curve": curve_of(look, log)}
        for log, name in zip(logs, names, strict=True)
    ]
    return table_of_rows(rows, is_sorted=False)


def draw_curves(panel: Axes, table: pd.DataFrame, look: Look) -> tuple[pd.DataFrame, Array, str]:
    """Draw the curves of a table, and a legend or a scale of their colours.

    Return the rows that have a curve, its end as two equal corners (rows, 2, 2), as data, and the
    heading. Raises OutputError if there is no curve.
    """
    setting = curve_setting([settings_in_name(file) for file in table["file"]], look)
    for file, curve in zip(table["file"], table["curve"], strict=True):
        if isinstance(curve, str):
            warnings.warn(f"{file}: {curve}", stacklevel=3)
    table = table[[isinstance(curve, LearningCurve) for curve in table["curve"]]]
    curves: Sequence[LearningCurve] = list(table["curve"])
    if not curves:
        raise OutputError("there are no curves, because no log has one")
    limits = _limits(curves, look)
    panel.set(yscale=look.loss_scale, ylim=limits)
    runs = min(curve.runs[0] for curve in curves), max(curve.runs[-1] for curve in curves)
    number_runs(panel, *look.runs_to_show(*runs)).remove()  # the cursor
    if look.loss_scale == "log":
        loss_panel.number_decades(panel.yaxis, limits)
    panel.grid()
    panel.set_axisbelow(True)
    name, window = loss_panel.in_words(look.scalar[0]), max(curve.window for curve in curves)
    which = "up to " if look.average == "centred" else "up to the last "
    label = f"{name}, mean of {which}{window} runs" if window > 1 else name
    panel.set_ylabel(label, parse_math=False)
    paths = [np.column_stack([curve.runs, curve.means]) for curve in curves]
    lines = LineCollection(paths, linewidths=float(np.interp(len(paths), *WIDTHS)))
    panel.add_collection(lines, autolim=False)
    if setting is not None and table[setting].isna().all():
        setting = None
    _colour(panel, lines, table, setting, look.theme)
    counts = {
        "incomplete": sum(not curve.is_whole for curve in curves),
        "partly off the scale": sum(curve.means.max() > limits[1] for curve in curves),
    }
    left_out = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    heading = f"{name[:1].upper() + name[1:]} of {len(curves)} training{'s' * (len(curves) > 1)}"
    ends = np.array([line[-1] for line in paths])
    heading += f" ({left_out})" if left_out else ""
    return table, ends[:, None].repeat(2, axis=1), heading


def _limits(curves: Sequence[LearningCurve], look: Look) -> tuple[float, float]:
    """Return limits that hold all curves but those that diverge, which would flatten the rest."""
    limits = [loss_panel.loss_limits(curve.means, look.loss_scale) for curve in curves]
    if look.loss_scale == "linear":
        usual = np.median([high for _, high in limits])
        most = [max(FAR * usual, loss_panel.SPIKE * abs(curve.means[0])) for curve in curves]
        limits = [(low, min(high, far)) for (low, high), far in zip(limits, most, strict=True)]
    levels = loss_panel.level_values(look)
    limits += [loss_panel.loss_limits(level, look.loss_scale) for level in levels]
    lows, highs = zip(*limits, strict=True)
    return min(lows), max(highs)


def _colour(
    panel: Axes,
    lines: LineCollection,
    table: pd.DataFrame,
    setting: str | None,
    theme: Theme | None,
) -> None:
    """Colour the curves by a setting, or each in its own colour, and tell which is which."""
    files, figure = table["file"].tolist(), cast("Figure", panel.figure)
    letter = LETTER * float(panel.xaxis.label.get_fontsize()) * figure.dpi / POINTS
    names = _shortened(files, int(NAME_ROOM * figure.bbox.width / letter))
    if setting is None and len(files) <= MOST_NAMED:
        styles = [loss_panel.styles_of(i)[1] for i in range(len(files))]
        lines.set(
            colors=[style["color"] for style in styles],
            linestyles=[style["linestyle"] for style in styles],
        )
        handles = [Line2D([], [], **style) for style in styles]
        legend = figure.legend(handles, ["name"] * len(files), loc="outside right center")
        for text, name in zip(legend.get_texts(), names, strict=True):
            text.set_parse_math(False)
            set_in_font(text, name)
        return
    axis = Axis("log", names, "category")
    numbers = axis.places.tolist()
    if setting is not None:
        axis = Axis.of(setting, table[setting].dropna().tolist())
        places = dict(zip(axis.values, axis.places.tolist(), strict=True))
        numbers = [places.get(value, np.nan) for value in table[setting].tolist()]
    is_category = axis.scale == "category"
    colours = colormaps[COLOURS](
        np.linspace(*SEEN[theme], len(axis.values) if is_category else 256)
    )
    ends = axis.places[[0, -1]] + [-0.5, 0.5] * np.array(is_category)
    lines.set(array=numbers, clim=ends)
    lines.set_cmap(ListedColormap(colours).with_extremes(bad=NONE))
    bar = figure.colorbar(lines, ax=panel, pad=0.02)
    shown = labelled(len(axis.values), MOST_NUMBERS)
    names = [axis.names[i] for i in shown]
    bar.set_ticks(axis.places[shown].tolist(), labels=names, parse_math=False)
    bar.set_label(axis.name, parse_math=False)


def _shortened(files: Sequence[str], most: int) -> list[str]:
    """Return the names of logs in at most so many letters, without what all begin with."""
    names = [printable(file.removesuffix(".gz").removesuffix(".log")) for file in files]
    letters = enumerate(zip(*names, strict=False))
    alike = next((i for i, column in letters if len(set(column)) > 1), 0)
    if alike and max(map(len, names)) > most:
        names = [ELLIPSIS + name[alike:] for name in names]
    half = most // 2
    return [n if len(n) <= most else n[:half] + ELLIPSIS + n[half - most + 1 :] for n in names]
