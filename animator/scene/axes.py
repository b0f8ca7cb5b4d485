"""Axes numbered by feature, by fraction of a dimension or by run, and what stands on them."""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from ..geometry import Array, Integers
from ..look import Look
from .timeline import Timeline

IN_FRONT = 3  # zorder of what moves: it is drawn onto a picture of everything that stays
# Limits of axes: beyond them matplotlib overflows when it chooses numbers.
FARTHEST = {"linear": 1e300, "log": 1e200}
HEADROOM = 1.05  # of an axis, above the highest value that it must hold
# The dimensionality of a feature that is alone, or in an antipodal pair, a pentagon, a hexagon, a
# triangle, a tetrahedron, a square antiprism ("The Geometry of Superposition"); the most common
# ones first.
NAMES = ("1", "1/2", "2/5", "1/3", "2/3", "3/4", "3/8")
FRACTIONS = {name: float(Fraction(name)) for name in NAMES}
CURSOR = "red"
IN_ORDER = "feature, similar ones together"  # the label of an axis
TEXT_SIZE = 1.1  # of a number and the space to the next one, in its own height or width
MOST_NUMBERS = 9  # on the axis
ROOM = 0.015  # of the runs, before the first and after the last
SPACING = 1.4  # from one number to the next, in widths of the widest


class Range(NamedTuple):
    """Hold what axes of runs show, the same for all logs."""

    first: int  # run
    last: int
    limits: tuple[float, float]  # of the values


def moving_lines(axes: Axes, **style: Any) -> Any:
    """Add line segments that move, still none; Any: matplotlib's types do not allow arrays."""
    lines = LineCollection([], **style)
    axes.add_collection(lines, autolim=False)
    return lines


def moving_texts(axes: Axes, texts: Iterable[str], **style: Any) -> list[Text]:
    """Add texts that move, each centred on its place."""
    style |= {"ha": "center", "va": "center_baseline", "parse_math": False}
    return [axes.text(0, 0, text, **style) for text in texts]


def number_features(axis: Axis) -> None:
    """Label an axis with the numbers of features, as many as there is room for."""
    axis.set_major_locator(MaxNLocator("auto", integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
    axis.set_label_text("feature")


def number_in_order(axis: Axis, order: Integers) -> None:
    """Label an axis of features that are in this order, as many as there is room for."""
    axis.set_ticks(range(len(order)), labels=[str(i) for i in order])
    side = "width" if axis is axis.axes.xaxis else "height"
    longest = max(getattr(text.get_window_extent(), side) for text in axis.get_ticklabels())
    step = math.ceil(TEXT_SIZE * longest * len(order) / getattr(axis.axes.bbox, side))
    axis.set_ticks(range(0, len(order), step), labels=[str(i) for i in order[::step]])
    axis.set_label_text(IN_ORDER)


def number_fractions(axes: Axes) -> None:
    """Put on the y axis the fractions that it has room for, the more common ones first."""
    axes.set(ylim=(0, HEADROOM))
    axes.set_yticks([0, *FRACTIONS.values()], ["0", *FRACTIONS])
    text = max(label.get_window_extent().height for label in axes.get_yticklabels())
    beside = legible(TEXT_SIZE * text * HEADROOM / axes.bbox.height)
    axes.set_yticks([0, *FRACTIONS.values()], [])
    # Ticks that are not seen carry the names, so that a name need not be level with its tick.
    axes.yaxis.remove_overlapping_locs = False
    pad = rcParams["ytick.major.size"] + rcParams["ytick.major.pad"]
    axes.tick_params("y", which="minor", length=0, pad=pad)
    axes.set_yticks([*beside.values()], [*beside], minor=True)


def legible(least: float) -> dict[str, float]:
    """Return where beside an axis the names of 0 and the fractions are legible, by these names.

    Names are moved as little as it takes to be apart by `least`, and none by more than half of
    it; those of less common fractions are left out where there is no room.
    """
    shown = {"0": 0.0}
    for name, fraction in FRACTIONS.items():
        more = dict(sorted({**shown, name: fraction}.items(), key=lambda item: item[1]))
        exact = np.array([*more.values()])
        if (np.abs(apart(exact, least) - exact) <= least / 2).all():
            shown = more
    return dict(zip(shown, apart(np.array([*shown.values()]), least).tolist(), strict=True))


def apart(
    places: Array, least: float, lowest: float = -math.inf, highest: float = math.inf
) -> Array:
    """Return ascending places that are at least so far apart, as close as possible to these.

    Less equal steps of `least`, they must ascend: an isotonic regression, by its max-min formula
    (Barlow, Bartholomew, Bremner and Brunk 1972). None is below `lowest`, nor, if there is room for
    all, above `highest`.
    """
    count = len(places)
    steps = least * np.arange(count)
    rest = places - steps
    fits = [
        max(min(rest[a:b].mean() for b in range(i + 1, count + 1)) for a in range(i + 1))
        for i in range(count)
    ]
    return np.asarray(np.clip(fits, lowest, max(highest - steps[-1], lowest)) + steps)


def draw_fraction_lines(axes: Axes) -> None:
    """Draw a line at each fraction into axes, whatever the scale of their own y axis is."""
    axes.hlines(
        np.array([*FRACTIONS.values()]) / HEADROOM,
        0,
        1,
        transform=axes.transAxes,
        colors=rcParams["grid.color"],
        linewidths=rcParams["grid.linewidth"],
        linestyles="--",
    )


def shown_runs(timelines: Sequence[Timeline], look: Look) -> tuple[int, int]:
    """Return the first and the last run to show: as asked for, or those of all logs."""
    logs = [timeline.log for timeline in timelines]
    ends = min(log.runs[0] for log in logs), max(log.runs[-1] for log in logs)
    first, last = map(int, look.runs_to_show(*ends))
    return first, last


def run_limits(first: float, last: float) -> tuple[float, float]:
    """Return limits of an axis with room around these runs, so that no dot is on the frame."""
    room = max(ROOM * (last - first), 0.5)
    return first - room, last + room


def number_runs(axes: Axes, first: float, last: float) -> Line2D:
    """Show these runs on the x axis, and return a cursor, still without a run."""
    axes.set(xlabel="run", xlim=run_limits(first, last))
    axes.xaxis.set_major_locator(_whole_numbers(MOST_NUMBERS))
    return axes.axvline(color=CURSOR, linestyle="--", linewidth=1.5, zorder=6, clip_on=False)


def space_runs(axes: Axes) -> None:
    """Put only so many numbers on the x axis that they stand apart."""
    widest = max(label.get_window_extent().width for label in axes.get_xticklabels())
    most = int(axes.bbox.width / (SPACING * widest))
    axes.xaxis.set_major_locator(_whole_numbers(min(max(most, 1), MOST_NUMBERS)))


def _whole_numbers(most: int) -> MaxNLocator:
    return MaxNLocator(most, integer=True, min_n_ticks=1, steps=[1, 2, 2.5, 5, 10])
