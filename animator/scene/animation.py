"""What changes from frame to frame: panels, and titles that tell the run."""

from collections.abc import Callable, Generator, Sequence

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.text import Text

from ..look import Look
from .frame_renderer import FrameRenderer
from .panel import Panel
from .timeline import Timeline

Title = tuple[Text, Callable[[int], str]]  # a text, and its words in each frame


class Animation:
    """Show a figure frame by frame; `len(animation)` is the number of frames, held ones included.

    A subclass makes the figure, the panels and the titles.
    """

    figure: Figure
    _panels: Sequence[Panel]
    _titles: Sequence[Title]

    def __init__(self, shown: Sequence[Timeline], look: Look) -> None:
        """Take the timelines of what is shown."""
        self.size = look.size  # in pixels
        self._timelines = shown
        self._shown = len(shown[0])  # frames, without the held ones
        self._held = round(look.hold * look.fps)  # frames for which the last one stays

    def __len__(self) -> int:
        return self._shown + self._held

    @property
    def _moving(self) -> list[Artist]:
        return [
            artist
            for panel in self._panels
            for artist in sorted(panel.moving, key=Artist.get_zorder)
        ]

    def frames(self) -> Generator[memoryview, None, None]:
        """Yield each frame as RGBA bytes, row by row; it is valid until the next.

        The caller holds own_settings(): what a generator sets would hold for its caller, too.
        """
        lasting = [artist for panel in self._panels for artist in panel.lasting]
        moving = self._moving + [title for title, _ in self._titles]
        renderer = FrameRenderer(self.figure, lasting, moving)
        for frame in range(self._shown):
            self.show(frame, since=frame - 1)
            renderer.paint()
            yield renderer.frame
        for _ in range(self._held):
            yield renderer.frame

    def show_last(self) -> None:
        """Show the last frame, with the trails that led there."""
        self.show(self._shown - 1)

    def show(self, frame: int, since: int = -1) -> None:
        """Set all artists to a frame; lasting ones to what is new in it after frame `since`."""
        for panel in self._panels:
            panel.show(frame, since)
        for title, words in self._titles:
            title.set_text(words(frame))
