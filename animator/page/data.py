"""What a page shows, as JSON: the numbers of each log, and what its panels have in common."""

from collections.abc import Sequence
from typing import Any, get_args

import numpy as np
from matplotlib import rc_context

from ..escape import printable
from ..folder.log_folder import log_name
from ..geometry import REPRESENTED
from ..look import Look, Theme
from ..scene.colours import PALEST, feature_colours
from ..scene.geometry_panel import d_star, represented
from ..scene.gram_panel import TAG, printed_gram
from ..scene.headings import headings
from ..scene.hull import hull_edges
from ..scene.loss_panel import Curve, LossPanel, curve_of
from ..scene.panel import with_panels
from ..scene.themes import THEMES
from ..scene.timeline import Timeline
from .columns import encode_numbers, encode_runs
from .panels import PANELS

Data = dict[str, Any]

DECIMALS = 3  # of D*


class PageData:
    """Hold what a page shows, to send it as a whole or only what comes after some frame."""

    def __init__(self, shown: Sequence[Timeline], look: Look) -> None:
        """Compute what the panels have in common; raise LogError if a log lacks what one shows."""
        self._look = look = with_panels(look, shown)
        self._timelines = shown
        logs = [timeline.log for timeline in shown]
        self._headings = headings(logs, look)
        self._name = printable(log_name(logs[0].file))
        self._panels = {name: PANELS[name](self._timelines, look) for name in look.panels}
        self._curves: list[list[Curve]] = [[] for _ in logs]
        if "loss" in look.panels:
            common = LossPanel.in_common(self._timelines, look)
            self._curves = [
                [curve_of(log, name, look, common) for name in look.scalar] for log in logs
            ]

    @property
    def frames(self) -> int:
        """The number of frames."""
        return len(self._timelines[0])

    @property
    def values(self) -> tuple[int, ...]:
        """The number of values of each scalar of the first log."""
        return tuple(len(curve.values[curve.in_range]) for curve in self._curves[0])

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
        look = self._look
        return {
            "is_new": frame == 0,
            "title": ", ".join(filter(None, self._headings)) or self._name,
            "theme": look.theme,
            "fps": look.fps,
            "represented": REPRESENTED,
            "palest": PALEST,
            "steps": encode_runs(self._timelines[0].steps[frame:].astype(np.int64)),
            "logs": [self._log(i, values, frame) for i in range(len(self._timelines))],
        }

    def _log(self, index: int, values: Sequence[int], frame: int) -> Data:
        timeline, curves = self._timelines[index], self._curves[index]
        blocks = {tag: timeline.matrix(tag) for tag in self._tags(timeline)}
        return {
            "heading": self._headings[index],
            "last_run": int(timeline.log.runs[-1]),
            "colours": {theme: _colours(timeline, theme) for theme in get_args(Theme)},
            "panels": {name: panels[index] for name, panels in self._panels.items()},
            "shapes": {tag: block.shape[1:] for tag, block in blocks.items()},
            "windows": [self._look.window_for(len(curve.values)) for curve in curves],
            "hulls": self._hulls(timeline, frame),
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
        shares = d_star(weights).round(DECIMALS)
        return {"represented": encode_numbers(represented(weights)), "D*": encode_numbers(shares)}

    def _hulls(self, timeline: Timeline, frame: int) -> list[list[int]]:
        """Return the features at the two ends of each edge of the hull in each frame."""
        if "weights" not in self._look.panels:
            return []
        if timeline.projection.is_partial:
            return [[]] * (self.frames - frame)
        hulls = []
        shown = zip(timeline.projection.points[frame:], timeline.norms[frame:], strict=True)
        for points, norms in shown:
            corners = np.flatnonzero((norms >= REPRESENTED) & np.isfinite(points).all(axis=1))
            hulls.append(corners[hull_edges(points[corners])].ravel().tolist())
        return hulls

    def _tags(self, timeline: Timeline) -> list[str]:
        """Return the blocks that the panels show."""
        panels = self._look.panels
        has_printed = "gram" in panels and printed_gram(timeline) is not None
        needs = {
            "W": not {"weights", "norms", "geometry"}.isdisjoint(panels)
            or ("gram" in panels and not has_printed),
            "b": "bias" in panels,
            TAG: has_printed,
        }
        return [tag for tag, is_needed in needs.items() if is_needed]


def _numbers_of(curves: Sequence[Curve], values: Sequence[int]) -> Data:
    """Return the runs and the values of each scalar, from a number of them on."""
    numbers: Data = {}
    for i, (curve, start) in enumerate(zip(curves, values, strict=False)):
        numbers[f"runs {i}"] = encode_runs(curve.runs[curve.in_range][start:])
        numbers[f"values {i}"] = encode_numbers(curve.values[curve.in_range][start:])
    return numbers


def _colours(timeline: Timeline, theme: Theme) -> list[list[int]]:
    """Return red, green and blue of each feature (n, 3), from 0 to 255, on paper of this theme."""
    with rc_context(THEMES[theme]):
        colours = (255 * feature_colours(timeline.reach)).round().astype(int)
    return [[*colour] for colour in colours.tolist()]
