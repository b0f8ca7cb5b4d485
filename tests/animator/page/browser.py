"""A real browser, headless Chromium, spoken to in its DevTools protocol over two pipes."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ...processes import LONGEST, running

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--disable-features=IsolateSandboxedIframes",  # a frame is reached like its page
    "--remote-debugging-pipe",
]
REQUIRED = "REQUIRE_BROWSER"  # an environment variable: without a browser, tests fail if it is set


def find_browser() -> str:
    """Return the path of Chromium; skip the test if there is none, or fail if one is required."""
    found = [path for name in NAMES if (path := shutil.which(name))]
    if not found:
        reason = "needs Chromium: apt-get install chromium"
        if os.environ.get(REQUIRED):
            pytest.fail(reason)
        pytest.skip(reason)
    return found[0]


class Tab:
    """Hold one open page; what it asks for and complains about is collected."""

    def __init__(self, browser: "Browser", target: str, session: str) -> None:
        self._browser = browser
        self._target = target
        self._session = session
        self.opened: list[str] = []
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._contexts: list[int] = []  # of the page and the frames in it

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        return self._browser.send(method, self._session, **params)

    def close(self) -> None:
        self._browser.send("Target.closeTarget", targetId=self._target)

    def run(self, script: str, *, in_frame: bool = False) -> Any:
        """Return the value of an expression, awaited if it is a promise.

        in_frame: evaluate it in the newest frame of the page.
        """
        where = {"contextId": self._contexts[-1]} if in_frame else {}
        answer = self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, **where
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def settle(self) -> None:
        """Wait until everything that is due has been drawn."""
        self.run("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    def open(self, url: str) -> None:
        self.send("Page.navigate", url="about:blank")
        self.opened.append(url.split("#", maxsplit=1)[0])
        self.send("Page.navigate", url=url)
        self.run(
            "new Promise((done) => document.readyState === 'complete' ? done()"
            " : addEventListener('load', done))"
        )
        self.settle()

    def resize(self, width: int, height: int, **more: Any) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", **{**size, **more})
        self.settle()

    def emulate(self, **features: str) -> None:
        named = [{"name": name.replace("_", "-"), "value": v} for name, v in features.items()]
        self.send("Emulation.setEmulatedMedia", features=named)
        self.settle()

    def wait_for(self, condition: str) -> None:
        """Wait until a condition of JavaScript holds."""
        tries = f"for (let i = 0; i < {50 * LONGEST}; i++)"
        again = f"if ({condition}) return true; await new Promise((done) => setTimeout(done, 20));"
        assert self.run(f"(async () => {{ {tries} {{ {again} }} }})()"), condition

    def allow_downloads(self, folder: Path) -> None:
        self.send("Page.setDownloadBehavior", behavior="allow", downloadPath=str(folder))

    def press(self, key: str, modifiers: int = 0) -> None:
        shown = {"text": key} if len(key) == 1 else {}
        self.send("Input.dispatchKeyEvent", type="keyDown", key=key, modifiers=modifiers, **shown)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key, modifiers=modifiers)
        self.settle()

    def point(self, kind: str, x: float, y: float, **more: Any) -> None:
        """Move, press or release the mouse: kind is Moved, Pressed or Released."""
        self.send("Input.dispatchMouseEvent", type=f"mouse{kind}", x=x, y=y, **more)
        self.settle()

    def click(self, x: float, y: float) -> None:
        for kind in ("Moved", "Pressed", "Released"):
            self.point(kind, x, y, button="none" if kind == "Moved" else "left", clickCount=1)

    def drag_finger(self, *places: tuple[float, float]) -> None:
        """Put a finger on the first place, move it over the others, and take it away."""
        self.send("Emulation.setTouchEmulationEnabled", enabled=True)
        for kind, place in zip(["Start", *["Move"] * (len(places) - 1)], places, strict=True):
            point = {"x": place[0], "y": place[1]}
            self.send("Input.dispatchTouchEvent", type=f"touch{kind}", touchPoints=[point])
            self.settle()
        self.send("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        self.settle()

    def handle(self, event: dict[str, Any]) -> None:
        params = event["params"]
        if event["method"] == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif event["method"] == "Runtime.executionContextCreated":
            self._contexts.append(params["context"]["id"])
        elif event["method"] == "Runtime.exceptionThrown":
            self.complaints.append(str(params["exceptionDetails"]))
        elif event["method"] == "Log.entryAdded":
            self.complaints.append(params["entry"]["text"])
        elif event["method"] == "Runtime.consoleAPICalled":
            self.complaints.append(str(params["args"]))


class Browser:
    """Send commands, and pass on events to the tabs."""

    def __init__(self, write: int, read: int) -> None:
        self._write = write
        self._answers = os.fdopen(read, "rb", closefd=False)
        self._held = b""
        self._last = 0
        self._tabs: dict[str, Tab] = {}

    def send(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """Return the answer to a command; raise RuntimeError if it is an error."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            if answer.get("sessionId") in self._tabs:
                self._tabs[answer["sessionId"]].handle(answer)

    def new_tab(self) -> Tab:
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = self._tabs[session] = Tab(self, target, session)
        for domain in ("Page", "Runtime", "Log", "Network"):
            tab.send(f"{domain}.enable")
        return tab

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._held:
            chunk = self._answers.read1(2**16)
            assert chunk, "the browser has ended"
            self._held += chunk
        message, self._held = self._held.split(b"\0", 1)
        answer: dict[str, Any] = json.loads(message)
        return answer


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start a browser that ends with the block, or after half an hour."""
    path = find_browser()
    (their_read, our_write), (our_read, their_write) = os.pipe(), os.pipe()

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        # The pipes have to be the descriptors 3 and 4, which only a shell or a fork can arrange.
        shell = f'exec "$0" "$@" 3<&{their_read} 4>&{their_write}'
        command = ["bash", "-c", shell, path, *FLAGS, f"--user-data-dir={Path(folder)}"]
        quiet: Any = {"stderr": subprocess.DEVNULL, "pass_fds": (their_read, their_write)}
        try:
            with running(command, longest=1800, **quiet):
                os.close(their_read)
                os.close(their_write)
                yield Browser(our_write, our_read)
        finally:
            os.close(our_write)
            os.close(our_read)
