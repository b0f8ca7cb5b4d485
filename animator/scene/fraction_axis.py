"""A y axis from 0 to 1 for fractions of a dimension, with lines at those that shapes have."""

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes

HEADROOM = 1.05  # of the axis, above 1
# What each feature has of a shape, the most common first: one that is alone, an antipodal pair, a
# pentagon, a triangle, a tetrahedron, a square antiprism ("The Geometry of Superposition").
FRACTIONS = {"1": 1, "1/2": 1 / 2, "2/5": 2 / 5, "2/3": 2 / 3, "3/4": 3 / 4, "3/8": 3 / 8}
TEXT_HEIGHT = 1.1  # of a line of text and the space above it, in heights of its letters


def number_fractions(axes: Axes) -> None:
    """Put on the y axis the fractions that it has room for, the more common ones first."""
    axes.set(ylim=(0, HEADROOM))
    axes.set_yticks([0, *FRACTIONS.values()], ["0", *FRACTIONS])
    text = max(label.get_window_extent().height for label in axes.get_yticklabels())
    least = TEXT_HEIGHT * text * HEADROOM / axes.bbox.height
    shown = legible(least)
    axes.set_yticks([*shown.values()], [*shown])


def legible(least: float) -> dict[str, float]:
    """Return 0 and the fractions that are apart by more than `least`, by their names."""
    shown = {"0": 0.0}
    for name, fraction in FRACTIONS.items():
        if all(abs(fraction - other) > least for other in shown.values()):
            shown[name] = fraction
    return shown


def draw_fraction_lines(axes: Axes) -> None:
    """Draw the lines into axes, whatever the scale of their own y axis is."""
    axes.hlines(
        np.array([*FRACTIONS.values()]) / HEADROOM,
        0,
        1,
        transform=axes.transAxes,
        colors=rcParams["grid.color"],
        linewidths=rcParams["grid.linewidth"],
        linestyles="--",
    )
