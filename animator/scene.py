"""What a picture shows: the panels of each log side by side, a picture for each frame.

Everything is drawn by matplotlib: once what stays, and for each frame what moves. painter.py makes
the same pixels faster.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

from .layout import dpi, lay_out, smaller_side, stack_logs
from .log import Log
from .look import Look, Panel
from .panels import BUILDERS
from .space_panel import SpacePanel
from .themes import THEMES
from .track import headings, tracks
from .weight_panel import WeightPanel, weight_limits

PADDING = 0.1  # inches around panels
FIGURE_SPACE = "\u2007"  # as wide as a digit, so that the title stands still


class Scene:
    """Draw logs frame by frame; `len(scene)` is the number of frames, held ones included."""

    def __init__(self, logs: Sequence[Log], look: Look) -> None:
        """Draw what stays; raise LogError if a log has not what a panel shows."""
        self.size = look.size
        self._tracks = tracks(logs, look)
        self._held = round(look.hold * look.fps)
        layout = ConstrainedLayoutEngine(w_pad=PADDING, h_pad=PADDING)
        with rc_context(THEMES[look.theme]):
            self._build(look, layout)
        self.show(0)
        layout.execute(self.figure)
        self.figure.set_layout_engine("none")  # what moves later must not shift the rest
        self._fit()

    def _build(self, look: Look, layout: ConstrainedLayoutEngine) -> None:
        width, height = look.size
        logs = len(self._tracks)
        is_stacked = stack_logs(logs, len(look.panels), look.size)
        part = (width, height / logs) if is_stacked else (width / logs, height)
        resolution = dpi(smaller_side(len(look.panels), part))
        # No pixel shall be lost in rounding.
        inches = ((width + 0.01) / resolution, (height + 0.01) / resolution)
        self.figure = Figure(inches, resolution, layout=layout)
        parts = list(
            self.figure.subfigures(*((logs, 1) if is_stacked else (1, logs)), squeeze=False).flat
        )
        axes = [lay_out(one, look.panels, part) for one in parts]
        self._panels = [
            panel
            for i, kind in enumerate(look.panels)
            for panel in BUILDERS[kind]([row[i] for row in axes], self._tracks, look)
        ]
        self._moving = [
            artist
            for panel in self._panels
            for artist in sorted(panel.moving, key=Artist.get_zorder)
        ]
        for artist in self._moving:
            artist.set_in_layout(False)  # where it is now says nothing
        names = headings(self._tracks, look)
        for one, name in zip(parts, names, strict=True):
            if name:
                one.suptitle(name)
        self._weights = [
            panel for panel in self._panels if isinstance(panel, WeightPanel | SpacePanel)
        ]
        self._titles = [_running_title(row, look.panels) for row in axes]

    def _fit(self) -> None:
        """Give axes of the same kind equal limits, now that their shape is known."""
        for panel in self._weights:
            same = [other.extent for other in self._weights if type(other) is type(panel)]
            window = panel.axes.get_window_extent()
            panel.limit(weight_limits(np.concatenate(same), (window.width, window.height)))

    def __len__(self) -> int:
        return len(self._tracks[0]) + self._held

    def frames(self) -> Iterator[memoryview]:
        """Yield each frame as RGBA bytes, row by row; it is valid until the next."""
        from .painter import Painter

        painter = Painter(self.figure)
        lasting: list[Artist] = [artist for panel in self._weights for artist in panel.lasting]
        moving = self._moving + [title for title, _ in self._titles]
        for frame in range(len(self._tracks[0])):
            self.show(frame, since=frame - 1)
            painter.paint(lasting, moving)
            yield painter.frame
        for _ in range(self._held):
            yield painter.frame

    def save_last(self, out: Path, kind: str = "png") -> None:
        """Write the last frame, with the trails that led there."""
        self.show(len(self._tracks[0]) - 1)
        self.figure.savefig(out, format=kind)

    def show(self, frame: int, since: int = -1) -> None:
        """Set what moves to a frame, and what is lasting to what it adds after frame `since`."""
        for panel in self._panels:
            panel.show(frame)
        for panel in self._weights:
            panel.show_trail(frame, since)
        for track, (title, name) in zip(self._tracks, self._titles, strict=True):
            title.set_text(name + _state(track.runs[frame], track.losses))


def _running_title(axes: Sequence[Axes], panels: Sequence[Panel]) -> tuple[Text, str]:
    """Return the title that tells the run, and what it says before: nothing over the weights."""
    worth = {"weights": 2, "loss": 0}
    panel = max(range(len(panels)), key=lambda i: worth.get(panels[i], 1))
    title = axes[panel].title
    title.set_animated(True)
    return title, f"{title.get_text()} – " if title.get_text() else ""


def _state(run: int, losses: "pd.Series[float]") -> str:
    loss = losses[run]
    last = losses.index[-1]
    number = f"{loss:.4f}" if abs(loss) < 1e6 else f"{loss:.3g}"
    return f"run {str(run).rjust(len(str(last)), FIGURE_SPACE)} / {last} – loss = {number}"
