"""What each panel of a page shows besides the numbers of the logs: its title, its axes, constants.

They come from the panels of films in scene/, so that a page and a film look alike.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.colors import to_hex, to_rgb

from ..look import Look
from ..scene import space
from ..scene.axes import FRACTIONS, HEADROOM, legible, run_limits
from ..scene.bias_panel import BiasPanel
from ..scene.dots import diameters
from ..scene.geometry_panel import STEPS, GeometryPanel
from ..scene.gram_panel import NEGATIVE, POSITIVE, TAG, GramPanel, order_of
from ..scene.loss_panel import COLOURS, LossPanel, curve_of, in_words, texts_of
from ..scene.norms_panel import NormsPanel
from ..scene.projection import MOST_SHOWN, principal_plane
from ..scene.timeline import Timeline, what_is_missing
from ..scene.trails import line_width
from ..scene.weights_panel import WeightsPanel, crowding, equal_limits

Data = dict[str, Any]

MOST_ACROSS, MOST_DOWN = 14, 20  # numbers of features that are in an order of their own
SHORTEST_GAP = 12 / 336  # of the height of a plot, between two texts beside it


def _axis(limits: Sequence[float], name: str, **more: Any) -> Data:
    """Return an axis of a panel.

    more: least, the least distance of its numbers; marks, to have in place of numbers; scale: "log"
    or "linear"; grid, whether lines start from its numbers; zero, whether one does from 0; colour.
    """
    return {"limits": list(limits), "name": name, **more}


def _runs(first: int, last: int) -> Data:
    return _axis(run_limits(first, last), "run", least=1)


def _features(count: int, *, downwards: bool = False) -> Data:
    limits = (count - 0.5, -0.5) if downwards else (-0.5, count - 0.5)
    return _axis(limits, "" if downwards else "feature", least=1)


def _in_order(order: Sequence[int], most: int) -> Data:
    """Return the marks, at most so many, of an axis of features in an order of their own."""
    places = range(0, len(order), -(-len(order) // most))
    return {"marks": [[str(order[i]), i] for i in places]}


def _fractions(name: str) -> Data:
    shown = legible(SHORTEST_GAP * HEADROOM)
    marks = [[text if text in shown else "", at] for text, at in {"0": 0, **FRACTIONS}.items()]
    return _axis((0, HEADROOM), name, marks=marks, grid="dashed")


def _loss(timelines: Sequence[Timeline], look: Look) -> list[Data]:
    shown = LossPanel.in_common(timelines, look)
    logs = [timeline.log for timeline in timelines]
    curves = [[curve_of(log, name, look, shown) for name in look.scalar] for log in logs]
    return [
        {
            "title": texts.title,
            "x": _runs(shown.first, shown.last) | {"grid": True},
            "y": _axis(shown.limits, texts.label, grid=True, scale=look.loss_scale),
            "average": look.average,
            "names": [in_words(name) for name in look.scalar],
            "colours": COLOURS,
        }
        for texts in (texts_of(own, look, shown.limits[1]) for own in curves)
    ]


def _weights(timelines: Sequence[Timeline], look: Look) -> list[Data]:
    extent, size = WeightsPanel.in_common(timelines, look)
    return [_weights_of(timeline, look, extent, float(size)) for timeline in timelines]


def _weights_of(timeline: Timeline, look: Look, extent: Any, size: float) -> Data:
    points, names, _ = timeline.projection
    final, crowd = timeline.weights[-1], crowding(timeline)
    largest, smallest = diameters(crowd)
    own = {
        "title": what_is_missing(timeline.log, look) or timeline.projection.note or "Weights",
        "plane": principal_plane(final)[0].tolist() if len(final) > MOST_SHOWN else None,
        "reach": float(np.nanmax(np.abs(points), initial=0)),
        "sizes": {"largest": largest, "smallest": smallest, "trail": line_width(crowd)},
    }
    if len(names) == 3:
        x, y = equal_limits(space.Space.extent, (1, 1)).tolist()
        camera = {"turn": space.START, "rise": space.RISE, "distance": space.DISTANCE}
        name = f"hidden dims, each from {-size:.2g} to {size:.2g}"
        return own | {
            "x": _axis(x, name, marks=[]),
            "y": _axis(y, "", marks=[]),
            "space": {**camera, "size": size, "name": space.NAME},
        }
    x, y = equal_limits(extent, (1, 1)).tolist()
    hidden: Data = {} if names[1] else {"marks": []}  # one hidden dimension: y means nothing
    return own | {
        "x": _axis(x, names[0], grid=True, zero=True),
        "y": _axis(y, names[1], grid=True, zero=True, **hidden),
    }


def _gram(timelines: Sequence[Timeline], look: Look) -> list[Data]:
    limit = float(GramPanel.in_common(timelines, look))
    colours = [[round(255 * level) for level in to_rgb(name)] for name in (NEGATIVE, POSITIVE)]
    own = {"title": "WᵀW", "limit": limit, "colours": colours, "tag": TAG}
    found = []
    for timeline in timelines:
        count = timeline.log.blocks.get(TAG, timeline.log.blocks["W"]).shape[2]
        order = order_of(timeline, count).tolist()
        x, y = _features(count), _features(count, downwards=True)
        if order != sorted(order):
            x |= _in_order(order, MOST_ACROSS) | {"name": "feature, similar ones together"}
            y |= _in_order(order, MOST_DOWN)
        found.append(own | {"x": x, "y": y, "order": order})
    return found


def _bias(timelines: Sequence[Timeline], look: Look) -> list[Data]:
    y = _axis(BiasPanel.in_common(timelines, look), "b", grid=True, zero=True)
    counts = (timeline.log.blocks["b"].shape[2] for timeline in timelines)
    return [{"title": "Bias", "x": _features(count), "y": y} for count in counts]


def _norms(timelines: Sequence[Timeline], look: Look) -> list[Data]:
    y = _axis((0, HEADROOM * float(NormsPanel.in_common(timelines, look))), "norm |Wᵢ|, bars")
    right = _fractions("dimensionality Dᵢ, dots")
    counts = (timeline.weights.shape[2] for timeline in timelines)
    return [{"title": "Norms", "x": _features(count), "y": y, "right": right} for count in counts]


def _geometry(timelines: Sequence[Timeline], look: Look) -> list[Data]:
    shown = GeometryPanel.in_common(timelines, look)
    name, colour = "represented features, steps", to_hex(STEPS)
    own = {
        "title": "Geometry",
        "x": _runs(shown.first, shown.last),
        "y": _fractions("dimensions per feature D*, line"),
        "right": _axis((0, HEADROOM * shown.most), name, least=1, colour=colour),
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
