"""Serve a page to this machine only: the page, and a stream of server-sent events."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from select import select
from socket import socket
from threading import BoundedSemaphore
from typing import Any

from .document import as_json, render
from .follower import Follower

MOST_VIEWERS = 50
GLANCE = 0.5  # seconds after which it is looked whether a viewer without news is still there
PATIENCE = 20.0  # seconds that a connection may stay silent
QUEUE = 2.0  # seconds that one viewer too many waits for another one to go
FRAMES = "http: https: vscode-webview:"  # of whom a notebook may be shown
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class PageServer(ThreadingHTTPServer):
    """Serve the page of what is followed."""

    daemon_threads = True

    def __init__(
        self, listening: socket, follower: Follower, title: str, *, in_frame: bool = False
    ) -> None:
        """Take a socket that listen() gave.

        in_frame: whether other pages, such as a notebook, may show this one in a frame.
        """
        super().__init__(listening.getsockname(), PageHandler, bind_and_activate=False)
        self.socket.close()  # its own, which is not bound
        self.socket = listening
        self.follower = follower
        self.title = title
        ancestors = FRAMES if in_frame else "'none'"
        self.headers = HEADERS | {"Content-Security-Policy": f"frame-ancestors {ancestors}"}
        self.page = render(None, title, connect="'self'").encode()
        self.viewers = BoundedSemaphore(MOST_VIEWERS)
        # A page of another site may let its name lead to this machine, but it cannot forge this.
        address, port = listening.getsockname()
        self.hosts = {f"{name}:{port}" for name in (address, "localhost")}

    def handle_error(self, *_: Any) -> None:
        """Ignore viewers that have gone away."""


class PageHandler(BaseHTTPRequestHandler):
    """Answer one request: GET / or GET /events."""

    server: PageServer
    timeout = PATIENCE

    def do_GET(self) -> None:  # the name that http.server calls
        """Send the page or the events."""
        if self.headers.get("Host") not in self.server.hosts:
            self.send_error(HTTPStatus.FORBIDDEN)
        elif self.path == "/":
            self._send(HTTPStatus.OK, "text/html; charset=utf-8", self.server.page)
        elif self.path != "/events":
            self.send_error(HTTPStatus.NOT_FOUND)
        elif not self.server.viewers.acquire(timeout=QUEUE):
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            try:
                self._send_events()
            finally:
                self.server.viewers.release()

    def _send_events(self) -> None:
        self._send(HTTPStatus.OK, "text/event-stream")
        for event in self.server.follower.events(GLANCE):
            if not self._is_there():
                return
            if event:
                self.wfile.write(f"data: {as_json(event)}\n\n".encode())

    def _is_there(self) -> bool:
        """Return whether the viewer, who sends nothing more, has not closed the connection."""
        is_readable = select([self.connection], [], [], 0)[0]
        return not is_readable or bool(self.connection.recv(1))

    def _send(self, status: HTTPStatus, kind: str, body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code: int, *_: Any) -> None:
        """Send an error that repeats nothing of the request."""
        status = HTTPStatus(code)
        self._send(status, "text/plain", status.phrase.encode())

    def version_string(self) -> str:
        """Return the name of the server, without versions."""
        return "animator"

    def log_message(self, *_: Any) -> None:
        """Print nothing: stderr is for the user."""
