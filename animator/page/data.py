"""What a page shows, as JSON: the numbers of each log, and what its panels have in common."""

from collections.abc import Sequence
from typing import Any, get_args

import numpy as np
from matplotlib import rc_context
from matplotlib.colors import to_hex

from ..escape import printable
from ..geometry import REPRESENTED
from ..look import Look, Theme
from ..output import log_name
from ..scene.colours import PALEST, feature_colours
from ..scene.gram_panel import TAG, printed_gram
from ..scene.headings import headings
from ..scene.loss_panel import Curve, LossPanel, curve_of
from ..scene.themes import THEMES
from ..scene.timeline import Timeline
from .columns import encode_numbers, encode_runs
from .panels import PANELS

Data = dict[str, Any]


class PageData:
    """Hold what a page shows, to send it as a whole or only what comes after some frame."""

    def __init__(self, shown: Sequence[Timeline], look: Look) -> None:
        """Compute what the panels have in common; raise LogError if a log lacks what one shows."""
        self._look = look
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
            "average": look.average,
            "represented": REPRESENTED,
            "palest": PALEST,
            "panels": self._panels,
            "steps": encode_runs(self._timelines[0].steps[frame:].astype(np.int64)),
            "logs": [
                self._log(timeline, frame)
                | {"heading": heading, "curves": list(map(self._curve, curves, values))}
                for timeline, heading, curves in zip(
                    self._timelines, self._headings, self._curves, strict=True
                )
            ],
        }

    def _curve(self, curve: Curve, start: int) -> Data:
        return {
            "window": self._look.window_for(len(curve.values)),
            "runs": encode_runs(curve.runs[curve.in_range][start:]),
            "values": encode_numbers(curve.values[curve.in_range][start:]),
        }

    def _log(self, timeline: Timeline, frame: int) -> Data:
        blocks = {tag: timeline.matrix(tag) for tag in self._tags(timeline)}
        return {
            "last_run": int(timeline.log.runs[-1]),
            "frame_runs": encode_runs(timeline.runs[frame:]),
            "frame_losses": encode_numbers(timeline.losses[frame:]),
            "colours": {theme: _colours(timeline, theme) for theme in get_args(Theme)},
            "shapes": {tag: block.shape[1:] for tag, block in blocks.items()},
            "blocks": {tag: encode_numbers(block[frame:]) for tag, block in blocks.items()},
        }

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


def _colours(timeline: Timeline, theme: Theme) -> list[str]:
    """Return the colour of each feature on paper of this theme."""
    with rc_context(THEMES[theme]):
        return [to_hex(colour) for colour in feature_colours(timeline.reach)]
