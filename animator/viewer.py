"""Show logs without making a file: in a window with a slider, or in a notebook."""

import base64
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
from matplotlib import pyplot
from matplotlib.backends.registry import BackendFilter, backend_registry
from matplotlib.figure import Figure
from matplotlib.widgets import Slider

from .errors import LookError, UsageError
from .folder_output import is_folder
from .look import look_from, takes_look
from .output import animate, as_list, read
from .progress import is_notebook
from .scene.scene import Scene

if TYPE_CHECKING:
    from .output import Logs

SLIDER_HEIGHT = 0.06  # of the height of the window
SUFFIXES = {"video": ".mp4", "picture": ".png", "page": ".html"}  # of what a notebook shows
PAGE_HEIGHT = "40em"  # of the frame in which a notebook shows a page


@dataclass(frozen=True, slots=True)
class Video:
    """Hold an .mp4 that a notebook shows."""

    mp4: bytes = field(repr=False)

    def _repr_html_(self) -> str:
        source = f"data:video/mp4;base64,{base64.b64encode(self.mp4).decode()}"
        return f'<video controls loop style="max-width: 100%" src="{source}"></video>'


@dataclass(frozen=True, slots=True)
class Picture:
    """Hold a .png that a notebook shows."""

    png: bytes = field(repr=False)

    def _repr_png_(self) -> bytes:
        return self.png


@dataclass(frozen=True, slots=True)
class Page:
    """Hold a page that a notebook shows in a frame, which keeps its scripts to themselves."""

    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{escape(self.html)}" sandbox="allow-scripts allow-downloads" '
            f'style="width: 100%; height: {PAGE_HEIGHT}; border: 0" title="training"></iframe>'
        )


@takes_look
def show(
    log: "Logs",
    *,
    kind: Literal["video", "picture", "page"] = "video",
    part: int = -1,
    strict: bool = False,
    quiet: bool = False,
    **look: Any,
) -> Video | Picture | Page | None:
    """Show logs: in a notebook as the object that this returns, elsewhere in a window.

    kind: what a notebook shows. A video has all snapshots, a picture the last one; a page has a
    slider, play, zoom and hover. Of a folder of logs, a picture is its map. The window has a slider
    over the snapshots. The other options are those of animate(). Raises RuntimeError if there is
    neither a notebook nor a display, and what animate() raises.

    >>> show("logs/c-pentagon.log", theme="dark")  # doctest: +SKIP
    """
    if kind not in SUFFIXES:
        raise LookError("kind", " or ".join(SUFFIXES), kind)
    if is_notebook():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"log{SUFFIXES[kind]}"
            animate(log, file, part=part, strict=strict, quiet=quiet, **look)
            made = file.read_bytes()
        if kind == "page":
            return Page(made.decode())
        return Video(made) if kind == "video" else Picture(made)
    if any(map(is_folder, as_list(log))):
        raise UsageError("no window shows a folder: animate(folder, 'map.html') makes its map")
    chosen = replace(look_from(look), hold=0)
    reading = partial(read, tags=chosen.tags, part=part, strict=strict, quiet=quiet)
    logs = list(map(reading, as_list(log)))
    _fill(_window(chosen.size), Scene(logs, chosen))
    pyplot.show()
    return None


def _window(size: tuple[int, int]) -> Figure:
    """Return a figure in a window with room for a picture of that size, in pixels, and a slider."""
    dpi = pyplot.rcParams["figure.dpi"]
    with suppress(ImportError):  # matplotlib is told to use a display that is not there
        figure = pyplot.figure(figsize=(size[0] / dpi, size[1] / (1 - SLIDER_HEIGHT) / dpi))
        if pyplot.get_backend() in backend_registry.list_builtin(BackendFilter.INTERACTIVE):
            return figure
        pyplot.close(figure)
    raise RuntimeError("no display and no notebook: make a film, animate(log, 'film.mp4')")


def _fill(figure: Figure, scene: Scene) -> None:
    """Fill a figure with the first picture of a scene, and a slider that shows the others."""
    figure.set_facecolor(scene.figure.get_facecolor())
    picture = figure.add_axes((0, SLIDER_HEIGHT, 1, 1 - SLIDER_HEIGHT))
    picture.set_axis_off()
    image = picture.imshow(_picture(scene, 0))
    below = figure.add_axes((0.1, 0, 0.8, SLIDER_HEIGHT))
    slider = Slider(below, "snapshot", 0, max(len(scene) - 1, 1), valinit=0, valstep=1)
    for text in (slider.label, slider.valtext):
        text.set_color("0.5")  # legible in both themes

    def move(snapshot: float) -> None:
        image.set_data(_picture(scene, min(int(snapshot), len(scene) - 1)))
        figure.canvas.draw_idle()

    slider.on_changed(move)
    # This reference keeps the slider alive: without it the window would not react.
    figure.canvas.mpl_connect("close_event", lambda _event: slider.disconnect_events())


def _picture(scene: Scene, snapshot: int) -> npt.NDArray[np.uint8]:
    scene.show(snapshot)
    raw = BytesIO()
    # Unlike a canvas of the screen, savefig also draws the artists that are animated.
    scene.figure.savefig(raw, format="rgba")
    width, height = scene.size
    return np.frombuffer(raw.getvalue(), np.uint8).reshape(height, width, 4)
