"""Show logs without naming a file: in a notebook, or else as a page in the browser."""

import tempfile
import webbrowser
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .errors import LookError
from .look import takes_look
from .output import animate
from .progress import is_notebook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .output import Logs

SUFFIXES = {"video": ".mp4", "picture": ".png", "page": ".html"}  # of what a notebook shows
PLAYER = 'controls loop style="max-width: 100%"'
PAGE_HEIGHT = "40em"  # of the frame in which a notebook shows a page


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
