"""Draw a value over two settings, a cell for each combination."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.ticker import NullLocator

from ..geometry import Array
from .axes import Axis, labelled
from .colours import scale_of
from .values import NOT_SETTLED, not_settled, values_of

MOST_LABELS = 12  # beside the colours
# White in black, to be seen on every colour.
MARK: dict[str, Any] = {"s": 14, "c": "white", "edgecolors": "black", "linewidths": 0.8}
HATCHING: dict[str, Any] = {"facecolor": "none", "edgecolor": "0.6", "hatch": "///", "linewidth": 0}


def draw_cells(panel: Axes, x: Axis, y: Axis, best: pd.DataFrame, column: str) -> Array:
    """Draw a column of the best trainings; cells without a value are hatched.

    Return the lower left and the upper right corner of each training's cell (rows, 2, 2), as data.
    """
    values = values_of(best, column)
    cells = np.full((len(y.values), len(x.values)), np.nan)
    i, j = (
        np.array([axis.values.index(value) for value in best[axis.setting].tolist()])
        for axis in (y, x)
    )
    cells[i, j] = values.numbers
    colours, norm = scale_of(values)
    if column == "agreement":
        norm = Normalize(0, 1)
    x.set_up(panel, "x")
    y.set_up(panel, "y")
    xs, ys = x.edges(), y.edges()
    mesh = panel.pcolormesh(xs, ys, cells, cmap=colours, norm=norm)
    panel.patch.set(**HATCHING)
    moving = not_settled(best)
    if moving.any():
        middles = [axis.data(axis.places)[at[moving]] for axis, at in ((x, j), (y, i))]
        panel.scatter(*middles, **MARK, label=NOT_SETTLED)
    bar = panel.figure.colorbar(mesh, ax=panel, pad=0.02)
    if values.labels:
        shown = labelled(len(values.labels), MOST_LABELS)
        bar.set_ticks(shown, labels=[values.labels[i] for i in shown])
        bar.ax.yaxis.set_minor_locator(NullLocator())
        bar.ax.tick_params(length=0)
    return np.stack([xs[[j, j + 1]], ys[[i, i + 1]]]).T
