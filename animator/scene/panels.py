"""The panels of a film, built for all its logs at once: equal axes, equal colours."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from ..look import Look, Panel
from .bias_panel import BiasPanel, bias_limits
from .features import feature_colours, features
from .gram_panel import GramPanel, gram_limit, gram_matrices
from .loss_panel import LossPanel, drawable, loss_limits, shown
from .norms_panel import NormsPanel, norms
from .space_panel import SpacePanel
from .timeline import Timeline
from .weight_panel import WeightPanel

Array = npt.NDArray[np.float64]
GRAM_TAG = "W^T W"


class Shows(Protocol):
    """Show a frame: what stays is drawn on the axes, `moving` is drawn anew for each frame."""

    axes: Axes
    moving: list[Artist]

    def show(self, frame: int) -> None:
        """Set what moves to a frame."""


def loss_panels(axes: Sequence[Axes], timelines: Sequence[Timeline], look: Look) -> list[LossPanel]:
    """Return panels over the same runs, with the same limits of the loss."""
    first = int(min(t.all_runs[0] for t in timelines)) if look.first_run is None else look.first_run
    last = int(max(t.all_runs[-1] for t in timelines)) if look.last_run is None else look.last_run
    limits = [
        loss_limits(
            drawable(timeline.losses[shown(timeline.all_runs, first, last)], look.loss_scale),
            look.loss_scale,
        )
        for timeline in timelines
    ]
    panels = [
        LossPanel(
            panel, timeline.all_runs, timeline.losses, timeline.runs, look.window, look.loss_scale
        )
        for panel, timeline in zip(axes, timelines, strict=True)
    ]
    for panel in panels:
        panel.limit(first, last, (min(low for low, _ in limits), max(high for _, high in limits)))
    return panels


def weight_panels(
    axes: Sequence[Axes], timelines: Sequence[Timeline], look: Look
) -> list[WeightPanel | SpacePanel]:
    """Return panels of dots; their limits must wait until the axes have their final shape."""
    dots = [features(timeline.matrix("W")) for timeline in timelines]
    sizes = [np.nanmax(np.abs(one.points), initial=0) for one in dots if len(one.axes) == 3]
    return [
        WeightPanel(panel, one, colours)
        if len(one.axes) == 2
        else SpacePanel(panel, one, colours, max(sizes) or 1, look.fps)
        for panel, one, colours in zip(axes, dots, _colours(timelines), strict=True)
    ]


def gram_panels(
    axes: Sequence[Axes], timelines: Sequence[Timeline], _look: Look
) -> list[GramPanel]:
    """Return heat maps in the same colours, of what the logs print or else of WᵀW computed."""
    grams = [
        timeline.matrix(GRAM_TAG)
        if GRAM_TAG in timeline.tags
        else gram_matrices(timeline.matrix("W"))
        for timeline in timelines
    ]
    limit = max(map(gram_limit, grams))
    return [GramPanel(panel, gram, limit) for panel, gram in zip(axes, grams, strict=True)]


def bias_panels(
    axes: Sequence[Axes], timelines: Sequence[Timeline], _look: Look
) -> list[BiasPanel]:
    """Return bars with the same limits."""
    biases = [timeline.matrix("b")[:, 0] for timeline in timelines]
    lows, highs = zip(*map(bias_limits, biases), strict=True)
    return [
        BiasPanel(panel, bias, (min(lows), max(highs)), colours)
        for panel, bias, colours in zip(axes, biases, _colours(timelines), strict=True)
    ]


def norms_panels(
    axes: Sequence[Axes], timelines: Sequence[Timeline], _look: Look
) -> list[NormsPanel]:
    """Return bars with the same limits."""
    panels = [
        NormsPanel(panel, timeline.matrix("W"), colours)
        for panel, timeline, colours in zip(axes, timelines, _colours(timelines), strict=True)
    ]
    highest = max(panel.axes.get_ylim()[1] for panel in panels)
    for panel in panels:
        panel.axes.set_ylim(0, highest)
    return panels


BUILDERS: dict[Panel, Callable[[Sequence[Axes], Sequence[Timeline], Look], Sequence[Shows]]] = {
    "loss": loss_panels,
    "weights": weight_panels,
    "gram": gram_panels,
    "bias": bias_panels,
    "norms": norms_panels,
}


def _colours(timelines: Sequence[Timeline]) -> list[Array]:
    """Return the colours of each log's features (n, 3): a feature has the same in all logs."""
    reaches = [_reach(timeline) for timeline in timelines]
    reach = np.zeros(max(map(len, reaches)))
    for one in reaches:
        reach[: len(one)] = np.maximum(reach[: len(one)], one)
    return [feature_colours(reach)[: len(one)] for one in reaches]


def _reach(timeline: Timeline) -> Array:
    """Return how far each feature gets from the origin (n,); the same for all if W is missing."""
    if "W" not in timeline.tags:
        return np.ones(timeline.matrix("b").shape[2])
    lengths = norms(timeline.matrix("W"))
    return np.asarray(np.max(lengths, axis=0, where=np.isfinite(lengths), initial=0))
