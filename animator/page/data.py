"""What a page shows, as JSON: the numbers of each log, and what its panels have in common."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from ..escape import printable
from ..folder.log_folder import log_name
from ..geometry import REPRESENTED, mean_dimensionality
from ..look import Look
from ..scene.averages import SHARE
from ..scene.colours import LUMINANCE, PALEST
from ..scene.geometry_panel import represented
from ..scene.gram_panel import TAG
from ..scene.headings import headings
from ..scene.loss_panel import Curve, curves_of
from ..scene.panel import panel_class, with_panels
from ..scene.timeline import Timeline
from ..scene.weights_panel import hull_of_represented
from . import colours
from .columns import encode_numbers, encode_runs
from .panels import PANELS, Data

SPEEDS = {1, 2, 5, 10, 20, 60}  # snapshots a second that the reader can choose
DECIMALS = 3  # of dimensionalities
PLACES = 8  # of a moving average in each window; between them it changes little
MOST_PLACES = 5000  # in all: several for each pixel across


def page_data(look: Look, **own: Any) -> Data:
    """Return what a page shows: `own`, and what all pages have in common."""
    return {
        "theme": look.theme,
        "fps": look.fps,
        "speeds": sorted({*SPEEDS, look.fps}),
        "represented": REPRESENTED,
        "palest": PALEST,
        "themes": colours.of_themes(),
        "luminance": LUMINANCE,
        **own,
    }


class PageData:
    """Hold what a page shows, to send it as a whole or only what comes after some frame."""

    def __init__(self, shown: Sequence[Timeline], look: Look) -> None:
        """Compute what the panels have in common; raise LogError if a log lacks what one shows."""
        self._look = look = with_panels(look, shown)
        self._timelines = shown
        logs = [timeline.log for timeline in shown]
        self._runs = [run for log in logs for run in log.runs[[0, -1]]]
        self._headings = headings(logs, look)
        self._name = printable(log_name(logs[0].file))
        common = {name: panel_class(name).in_common(shown, look) for name in look.panels}
        self._panels = [
            {name: PANELS[name](timeline, look, common[name]) for name in look.panels}
            for timeline in shown
        ]
        self._curves: list[list[Curve]] = [[] for _ in logs]
        if "loss" in common:
            first, last, _ = common["loss"]
            self._curves = [curves_of(log, look, first, last) for log in logs]

    @cached_property
    def _averages(self) -> list[list[Data]]:
        return [list(map(_average, curves)) for curves in self._curves]

    @property
    def frames(self) -> int:
        """The number of frames."""
        return len(self._timelines[0])

    @property
    def values(self) -> tuple[int, ...]:
        """The number of values of each scalar of the first log."""
        return tuple(len(curve.values) for curve in self._curves[0])

    def run_of(self, frame: int) -> int:
        """Return the run of a frame, as the page shows it."""
        return int(self._timelines[0].steps[frame])

    def whole(self) -> Data:
        """Return all that a page shows."""
        return self.since([0] * len(self._look.scalar), 0)

    def since(self, values: Sequence[int], frame: int) -> Data:
        """Return what a page shows without the frames before one, and the values before `values`.

        values: a number for each scalar.
        """
        return page_data(
            self._look,
            title=", ".join(filter(None, self._headings)) or self._name,
            is_new=frame == 0,
            ends=[int(min(self._runs)), int(max(self._runs))],
            steps=encode_runs(self._timelines[0].steps[frame:].astype(np.int64)),
            logs=[self._log(i, values, frame) for i in range(len(self._timelines))],
        )

    def _log(self, index: int, values: Sequence[int], frame: int) -> Data:
        timeline, curves = self._timelines[index], self._curves[index]
        blocks = {tag: timeline.matrix(tag) for tag in self._tags(timeline)}
        return {
            "heading": self._headings[index],
            "colours": colours.of_features(timeline.reach),
            "panels": self._panels[index],
            "shapes": {tag: block.shape[1:] for tag, block in blocks.items()},
            "averages": self._averages[index],
            "hulls": _hulls(timeline, frame) if "weights" in self._look.panels else [],
            "series": {
                "frame runs": encode_runs(timeline.runs[frame:]),
                "frame losses": encode_numbers(timeline.losses[frame:]),
                **{tag: encode_numbers(block[frame:]) for tag, block in blocks.items()},
                **self._geometry(timeline, frame),
                **_numbers_of(curves, values),
            },
        }

    def _geometry(self, timeline: Timeline, frame: int) -> Data:
        """Return what the panel of that name shows."""
        if "geometry" not in self._look.panels:
            return {}
        weights = timeline.weights[frame:]
        shares = mean_dimensionality(weights).round(DECIMALS)
        return {
            "represented": encode_numbers(represented(weights)),
            "dimensionality": encode_numbers(shares),
        }

    def _tags(self, timeline: Timeline) -> list[str]:
        """Return the blocks that the panels show."""
        gram = TAG if TAG in timeline.log.blocks else "W"
        shown = {"weights": "W", "norms": "W", "geometry": "W", "gram": gram, "bias": "b"}
        tags = {shown[name] for name in self._look.panels if name in shown}
        return [tag for tag in ("W", "b", TAG) if tag in tags]


def _hulls(timeline: Timeline, first: int) -> list[list[int]]:
    """Return the features at the two ends of each edge of the hull, for each frame from `first`."""
    if timeline.projection.is_partial:
        return [[]] * (len(timeline) - first)
    shown = zip(timeline.projection.points[first:], timeline.norms[first:], strict=True)
    return [hull_of_represented(points, norms).ravel().tolist() for points, norms in shown]


def _numbers_of(curves: Sequence[Curve], values: Sequence[int]) -> Data:
    """Return the runs and the values of each scalar, from a number of them on."""
    numbers: Data = {}
    for i, (curve, start) in enumerate(zip(curves, values, strict=False)):
        numbers[f"runs {i}"] = encode_runs(curve.runs[start:])
        numbers[f"values {i}"] = encode_numbers(curve.values[start:])
    return numbers


def _average(curve: Curve) -> Data:
    """Return the moving average of a scalar, at a few places of each window."""
    places = curve.before + np.arange(len(curve.runs))
    width = np.minimum(curve.window, 2 * places // SHARE)
    step = np.maximum(width // PLACES, max(1, curve.count // MOST_PLACES))
    shown = np.diff(np.floor(np.cumsum(1 / step)), prepend=0) > 0
    shown[:1] = shown[-1:] = True
    return {
        "runs": encode_numbers(curve.runs[shown]),
        "means": encode_numbers(curve.means[shown]),
    }
