"""Where panels go, and how large their text is."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import FigureBase

from ..look import Panel

Size = tuple[float, float]  # width and height

DESIGN_SIDE = 750  # pixels; fonts and lines are designed for a panel of this height and width
DESIGN_DPI = 125
SHRINKING = 0.55  # power of the size that text follows when smaller, or it could not be read
FLAT = {"loss": 0.6}  # heights of panels that need less than others, where they are stacked


def part_size(logs: int, panels: int, size: Size) -> Size:
    """Return the size of each log's part: side by side, or stacked if panels are larger so."""
    beside, stacked = (size[0] / logs, size[1]), (size[0], size[1] / logs)
    return max(beside, stacked, key=lambda part: smaller_side(panels, part))


def columns(panels: int, size: Size) -> int:
    """Return in how many columns panels are as large as can be, with as few gaps as can be."""

    def worth(columns: int) -> tuple[float, int]:
        rows = math.ceil(panels / columns)
        return min(size[0] / columns, size[1] / rows), -rows * columns

    return max(range(1, panels + 1), key=worth)


def smaller_side(panels: int, size: Size) -> float:
    """Return the smaller side of one of so many panels."""
    across = columns(panels, size)
    return min(size[0] / across, size[1] / math.ceil(panels / across))


def dpi(side: float) -> float:
    """Return the dots per inch at which text suits panels of this smaller side in pixels."""
    scale = side / DESIGN_SIDE
    return DESIGN_DPI * (scale if scale > 1 else scale**SHRINKING)


def lay_out(figure: FigureBase, panels: Sequence[Panel], size: Size) -> list[Axes]:
    """Return axes for each panel, row by row; those of a last row that is not full are wider."""
    across = columns(len(panels), size)
    rows = [panels[i : i + across] for i in range(0, len(panels), across)]
    cells = math.lcm(*map(len, rows))
    heights = [FLAT.get(row[0], 1) if across == 1 < len(rows) else 1 for row in rows]
    grid = figure.add_gridspec(len(rows), cells, height_ratios=heights)
    return [
        figure.add_subplot(grid[i, j * cells // len(row) : (j + 1) * cells // len(row)])
        for i, row in enumerate(rows)
        for j in range(len(row))
    ]
