"""Show logs without naming a file: in a notebook, or else as a page in the browser."""

import json
import os
import sys
import tempfile
import warnings
import webbrowser
from html import escape
from pathlib import Path
from subprocess import PIPE, Popen
from typing import TYPE_CHECKING, Any, Literal
from weakref import finalize

from .check import check_followed
from .errors import LookError, UsageError
from .files.job import is_folder
from .live import listen, open_in_browser, url_of
from .look import look_from, takes_look
from .output import animate
from .progress import is_notebook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .output import Logs

SUFFIXES = {"video": ".mp4", "picture": ".png", "page": ".html"}  # of what a notebook shows
PLAYER = 'controls loop style="max-width: 100%"'
PAGE_HEIGHT = "40em"  # of the frame in which a notebook shows a page
LIVE_HEIGHT = 640  # pixels, likewise
SERVE = "from animator.live import serve_notebook; serve_notebook()"


@takes_look
def show(
    log: "Logs",
    *,
    kind: Literal["video", "picture", "page"] = "video",
    part: int = -1,
    lines: "Sequence[str]" = (),
    strict: bool = False,
    quiet: bool = False,
    **look: Any,
) -> object | None:
    """Show logs: in a notebook as the object that this returns, elsewhere as a page in the browser.

    kind: what a notebook shows. A video has all snapshots, a picture the last one; a page has a
    slider, play, zoom and hover. Of a folder of logs, a picture or a page is its map, and a video
    its gallery. The other options are those of animate(). The page for the browser is left in a
    temporary folder. Raises RuntimeError if there is neither a notebook nor a browser, and what
    animate() raises.

    >>> show("logs/c-pentagon.log", theme="dark")  # doctest: +SKIP
    """
    if kind not in SUFFIXES:
        raise LookError("kind", " or ".join(SUFFIXES), kind)
    if not is_notebook():
        page = Path(tempfile.mkdtemp()) / "log.html"  # stays: the browser may be slow to read it
        animate(log, page, part=part, lines=lines, strict=strict, quiet=quiet, **look)
        if not webbrowser.open(page.as_uri()):
            raise RuntimeError("no notebook and no browser: make a film, animate(log, 'film.mp4')")
        return None
    from IPython import display  # it is there in a notebook

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"log{SUFFIXES[kind]}"
        animate(log, file, part=part, lines=lines, strict=strict, quiet=quiet, **look)
        made = file.read_bytes()
    if kind == "video":
        return display.Video(made, embed=True, mimetype="video/mp4", html_attributes=PLAYER)
    return display.Image(made) if kind == "picture" else display.HTML(_framed(made.decode()))


def _framed(page: str) -> str:
    """Return a page in a frame, which keeps its scripts to themselves."""
    return (
        f'<div><iframe srcdoc="{escape(page)}" sandbox="allow-scripts allow-downloads" '
        f'style="width: 100%; height: {PAGE_HEIGHT}; border: 0" title="training"></iframe></div>'
    )


@takes_look
def follow(
    log: str | os.PathLike[str], *, part: int = -1, lines: "Sequence[str]" = (), **look: Any
) -> "LivePage":
    """Show a log while it is being written, or the map of a folder of logs while it fills.

    In a notebook, what this returns shows the page in the cell; elsewhere a browser opens it. The
    page is served by a process of its own, to this machine only. It ends when `.stop()` is called,
    when nothing refers to the object any more, or with the kernel or the program. A log that is not
    there yet is waited for. The options are those of animate().

    Raises FileNotFoundError if the path ends with a slash, and there is no such folder.

    >>> page = follow("logs/c-pentagon.log")  # doctest: +SKIP
    """
    path = os.fspath(log)
    if path.endswith(os.sep) and not is_folder(path):
        raise FileNotFoundError(f"there is no folder {path}")
    settings = look_from(look)
    if settings.shows_curves:
        raise UsageError("follow() shows no curves")
    if settings.value == "weights" and is_folder(path):
        raise UsageError("follow() shows no gallery: give another value, or use animate()")
    for reason in check_followed(path, settings):
        warnings.warn(f"a page {reason}", stacklevel=2)
    if lines:
        from .parser.templates.template import templates_of  # it imports numpy

        templates_of(lines)  # or else the server would fail
    shown = {name: getattr(settings, name) for name in look}
    page = LivePage(os.path.abspath(path), shown, part, list(lines))  # noqa: PTH100  # any text
    if not is_notebook():
        open_in_browser(page.url)
    return page


class LivePage:
    """Hold a page that follows a log or a folder; `url` is its address."""

    def __init__(self, *arguments: Any) -> None:
        """Start serve_notebook() with these arguments; the page can be opened at once."""
        with listen(0) as listening:
            self.url = url_of(listening)
            descriptor = listening.fileno()
            server = Popen(
                [sys.executable, "-c", SERVE, json.dumps([descriptor, *arguments])],
                env=os.environ | {"PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)},
                stdin=PIPE,
                pass_fds=[descriptor],
                start_new_session=True,  # Ctrl-C and the kernel's interrupts are not for it
            )
        self._end = finalize(self, _end, server)

    def stop(self) -> None:
        """End the server; a page that is open keeps what it shows."""
        self._end()

    def __repr__(self) -> str:
        return f"<LivePage {self.url}>"

    def _repr_html_(self) -> str:
        from IPython.display import IFrame

        return str(IFrame(self.url, "100%", LIVE_HEIGHT)._repr_html_())


def _end(server: Popen[bytes]) -> None:
    with server:
        server.kill()
