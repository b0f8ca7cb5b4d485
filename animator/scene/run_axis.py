"""The axis of runs, the same for all logs, and a cursor at the run that a frame shows."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from ..look import Look
from .timeline import Timeline

MOST_NUMBERS = 9  # on the axis
SPACING = 1.4  # from one number to the next, in widths of the widest


def shown_runs(timelines: Sequence[Timeline], look: Look) -> tuple[int, int]:
    """Return the first and the last run to show: as asked for, or those of all logs."""
    logs = [timeline.log for timeline in timelines]
    first = int(min(log.runs[0] for log in logs)) if look.first_run is None else look.first_run
    last = int(max(log.runs[-1] for log in logs)) if look.last_run is None else look.last_run
    return first, last


def number_runs(axes: Axes, first: int, last: int) -> Line2D:
    """Show these runs on the x axis, and return a cursor, still without a run."""
    axes.set(xlabel="run", xlim=(first, max(last, first + 1)))
    axes.xaxis.set_major_locator(_whole_numbers(MOST_NUMBERS))
    return axes.axvline(
        color="red", linestyle="--", linewidth=1.5, zorder=6, clip_on=False, animated=True
    )


def space_runs(axes: Axes) -> None:
    """Put only so many numbers on the x axis that they stand apart."""
    widest = max(label.get_window_extent().width for label in axes.get_xticklabels())
    most = int(axes.bbox.width / (SPACING * widest))
    axes.xaxis.set_major_locator(_whole_numbers(min(max(most, 1), MOST_NUMBERS)))


def _whole_numbers(most: int) -> MaxNLocator:
    return MaxNLocator(most, integer=True, steps=[1, 2, 2.5, 5, 10])
