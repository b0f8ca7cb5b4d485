"""The colours of values: told apart by everybody, the larger the lighter."""

from collections.abc import Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import BoundaryNorm, Colormap, ListedColormap, LogNorm, Normalize

from ..geometry import Array
from .values import NO_POLYGON, Values

COLOURS = "viridis"  # its lightness rises evenly, and the colour-blind see that too
NONE = (0.6, 0.6, 0.6, 1)
WIDE = 30  # the ratio of the largest to the smallest number from which a scale is logarithmic


def colours_of(labels: Sequence[str]) -> ListedColormap:
    """Return a colour for each label."""
    colours = colormaps[COLOURS](np.linspace(0, 1, len(labels)))
    colours[[name == NO_POLYGON for name in labels]] = NONE
    return ListedColormap(colours)


def scale_of(values: Values) -> tuple[Colormap, Normalize]:
    """Return the colours of values, and how numbers are scaled to them."""
    if values.labels:
        edges = np.arange(len(values.labels) + 1) - 0.5
        return colours_of(values.labels), BoundaryNorm(edges, len(values.labels))
    lowest, highest = limits(values.numbers)
    kind = LogNorm if is_wide(values.numbers) else Normalize
    return colormaps[COLOURS], kind(lowest, highest)


def is_wide(numbers: Array) -> bool:
    """Tell whether numbers are better shown on a logarithmic scale."""
    lowest, highest = limits(numbers)
    return lowest > 0 and highest > WIDE * lowest


def limits(numbers: Array) -> tuple[float, float]:
    """Return the least and the greatest finite number, 0 and 1 if there is none."""
    finite = numbers[np.isfinite(numbers)]
    return (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
