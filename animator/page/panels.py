"""What each panel of a page shows besides the numbers of the logs: limits, names and constants.

They come from the panels of films in scene/, so that a page and a film look alike.
"""

from collections.abc import Callable, Sequence
from typing import Any

from matplotlib.colors import to_hex

from ..look import Look
from ..scene import space
from ..scene.axes import FRACTIONS
from ..scene.axes import HEADROOM as FRACTION_HEADROOM
from ..scene.bias_panel import BiasPanel
from ..scene.geometry_panel import HEADROOM as MOST_HEADROOM
from ..scene.geometry_panel import STEPS, GeometryPanel
from ..scene.gram_panel import NEGATIVE, POSITIVE, TAG, GramPanel
from ..scene.loss_panel import COLOURS, LossPanel, curve_of, in_words, texts_of
from ..scene.norms_panel import HEADROOM, NormsPanel
from ..scene.projection import principal_plane
from ..scene.timeline import Timeline, what_is_missing
from ..scene.weights_panel import MARGIN, WeightsPanel

Data = dict[str, Any]


def _loss(timelines: Sequence[Timeline], look: Look) -> Data:
    shown = LossPanel.in_common(timelines, look)
    logs = [timeline.log for timeline in timelines]
    curves = [[curve_of(log, name, look, shown) for name in look.scalar] for log in logs]
    texts = [texts_of(own, look, shown.limits[1]) for own in curves]
    return {
        "first": shown.first,
        "last": max(shown.last, shown.first + 1),
        "limits": shown.limits,
        "scale": look.loss_scale,
        "titles": [own.title for own in texts],
        "labels": [own.label for own in texts],
        "names": [in_words(name) for name in look.scalar],
        "colours": COLOURS,
    }


def _weights(timelines: Sequence[Timeline], look: Look) -> Data:
    extent, size = WeightsPanel.in_common(timelines, look)
    return {
        "extent": extent.tolist(),
        "margin": MARGIN,
        "size": float(size),
        "space": {
            "extent": space.Space.extent.tolist(),
            "turn": space.START,
            "rise": space.RISE,
            "distance": space.DISTANCE,
            "name": space.NAME,
        },
        "notes": [what_is_missing(timeline.log, look) for timeline in timelines],
        "names": [timeline.projection.names for timeline in timelines],
        "planes": [_plane(timeline) for timeline in timelines],
    }


def _plane(timeline: Timeline) -> list[list[float]] | None:
    """Return the plane (2, m) onto which the weights are projected, if they are."""
    final = timeline.weights[-1]
    return principal_plane(final)[0].tolist() if len(final) > 3 else None


def _gram(timelines: Sequence[Timeline], look: Look) -> Data:
    return {
        "limit": float(GramPanel.in_common(timelines, look)),
        "negative": NEGATIVE,
        "positive": POSITIVE,
        "tag": TAG,
    }


def _bias(timelines: Sequence[Timeline], look: Look) -> Data:
    return {"limits": BiasPanel.in_common(timelines, look)}


def _norms(timelines: Sequence[Timeline], look: Look) -> Data:
    return {
        "limit": float(NormsPanel.in_common(timelines, look)),
        "headroom": HEADROOM,
        "fractions": {"headroom": FRACTION_HEADROOM, "marks": FRACTIONS},
    }


def _geometry(timelines: Sequence[Timeline], look: Look) -> Data:
    shown = GeometryPanel.in_common(timelines, look)
    return {
        "first": shown.first,
        "last": max(shown.last, shown.first + 1),
        "most": shown.most,
        "headroom": MOST_HEADROOM,
        "colour": to_hex(STEPS),
        "fractions": {"headroom": FRACTION_HEADROOM, "marks": FRACTIONS},
    }


PANELS: dict[str, Callable[[Sequence[Timeline], Look], Data]] = {
    "loss": _loss,
    "weights": _weights,
    "gram": _gram,
    "bias": _bias,
    "norms": _norms,
    "geometry": _geometry,
}
