"""What each panel of a page shows besides the numbers of the logs: its title, its axes, constants.

They come from the panels of films in scene/, so that a page and a film look alike.
"""

from collections.abc import Callable, Sequence
from typing import Any

from matplotlib import rcParamsDefault
from matplotlib.colors import to_hex

from ..escape import printable
from ..look import Look
from ..scene import bar_panels, geometry_panel, gram_panel, loss_panel
from ..scene.axes import FRACTIONS, HEADROOM, IN_ORDER, legible, run_limits
from ..scene.bar_panels import BiasPanel, NormsPanel, bar_width
from ..scene.geometry_panel import GeometryPanel
from ..scene.gram_panel import NEGATIVE, POSITIVE, TAG, UNKNOWN, GramPanel, order_of
from ..scene.loss_panel import LossPanel
from ..scene.projection import MOST_SHOWN, principal_plane
from ..scene.timeline import Timeline, what_is_missing
from ..scene.weights_panel import WeightsPanel
from .colours import rgb
from .frames import Data, axis, weights_panel

NOT_SETTLED = " – not settled"  # after the title of the loss
MOST_ACROSS, MOST_DOWN = 14, 20  # numbers of features that are in an order of their own
DASHES = {
    "-": [],
    "--": rcParamsDefault["lines.dashed_pattern"],
    ":": rcParamsDefault["lines.dotted_pattern"],
}
MOST_DECADES = 1000  # that floats can span, where JSON has no infinity
SHORTEST_GAP = 12 / 336  # of the height of a plot, between two texts beside it


def _runs(first: int, last: int) -> Data:
    return axis(run_limits(first, last), "run", least=1)


def _features(count: int, *, downwards: bool = False) -> Data:
    limits = (count - 0.5, -0.5) if downwards else (-0.5, count - 0.5)
    return axis(limits, "" if downwards else "feature", least=1)


def _in_order(order: Sequence[int], most: int) -> Data:
    """Return the marks, at most so many, of an axis of features in an order of their own."""
    places = range(0, len(order), -(-len(order) // most))
    return {"marks": [[str(order[i]), i] for i in places]}


def _fractions(name: str) -> Data:
    beside = legible(SHORTEST_GAP * HEADROOM)
    marks = [[text, at, beside[text]] for text, at in {"0": 0, **FRACTIONS}.items()]
    return axis((0, HEADROOM), name, marks=marks, grid="dashed")


def _loss(timelines: Sequence[Timeline], look: Look) -> list[Data]:
    shown = LossPanel.in_common(timelines, look)
    logs = [timeline.log for timeline in timelines]
    curves = [loss_panel.curves_of(log, look, shown.first, shown.last) for log in logs]
    scale = {
        "scale": look.loss_scale,
        "margin": loss_panel.LOG_MARGIN if look.loss_scale == "log" else loss_panel.LINEAR_MARGIN,
        "decades": [
            (min(most, MOST_DECADES), numbers) for most, numbers in loss_panel.DECADES.items()
        ],
    }
    return [
        {
            "title": texts.title + (NOT_SETTLED if log.settled is False else ""),
            "x": _runs(shown.first, shown.last) | {"grid": True},
            "y": axis(shown.limits, texts.label, grid=True, **scale),
            "names": [loss_panel.in_words(name) for name in look.scalar],
            "colours": loss_panel.COLOURS,
            "dashes": [DASHES[line] for line in loss_panel.LINES],
            "faint": loss_panel.FAINT,
            "dots": [*zip(*loss_panel.DOTS, strict=True)],
            "levels": [[printable(name), value] for name, value in look.level.items()],
        }
        for log, own in zip(logs, curves, strict=True)
        for texts in [loss_panel.texts_of(own, look, shown.limits[1])]
    ]


def _weights(timelines: Sequence[Timeline], look: Look) -> list[Data]:
    extents = WeightsPanel.in_common(timelines, look)
    own = [weights_panel(one.projection, one.norms, extents) for one in timelines]
    for panel, timeline in zip(own, timelines, strict=True):
        W = timeline.weights[-1]
        panel["title"] = what_is_missing(timeline.log, look) or panel["title"]
        panel["plane"] = principal_plane(W)[0].tolist() if len(W) > MOST_SHOWN else None
    return own


def _gram(timelines: Sequence[Timeline], look: Look) -> list[Data]:
    limit = float(GramPanel.in_common(timelines, look))
    colours = [rgb(name) for name in (NEGATIVE, POSITIVE)]
    own = {
        "title": gram_panel.TITLE,
        "limit": limit,
        "colours": colours,
        "unknown": rgb(UNKNOWN),
        "tag": TAG,
    }
    found = []
    for timeline in timelines:
        count = timeline.log.blocks.get(TAG, timeline.log.blocks["W"]).shape[2]
        order = order_of(timeline, count).tolist()
        x, y = _features(count), _features(count, downwards=True)
        if order != sorted(order):
            x |= _in_order(order, MOST_ACROSS) | {"name": IN_ORDER}
            y |= _in_order(order, MOST_DOWN)
        found.append(own | {"x": x, "y": y, "order": order})
    return found


def _bars(title: str, features: int, y: Data, **more: Any) -> Data:
    return {"title": title, "x": _features(features), "y": y, "width": bar_width(features), **more}


def _bias(timelines: Sequence[Timeline], look: Look) -> list[Data]:
    y = axis(BiasPanel.in_common(timelines, look), "b", grid=True, zero=True)
    counts = (timeline.log.blocks["b"].shape[2] for timeline in timelines)
    return [_bars(bar_panels.BIAS, count, y) for count in counts]


def _norms(timelines: Sequence[Timeline], look: Look) -> list[Data]:
    y = axis((0, HEADROOM * NormsPanel.in_common(timelines, look)), bar_panels.LABEL)
    right = _fractions(bar_panels.RIGHT_LABEL)
    counts = (timeline.weights.shape[2] for timeline in timelines)
    return [
        _bars(bar_panels.NORMS, n, y, right=right, mark=bar_panels.mark_size(n)) for n in counts
    ]


def _geometry(timelines: Sequence[Timeline], look: Look) -> list[Data]:
    shown = GeometryPanel.in_common(timelines, look)
    own = {
        "title": geometry_panel.TITLE,
        "x": _runs(shown.first, shown.last),
        "y": _fractions(geometry_panel.NAME),
        "right": axis(
            shown.limits,
            geometry_panel.STEPS_NAME,
            least=1,
            colour=to_hex(geometry_panel.STEPS),
        ),
    }
    return [own] * len(timelines)


PANELS: dict[str, Callable[[Sequence[Timeline], Look], list[Data]]] = {
    "loss": _loss,
    "weights": _weights,
    "gram": _gram,
    "bias": _bias,
    "norms": _norms,
    "geometry": _geometry,
}
