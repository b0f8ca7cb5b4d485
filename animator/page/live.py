"""Watch a log that grows, in a browser: `python -m animator LOG --follow`."""

import errno
import os
import sys
import webbrowser
from collections.abc import Callable, Sequence
from threading import Thread

from ..errors import OutputError
from ..escape import printable
from ..folder.log_folder import log_name
from ..look import Look
from .follower import Follower
from .server import PageServer


def follow(
    path: str,
    look: Look,
    *,
    part: int,
    lines: Sequence[str],
    port: int,
    tell: Callable[[str], object],
) -> None:
    """Serve the page of a log, "-" for stdin, until the process ends; tell where it is.

    port: 0 for a free one. Raises OutputError if the port is taken.
    """
    follower = Follower(path, look, part, lines)
    name = printable(look.title[0] if look.title else "stdin" if path == "-" else log_name(path))
    try:
        server = PageServer(port, follower, name)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = "is taken: stop what uses it, or choose another --port"
        else:
            reason = f"cannot be used: {error.strerror}"
        raise OutputError(f"port {port} {reason}") from None
    Thread(target=follower.run, daemon=True).start()
    is_there = path == "-" or os.path.exists(path)  # noqa: PTH110  # it takes any text
    shown = name if is_there else f"{path}, which is not there yet"
    tell(f"{server.url} shows {shown}; Ctrl-C ends it")
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(server.url)
    server.serve_forever()
