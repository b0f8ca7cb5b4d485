"""What each panel of a page shows besides the numbers of the logs: its title, its axes, constants.

They come from the panels of films in scene/, so that a page and a film look alike.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib import rcParamsDefault
from matplotlib.colors import to_hex

from ..escape import printable
from ..geometry import Array
from ..look import Look
from ..scene import bar_panels, dots, geometry_panel, gram_panel, loss_panel, space
from ..scene.axes import FRACTIONS, HEADROOM, IN_ORDER, Range, legible, run_limits
from ..scene.bar_panels import bar_width
from ..scene.gram_panel import NEGATIVE, POSITIVE, TAG, UNKNOWN, order_of
from ..scene.projection import MOST_SHOWN, Projection, principal_plane
from ..scene.timeline import Timeline, what_is_missing
from ..scene.trails import SHORTEST, line_width
from ..scene.weights_panel import HULL, Extents, crowding, equal_limits
from .colours import rgb

NOT_SETTLED = " – not settled"  # after the title of the loss
MOST_ACROSS, MOST_DOWN = 14, 20  # numbers of features that are in an order of their own
DASHES = {
    "-": [],
    "--": rcParamsDefault["lines.dashed_pattern"],
    ":": rcParamsDefault["lines.dotted_pattern"],
}
MOST_DECADES = 1000  # that floats can span, where JSON has no infinity
SHORTEST_GAP = 12 / 336  # of the height of a plot, between two texts beside it

Data = dict[str, Any]


def axis(limits: Any, name: str, **more: Any) -> Data:
    """Return an axis of a panel.

    more: least, the least distance of its numbers; marks, to have in place of numbers; scale: "log"
    or "linear"; grid, whether lines start from its numbers; zero, whether one does from 0; colour.
    """
    return {"limits": [*map(float, limits)], "name": name, **more}


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


def _loss(timeline: Timeline, look: Look, common: Range) -> Data:
    log = timeline.log
    curves = loss_panel.curves_of(log, look, common.first, common.last)
    texts = loss_panel.texts_of(curves, look, common.limits[1])
    scale = {
        "scale": look.loss_scale,
        "margin": loss_panel.LOG_MARGIN if look.loss_scale == "log" else loss_panel.LINEAR_MARGIN,
        "decades": [
            (min(most, MOST_DECADES), numbers) for most, numbers in loss_panel.DECADES.items()
        ],
    }
    return {
        "title": texts.title + (NOT_SETTLED if log.settled is False else ""),
        "x": _runs(common.first, common.last) | {"grid": True},
        "y": axis(common.limits, texts.label, grid=True, **scale),
        "names": [loss_panel.in_words(name) for name in look.scalar],
        "colours": loss_panel.COLOURS,
        "dashes": [DASHES[line] for line in loss_panel.LINES],
        "faint": loss_panel.FAINT,
        "dots": [*zip(*loss_panel.DOTS, strict=True)],
        "levels": [[printable(name), value] for name, value in look.level.items()],
    }


def _weights(timeline: Timeline, look: Look, common: Extents) -> Data:
    panel = weights_panel(timeline.projection, timeline.norms, common)
    W = timeline.weights[-1]
    panel["title"] = what_is_missing(timeline.log, look) or panel["title"]
    panel["plane"] = principal_plane(W)[0].tolist() if len(W) > MOST_SHOWN else None
    return panel


def weights_panel(projection: Projection, norms: Array, extents: Extents) -> Data:
    """Return what the panel of that name shows of features with norms (frames, n).

    Sizes are in points, as in films.
    """
    points, names, _ = projection
    crowd = crowding(norms)
    largest, smallest = dots.diameters(crowd)
    extent, size = extents
    own = {
        "title": projection.note or "Weights",
        "dots": {"largest": largest, "smallest": smallest},
        "numbers": {
            "high": dots.HIGH,
            "wide": dots.WIDE,
            "clear": dots.CLEAR,
            "light": dots.LIGHT,
            "angles": dots.ANGLES.tolist(),
            "away": dots.AWAY,
            "half": dots.HALF,
        },
        "trail": line_width(crowd),
        "shortest": SHORTEST * float(np.nanmax(points, initial=0) - np.nanmin(points, initial=0)),
        "hull": {"stroke-width": HULL["linewidths"], "opacity": HULL["alpha"]},
    }
    if len(names) == 3:
        x, y = equal_limits(space.Space.extent, (1, 1))
        camera = {"turn": space.START, "rise": space.RISE, "distance": space.DISTANCE}
        name = space.REACH.format(size=size)
        return own | {
            "x": axis(x, name, marks=[]),
            "y": axis(y, "", marks=[]),
            "space": {
                **camera,
                "size": float(size),
                "edges": (size * space.CORNERS[space.EDGES]).tolist(),
                "axes": (size * space.AXES).tolist(),
                "name": space.NAME,
            },
        }
    x, y = equal_limits(extent, (1, 1))
    hidden: Data = {} if names[1] else {"marks": []}  # one hidden dimension: y means nothing
    return own | {
        "x": axis(x, names[0], grid=True, zero=True),
        "y": axis(y, names[1], grid=True, zero=True, **hidden),
    }


def _gram(timeline: Timeline, _look: Look, common: float) -> Data:
    order = order_of(timeline).tolist()
    x, y = _features(len(order)), _features(len(order), downwards=True)
    if order != sorted(order):
        x |= _in_order(order, MOST_ACROSS) | {"name": IN_ORDER}
        y |= _in_order(order, MOST_DOWN)
    return {
        "title": gram_panel.TITLE,
        "limit": float(common),
        "colours": [rgb(name) for name in (NEGATIVE, POSITIVE)],
        "unknown": rgb(UNKNOWN),
        "tag": TAG,
        "x": x,
        "y": y,
        "order": order,
    }


def _bars(title: str, features: int, y: Data, **more: Any) -> Data:
    return {"title": title, "x": _features(features), "y": y, "width": bar_width(features), **more}


def _bias(timeline: Timeline, _look: Look, common: tuple[float, float]) -> Data:
    y = axis(common, "b", grid=True, zero=True)
    return _bars(bar_panels.BIAS, timeline.log.blocks["b"].shape[2], y)


def _norms(timeline: Timeline, _look: Look, common: float) -> Data:
    y = axis((0, HEADROOM * common), bar_panels.LABEL)
    right, n = _fractions(bar_panels.RIGHT_LABEL), timeline.weights.shape[2]
    return _bars(bar_panels.NORMS, n, y, right=right, mark=bar_panels.mark_size(n))


def _geometry(_timeline: Timeline, _look: Look, common: Range) -> Data:
    name, colour = geometry_panel.STEPS_NAME, to_hex(geometry_panel.STEPS)
    return {
        "title": geometry_panel.TITLE,
        "x": _runs(common.first, common.last),
        "y": _fractions(geometry_panel.NAME),
        "right": axis(common.limits, name, least=1, colour=colour),
    }


# What the panel of a log shows; the last argument is what those of all logs have in common.
PANELS: dict[str, Callable[[Timeline, Look, Any], Data]] = {
    "loss": _loss,
    "weights": _weights,
    "gram": _gram,
    "bias": _bias,
    "norms": _norms,
    "geometry": _geometry,
}
