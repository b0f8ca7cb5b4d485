"""Where a page is served: on this machine only."""

import os
import sys
import webbrowser
from socket import create_server, socket

ADDRESS = "127.0.0.1"
WAITING = 1024  # connections that wait for their thread


def listen(port: int) -> socket:
    """Return a socket that waits for browsers at a port, 0 for a free one; or raise OSError."""
    return create_server((ADDRESS, port), backlog=WAITING)


def url_of(listening: socket) -> str:
    """Return the address of the page that is served there."""
    return f"http://{ADDRESS}:{listening.getsockname()[1]}/"


def open_in_browser(url: str) -> None:
    """Open a page in the user's browser if there is a display; others are no place for it."""
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)
