"""Watch a log that grows, or a folder of logs, in a browser: `python -m animator LOG --follow`."""

import errno
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from socket import socket
from threading import Thread
from typing import TYPE_CHECKING

from .errors import OutputError
from .escape import printable
from .files.job import is_folder
from .folder.log_folder import log_name
from .look import Look, look_from
from .page.address import listen, open_in_browser, url_of
from .page.server import PageServer

if TYPE_CHECKING:
    from .page.follower import Follower


def follow(
    path: str,
    look: Look,
    *,
    part: int,
    lines: Sequence[str],
    port: int,
    tell: Callable[[str], object],
) -> None:
    """Serve the page of a log, "-" for stdin, or of a folder, until the process ends.

    Tell where it is. port: 0 for a free one. Raises OutputError if the port is taken.
    """
    try:
        listening = listen(port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = "is taken: stop what uses it, or choose another --port"
        else:
            reason = f"cannot be used: {error.strerror}"
        raise OutputError(f"port {port} {reason}") from None
    server = start_server(listening, path, look, part=part, lines=lines)
    is_there = path == "-" or os.path.exists(path)  # noqa: PTH110  # it takes any text
    shown = server.title if is_there else f"{path}, which is not there yet"
    url = url_of(listening)
    tell(f"{url} shows {shown}; Ctrl-C ends it")
    open_in_browser(url)
    server.serve_forever()


def start_server(
    listening: socket,
    path: str,
    look: Look,
    *,
    part: int,
    lines: Sequence[str],
    in_frame: bool = False,
) -> PageServer:
    """Return a server whose log or folder is being followed, in a thread of its own."""
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
    server = start_server(listening, path, look_from(look), part=part, lines=lines, in_frame=True)
    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
