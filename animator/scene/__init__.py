"""What a picture shows: the panels of each log side by side, a picture for each frame.

Everything is drawn by matplotlib: once what stays, and for each frame what moves. The module
frame_renderer makes the same pixels faster.
"""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import IO

import numpy as np
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine, LayoutEngine
from matplotlib.text import Text

from ..log import Log
from ..look import Look, Panel
from .frame_renderer import FrameRenderer
from .layout import dpi, lay_out, part_size, smaller_side
from .panels import BUILDERS
from .space_panel import SpacePanel
from .themes import THEMES
from .timeline import Timeline, headings, timelines
from .weight_panel import WeightPanel, weight_limits

PADDING = 0.1  # inches around panels
FIGURE_SPACE = "\u2007"  # as wide as a digit, so that the title stands still
SMALLEST_PLAIN, LARGEST_PLAIN = 1e-4, 1e6  # losses with four decimals; others have an exponent
SALT = "superposition"  # of the ids in an SVG: any, so that the same log makes the same bytes
UNDATED = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}  # likewise


class Scene:
    """Draw logs frame by frame; `len(scene)` is the number of frames, held ones included."""

    def __init__(self, logs: Sequence[Log], look: Look) -> None:
        """Draw what stays; raise LogError if a log has not what a panel shows."""
        self.size = look.size
        self._timelines = timelines(logs, look)
        self._held = round(look.hold * look.fps)
        layout = ConstrainedLayoutEngine(w_pad=PADDING, h_pad=PADDING)
        with rc_context(THEMES[look.theme]):
            self._draw_panels(self._lay_out(look, layout), look)
        self.show(0)
        self._fit()  # nearly so: the layout needs to know how wide the numbers are
        layout.execute(self.figure)
        self.figure.set_layout_engine("none")  # what moves later must not shift the rest
        self._fit()

    def _lay_out(self, look: Look, layout: LayoutEngine) -> list[list[Axes]]:
        """Make the figure, and return for each log the axes of its panels."""
        logs = len(self._timelines)
        part = part_size(logs, len(look.panels), look.size)
        resolution = dpi(smaller_side(len(look.panels), part))
        inches = [(side + 0.01) / resolution for side in look.size]  # no pixel lost in rounding
        self.figure = Figure((inches[0], inches[1]), resolution, layout=layout)
        is_beside = part[0] < look.size[0]
        grid = self.figure.subfigures(*((1, logs) if is_beside else (logs, 1)), squeeze=False)
        for heading, own in zip(headings(self._timelines, look), grid.flat, strict=True):
            if heading:
                own.suptitle(heading, parse_math=False)
        return [lay_out(own, look.panels, part) for own in grid.flat]

    def _draw_panels(self, axes: list[list[Axes]], look: Look) -> None:
        self._panels = [
            panel
            for kind, same in zip(look.panels, zip(*axes, strict=True), strict=True)
            for panel in BUILDERS[kind](same, self._timelines, look)
        ]
        self._weights = [
            panel for panel in self._panels if isinstance(panel, WeightPanel | SpacePanel)
        ]
        self._titles = [_running_title(own, look.panels) for own in axes]
        self._moving: list[Artist] = []
        for panel in self._panels:
            self._moving += sorted(panel.moving, key=Artist.get_zorder)
        for artist in self._moving:
            artist.set_in_layout(False)  # where it is now says nothing

    def _fit(self) -> None:
        """Give axes of the same kind equal limits that suit their shape."""
        for panel in self._weights:
            same = [other.extent for other in self._weights if type(other) is type(panel)]
            window = panel.axes.get_window_extent()
            panel.limit(weight_limits(np.concatenate(same), (window.width, window.height)))

    def __len__(self) -> int:
        return len(self._timelines[0]) + self._held

    def frames(self) -> Generator[memoryview, None, None]:
        """Yield each frame as RGBA bytes, row by row; it is valid until the next."""
        renderer = FrameRenderer(self.figure)
        lasting: list[Artist] = [artist for panel in self._weights for artist in panel.lasting]
        moving = self._moving + [title for title, _ in self._titles]
        for frame in range(len(self._timelines[0])):
            self.show(frame, since=frame - 1)
            renderer.paint(lasting, moving)
            yield renderer.frame
        for _ in range(self._held):
            yield renderer.frame

    def save_last(self, out: Path | IO[bytes], kind: str) -> None:
        """Write the last frame, with the trails that led there, as png, svg or pdf.

        In svg and pdf text is text.
        """
        self.show(len(self._timelines[0]) - 1)
        with rc_context({"svg.fonttype": "none", "pdf.fonttype": 42, "svg.hashsalt": SALT}):
            self.figure.savefig(out, format=kind, metadata=UNDATED.get(kind))

    def show(self, frame: int, since: int = -1) -> None:
        """Set what moves to a frame, and what is lasting to what it adds after frame `since`."""
        for panel in self._panels:
            panel.show(frame)
        for panel in self._weights:
            panel.show_trail(frame, since)
        for timeline, (title, name) in zip(self._timelines, self._titles, strict=True):
            title.set_text(name + _state(timeline, frame))


def _running_title(axes: Sequence[Axes], panels: Sequence[Panel]) -> tuple[Text, str]:
    """Return the title that tells the run, and what it says before: nothing over the weights."""
    worth = {"weights": 2, "loss": 0}
    panel = max(range(len(panels)), key=lambda i: worth.get(panels[i], 1))
    title = axes[panel].title
    title.set_animated(True)
    return title, f"{title.get_text()} – " if title.get_text() else ""


def _state(timeline: Timeline, frame: int) -> str:
    run, loss, last = timeline.runs[frame], timeline.latest[frame], timeline.all_runs[-1]
    is_plain = loss == 0 or SMALLEST_PLAIN <= abs(loss) < LARGEST_PLAIN
    number = f"{loss:.4f}" if is_plain else f"{loss:.3g}"
    return f"run {str(run).rjust(len(str(last)), FIGURE_SPACE)} / {last} – loss = {number}"
