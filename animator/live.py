"""Watch a log that grows, or a folder of logs, in a browser on this machine.

`python -m animator LOG --follow` serves the page itself; for notebook.py a process of its own does.
"""

import errno
import json
import os
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from socket import create_server, socket
from threading import Thread
from typing import TYPE_CHECKING

from .errors import OutputError
from .escape import printable
from .files.job import is_folder
from .folder.log_folder import log_name
from .look import Look, look_from

# A notebook itself needs no matplotlib.
if TYPE_CHECKING:
    from .page.follower import Follower
    from .page.server import PageServer

ADDRESS = "127.0.0.1"  # of this machine only
WAITING = 1024  # connections that wait for their thread


def listen(port: int) -> socket:
    """Return a socket that waits for browsers at a port, 0 for a free one.

    Raises OutputError if the port is taken.
    """
    try:
        return create_server((ADDRESS, port), backlog=WAITING)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = "is taken: stop what uses it, or choose another --port"
        else:
            reason = f"cannot be used: {error.strerror}"
        raise OutputError(f"port {port} {reason}") from None


def url_of(listening: socket) -> str:
    """Return the address of the page that is served there."""
    return f"http://{ADDRESS}:{listening.getsockname()[1]}/"


def open_in_browser(url: str) -> None:
    """Open a page in the user's browser if there is a display; others are no place for it."""
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)


def start_server(
    listening: socket,
    path: str,
    look: Look,
    part: int,
    lines: Sequence[str],
    *,
    in_frame: bool = False,
) -> "PageServer":
    """Return a server whose log, "-" for stdin, or folder is followed, in a thread of its own."""
    from .page.server import PageServer

    follower: Follower
    if is_folder(path):
        from .map.follower import MapFollower

        follower, name = MapFollower(path, look, part, lines), Path(path).resolve().name
    else:
        from .page.log_follower import LogFollower

        follower = LogFollower(path, look, part, lines)
        name = "stdin" if path == "-" else log_name(path)
    title = printable(look.title[0] if look.title else name)
    server = PageServer(listening, follower, title, in_frame=in_frame)
    Thread(target=follower.run, daemon=True).start()
    return server


def serve_notebook() -> None:
    """Serve what the first argument says until stdin ends.

    notebook.py starts this as a process, so that drawing cannot disturb the user's matplotlib. Its
    stdin ends when the notebook's kernel does, in whatever way.
    """
    descriptor, path, look, part, lines = json.loads(sys.argv[1])
    listening = socket(fileno=descriptor)
    server = start_server(listening, path, look_from(look), part, lines, in_frame=True)
    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
