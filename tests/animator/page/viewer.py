"""A viewer of a followed log without a browser: it reads the events, and puts them together."""

import base64
import json
import signal
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from ...processes import LONGEST, running, with_signals
from ..program import command, environment


class Viewer:
    """Hold what a page has been sent so far."""

    def __init__(self, url: str) -> None:
        self._stream = urllib.request.urlopen(f"{url}events", timeout=LONGEST)
        self.news = ""
        self.page: dict[str, Any] = {}  # the last one
        self.kinds: list[bool] = []  # of each event with a page, whether it was a whole one
        self.runs: list[float] = []
        self.losses: list[float] = []
        self.frames: list[float] = []
        self.W: list[float] = []

    def take_next(self) -> None:
        """Wait for an event that is no sign of life, and take it."""
        while not (line := self._stream.readline()).startswith(b"data: "):
            assert line, "the stream has ended"
        event = json.loads(line.removeprefix(b"data: "))
        self.news = event["news"]
        if event["page"]:
            self.page = event["page"]
            if "order" not in self.page:  # which is a map's
                self._take(self.page)

    def wait_for_news(self, news: str) -> None:
        while news not in self.news:
            self.take_next()

    def wait_for(self, losses: int, frames: int) -> None:
        while (len(self.losses), len(self.frames)) != (losses, frames):
            self.take_next()

    def wait_for_run(self, run: int) -> None:
        """Wait until a snapshot of this run, or of a later one, has been sent."""
        while not self.frames or self.frames[-1] < run:
            self.take_next()

    def close(self) -> None:
        self._stream.close()

    def _take(self, page: dict[str, Any]) -> None:
        self.kinds.append(page["is_new"])
        if page["is_new"]:
            self.runs, self.losses, self.frames, self.W = [], [], [], []
        series = page["logs"][0]["series"]
        self.runs += decoded_runs(series["runs 0"])
        self.losses += decoded(series["values 0"])
        self.frames += decoded_runs(series["frame runs"])
        self.W += decoded(series["W"])


def decoded(numbers: dict[str, Any]) -> list[float]:
    kind = {16: "<i2", 32: "<f4", 64: "<f8"}[numbers["bits"]]
    values = np.frombuffer(base64.b64decode(numbers["base64"]), kind).astype(float)
    if numbers["bits"] == 16:
        values[values == -(2**15)] = np.nan
    result: list[float] = (values / numbers["scale"]).tolist()
    return result


def decoded_runs(runs: dict[str, Any]) -> list[float]:
    if "list" in runs:
        return list(runs["list"])
    return [runs["first"] + i * runs["step"] for i in range(runs["count"])]


@contextmanager
def following(folder: Path, *words: str, stdin: int | None = None) -> Iterator[tuple[Any, str]]:
    """Start the command in a folder; yield its process and the address that it prints."""
    follow = with_signals("SIG_DFL", command(*words, "--follow"))
    options: dict[str, Any] = {"cwd": folder, "env": environment(DISPLAY="", WAYLAND_DISPLAY="")}
    with running(follow, stderr=-1, stdin=stdin, **options) as process:
        assert process.stderr is not None
        told = process.stderr.readline().decode()
        yield process, told.removeprefix("animator: ").split()[0]
        process.send_signal(signal.SIGINT)
        process.wait()
