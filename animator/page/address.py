"""Where a page is served: on this machine only."""

from socket import create_server, socket

ADDRESS = "127.0.0.1"
WAITING = 1024  # connections that wait for their thread


def listen(port: int) -> socket:
    """Return a socket that waits for browsers at a port, 0 for a free one; or raise OSError."""
    return create_server((ADDRESS, port), backlog=WAITING)


def url_of(listening: socket) -> str:
    """Return the address of the page that is served there."""
    return f"http://{ADDRESS}:{listening.getsockname()[1]}/"
