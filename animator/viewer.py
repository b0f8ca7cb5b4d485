"""A log to look at without a file: a window with a slider, or a video in a notebook."""

import base64
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from matplotlib import pyplot
from matplotlib.backends.registry import BackendFilter, backend_registry
from matplotlib.figure import Figure
from matplotlib.widgets import Slider

from .log import Log
from .look import Look
from .output import animate
from .parser.source import Source
from .progress import read_with_bar
from .scene import Scene

SLIDER_HEIGHT = 0.06  # of the picture's, below it


@dataclass(frozen=True, slots=True)
class Video:
    """Hold an .mp4 that a notebook shows."""

    mp4: bytes

    def _repr_html_(self) -> str:
        source = f"data:video/mp4;base64,{base64.b64encode(self.mp4).decode()}"
        return f'<video controls loop style="max-width: 100%" src="{source}"></video>'


def show(
    log: Log | Source | Sequence[Log | Source], *, quiet: bool = False, **look: Any
) -> Video | None:
    """Show logs: in a notebook as the video that this returns, elsewhere in a window.

    The window has a slider over the snapshots. The options are those of animate(). Raises
    RuntimeError where there is neither a notebook nor a display, and what animate() raises.
    """
    if _is_notebook():
        with tempfile.TemporaryDirectory() as folder:
            film = Path(folder) / "film.mp4"
            animate(log, film, quiet=quiet, **look)
            return Video(film.read_bytes())
    chosen = replace(Look(**look), hold=0)
    sources = log if isinstance(log, list | tuple) else [cast("Log | Source", log)]
    logs = [one if isinstance(one, Log) else read_with_bar(one, quiet=quiet) for one in sources]
    _fill(_window(chosen.size), Scene(logs, chosen))
    pyplot.show()
    return None


def _window(size: tuple[int, int]) -> Figure:
    """Return a figure in a window with room for a picture of that size, in pixels, and a slider."""
    dpi = pyplot.rcParams["figure.dpi"]
    with suppress(ImportError):  # a display is asked for that is not there
        figure = pyplot.figure(figsize=(size[0] / dpi, size[1] / (1 - SLIDER_HEIGHT) / dpi))
        if pyplot.get_backend() in backend_registry.list_builtin(BackendFilter.INTERACTIVE):
            return figure
        pyplot.close(figure)
    raise RuntimeError("no display and no notebook: make a film, animate(log, 'film.mp4')")


def _fill(figure: Figure, scene: Scene) -> None:
    """Fill a figure with a scene's first picture, and a slider that shows others."""
    picture = figure.add_axes((0, SLIDER_HEIGHT, 1, 1 - SLIDER_HEIGHT))
    picture.set_axis_off()
    image = picture.imshow(_picture(scene, 0))
    below = figure.add_axes((0.1, 0, 0.8, SLIDER_HEIGHT))
    slider = Slider(below, "snapshot", 0, max(len(scene) - 1, 1), valinit=0, valstep=1)

    def move(snapshot: float) -> None:
        image.set_data(_picture(scene, min(int(snapshot), len(scene) - 1)))
        figure.canvas.draw_idle()

    slider.on_changed(move)
    # Nobody else holds the slider, and without it the window is dead.
    figure.canvas.mpl_connect("close_event", lambda _event: slider.disconnect_events())


def _picture(scene: Scene, snapshot: int) -> npt.NDArray[np.uint8]:
    scene.show(snapshot)
    raw = BytesIO()
    scene.figure.savefig(
        raw, format="rgba"
    )  # what moves is in it, unlike in a canvas of the screen
    width, height = scene.size
    return np.frombuffer(raw.getvalue(), np.uint8).reshape(height, width, 4)


def _is_notebook() -> bool:
    """Whether IPython runs in a kernel, so that something else shows its results."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")
