"""The whole picture: the panels of each log, frame by frame.

matplotlib draws everything: what stays the same once, and what moves for each frame.
frame_renderer.py makes the same pixels faster.
"""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine

from ..log import Log
from ..look import Look
from .animation import Animation, Title
from .headings import HEADING_ROOM, headings, set_in_font, shorten, shrink
from .layout import lay_out, new_figure, part_side, part_size
from .panel import draw_panels, with_panels
from .themes import own_settings
from .timeline import Timeline, timelines, warn_of_what_is_missing

PADDING = 0.1  # inches around panels
SMALLEST_PLAIN, LARGEST_PLAIN = 1e-4, 1e6  # losses with four decimals; others have an exponent


class Scene(Animation):
    """Draw logs side by side, frame by frame."""

    def __init__(self, logs: Sequence[Log], look: Look) -> None:
        """Draw what stays the same; raise LogError if a log lacks what a panel shows."""
        super().__init__(timelines(logs, look), look)
        look = with_panels(look, self._timelines)
        warn_of_what_is_missing(logs, look)
        with own_settings(look.theme):
            self._draw(look, headings(logs, look))
            self._lay_out()

    def _draw(self, look: Look, texts: list[str]) -> None:
        """Make the figure, a part of it for each log, and the panels in it."""
        logs = len(texts)
        part = part_size(logs, len(look.panels), self.size)
        self.figure = new_figure(self.size, part_side(len(look.panels), part))
        rows, columns = round(self.size[1] / part[1]), round(self.size[0] / part[0])
        parts = self.figure.subfigures(rows, columns, squeeze=False).flat[:logs]
        axes = [lay_out(own, look.panels, part) for own in parts]
        self._panels = [
            panel
            for name, same in zip(look.panels, zip(*axes, strict=True), strict=True)
            for panel in draw_panels(name, same, self._timelines, look)
        ]
        self._titles = [
            _title_for_run(own, look.panels, timeline)
            for own, timeline in zip(axes, self._timelines, strict=True)
        ]
        self._headings = [
            (set_in_font(own.suptitle("", weight="bold", parse_math=False), text), own)
            for own, text in zip(parts, texts, strict=True)
            if text
        ]
        for artist in self._moving:
            artist.set_in_layout(False)  # the layout must not depend on where it is now

    def _lay_out(self) -> None:
        """Give axes and texts their places, once for all frames."""
        layout = ConstrainedLayoutEngine(w_pad=PADDING, h_pad=PADDING)
        self.figure.set_layout_engine(layout)
        self.show(0)
        for panel in self._panels:
            panel.fit()  # a first time, because the layout depends on how wide the numbers are
        layout.execute(self.figure)
        self.figure.set_layout_engine("none")
        for panel in self._panels:
            panel.fit()
        self.show_last()  # its title is the longest, as run numbers grow
        for axes in self.figure.axes:
            window = axes.get_window_extent()
            for text in (axes.title, axes.xaxis.label):
                shrink(text, window.width)
            shrink(axes.yaxis.label, window.height)
        for heading, own in self._headings:
            shorten(heading, HEADING_ROOM * own.bbox.width)


def _title_for_run(axes: Sequence[Axes], panels: Sequence[str], timeline: Timeline) -> Title:
    """Return the title that tells the run, beginning with the panel's own title, if any.

    It is that of the weights, or else of another panel than the loss, if there is one.
    """
    suited = ["weights"] if "weights" in panels else [name for name in panels if name != "loss"]
    title = axes[panels.index(suited[0] if suited else "loss")].title
    start = f"{title.get_text()} – " if title.get_text() else ""
    return title, lambda frame: start + _state(timeline, frame)


def _state(timeline: Timeline, frame: int) -> str:
    loss = timeline.losses[frame]
    is_plain = loss == 0 or SMALLEST_PLAIN <= abs(loss) < LARGEST_PLAIN
    number = f"{loss:.4f}" if is_plain else f"{loss:.3g}"
    return f"{run_shown(timeline.runs[frame], *timeline.log.runs[[0, -1]])} – loss = {number}"


def run_shown(run: int, first: int, last: int) -> str:
    """Return in words which run of a training is shown."""
    return f"{f'run {run}' if run >= first else f'before run {first}'} / {last}"
