"""Where logs and their panels go in a picture, and how large the text is."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, FigureBase

Size = tuple[float, float]  # width and height

DESIGN_SIDE = 750  # pixels; fonts and lines are designed for a panel of this height and width
DESIGN_DPI = 125
SHRINKING = 0.55  # power of the size that text follows if smaller, so that it stays legible
SMALLEST_PANEL = 115  # pixels; in a smaller one the labels collide
SMALLEST_UNLABELLED = 36  # pixels, of a panel without numbers and labels
FLAT = {"loss": 0.6}  # relative heights of panels that need less, where panels are stacked


def columns(count: int, panels: int, size: Size) -> int:
    """Return in how many columns so many equal parts, of so many panels each, are largest.

    Of equally good numbers it is the one with the fewest gaps, or else with the squarest parts.
    """

    def worth(across: int) -> tuple[float, int, float]:
        down = math.ceil(count / across)
        part = size[0] / across, size[1] / down
        return part_side(panels, part), -across * down, -abs(math.log(part[0] / part[1]))

    return max(range(1, count + 1), key=worth)


def part_side(panels: int, size: Size) -> float:
    """Return the smaller side of each of so many panels in a part of the picture."""
    if panels == 1:
        return min(size)
    across = columns(panels, 1, size)
    return min(size[0] / across, size[1] / math.ceil(panels / across))


def part_size(logs: int, panels: int, size: Size) -> Size:
    """Return the size of each log's part of a picture."""
    across = columns(logs, panels, size)
    return size[0] / across, size[1] / math.ceil(logs / across)


def smallest_size(logs: int, panels: int, size: tuple[int, int]) -> tuple[int, int]:
    """Return the least size, of the same shape, at which so many logs and panels are legible."""
    side = part_side(panels, part_size(logs, panels, size))
    scale = max(1, SMALLEST_PANEL / side)
    return math.ceil(size[0] * scale), math.ceil(size[1] * scale)


def grid(counts: Sequence[int], size: Size) -> tuple[int, int]:
    """Return the columns and the rows of small panels for the values of one or two settings.

    Those of one setting are in a row, or in the rows that make them largest.
    """
    if len(counts) == 2:
        return counts[0], counts[1]
    shapes = [(across, math.ceil(counts[0] / across)) for across in range(counts[0], 0, -1)]
    return max(shapes, key=lambda shape: grid_side(shape, size))


def grid_side(shape: tuple[int, int], size: Size) -> float:
    """Return the smaller side of each of the panels in so many columns and rows."""
    return min(size[0] / shape[0], size[1] / shape[1])


def dpi(side: float) -> float:
    """Return the dots per inch at which text suits panels with this smaller side in pixels."""
    scale = side / DESIGN_SIDE
    return DESIGN_DPI * (scale if scale > 1 else scale**SHRINKING)


def new_figure(size: tuple[int, int], side: float) -> "Figure":
    """Return a figure of so many pixels; its text suits panels with this smaller side in pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # a check of sizes needs none
    from matplotlib.figure import Figure

    resolution = dpi(side)
    width, height = ((length + 0.01) / resolution for length in size)  # rounding loses no pixel
    figure = Figure((width, height), resolution)
    FigureCanvasAgg(figure)  # measures text; without it each measure had a new canvas
    return figure


def lay_out(figure: "FigureBase", panels: Sequence[str], size: Size) -> list["Axes"]:
    """Return axes for each panel, row by row; those of a last row that is not full are wider."""
    across = columns(len(panels), 1, size)
    rows = [panels[i : i + across] for i in range(0, len(panels), across)]
    cells = math.lcm(*map(len, rows))
    heights = [FLAT.get(row[0], 1) if across == 1 < len(rows) else 1 for row in rows]
    grid = figure.add_gridspec(len(rows), cells, height_ratios=heights)
    return [
        figure.add_subplot(grid[i, j * cells // len(row) : (j + 1) * cells // len(row)])
        for i, row in enumerate(rows)
        for j in range(len(row))
    ]
