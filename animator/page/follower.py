"""Follow a log as it grows: one thread reads it, and each viewer gets what is new to it."""

import time
from collections.abc import Sequence
from contextlib import suppress
from operator import le
from pathlib import Path
from threading import Condition
from typing import Any, NamedTuple

from ..errors import LogError
from ..look import Look
from ..parser.reading import GrowingLog
from ..parser.source import CHUNK, TextStream
from ..scene.timeline import timelines
from .data import PageData
from .growing_file import POLL, GrowingFile, StartedAnewError

SHORTEST_PAUSE = 0.1  # seconds between two events
SHARE = 9  # pauses are so many times as long as the work: one tenth of a processor's core


class Seen(NamedTuple):
    """Hold what a viewer has been sent."""

    version: int = 0
    training: Any = None  # which training, and what its blocks are
    values: tuple[int, ...] = ()  # of each scalar
    frames: int = 0
    last_run: int = -1  # of these frames


class Follower:
    """Read a log for ever, and tell viewers about it."""

    def __init__(self, path: str, look: Look, part: int, lines: Sequence[str] = ()) -> None:
        self.path = path
        self._look = look
        self._part = part
        self._lines = lines
        self._changed = Condition()  # also guards everything below
        self._version = 0
        self._news = ""
        self._written = time.time()
        self._data: PageData | None = None
        self._training: Any = None
        # Only the thread that reads uses these:
        self._growing = GrowingLog("")
        self._starts = 0
        self._opened: tuple[int, int, float] | None = None  # how the file was when opened
        self._held = bytearray()  # read and not yet parsed
        self._is_behind = False
        self._next = 0.0  # when to publish again

    # The thread that reads

    def run(self) -> None:
        """Read the log until the process ends."""
        while True:
            try:
                self._read_to_end()
            except FileNotFoundError:
                self._say("the log is not there yet")
            except StartedAnewError:
                continue
            except LogError as error:
                self._say(error.reason)
                self._wait_for_change()
            except OSError as error:
                self._say(f"the log cannot be read: {error.strerror}")
            if self.path == "-":
                return
            time.sleep(POLL)

    def _wait_for_change(self) -> None:
        """Wait until a file that is no log is another one, so that it is not read all the time."""
        while self.path != "-" and _state_of(self.path) == self._opened:
            time.sleep(POLL)

    def _read_to_end(self) -> None:
        """Read one file, or a pipe to its end."""
        self._opened = _state_of(self.path)
        with GrowingFile(self.path, lambda: self._catch_up(file.written)) as file:
            with self._changed:
                self._data = None
                name = "stdin" if self.path == "-" else self.path
                self._growing = GrowingLog(name, self._look.tags, self._lines)
            self._held.clear()
            self._starts += 1
            text = TextStream(self.path, file, None)
            last = time.monotonic()
            for piece in text.pieces():
                self._held += piece
                if len(self._held) >= CHUNK or time.monotonic() > last + POLL:
                    self._catch_up(file.written)
                    last = time.monotonic()
            self._parse(time.time())
            self._growing.finish(text.problem)
            self._publish()
            self._say("the log has ended")

    def _catch_up(self, written: float) -> None:
        """Parse what has been read, and publish it unless something was published just now."""
        if self._held:
            self._parse(written)
        if self._is_behind and time.monotonic() >= self._next:
            start = time.monotonic()
            self._publish()
            end = time.monotonic()
            self._next = end + max(SHORTEST_PAUSE, SHARE * (end - start))
            self._is_behind = False

    def _parse(self, written: float) -> None:
        with self._changed:
            self._data = None  # it shares memory that is going to grow
            self._written = written
            self._growing.add(bytes(self._held))
            self._growing.add_last_run()
        self._held.clear()
        self._is_behind = True

    def _publish(self) -> None:
        if not self._growing.has_loss:
            self._say("the log has no loss yet")
            return
        with self._changed:
            try:
                log = self._growing.log(self._part, self._look.scalar)
                self._data = PageData(timelines([log], self._look), self._look)
            except LogError as error:
                self._say(error.reason)
                return
            shapes = tuple((tag, block.shape[1:]) for tag, block in log.blocks.items())
            part = log.parts[self._part]
            self._training = self._starts, part.first_line, len(log.snapshot_runs) > 0, shapes
            self._say("")

    def _say(self, news: str) -> None:
        with self._changed:
            if news != self._news or not news:
                self._news = news
                self._version += 1
                self._changed.notify_all()

    # The threads of viewers

    def next_event(self, seen: Seen, timeout: float) -> tuple[dict[str, Any] | None, Seen]:
        """Wait until there is something new; return it, or None after so many seconds.

        The event is what live.js takes: `page` is what the page shows, from what was seen on, or
        None; `news` is what a reader should know; `written` is when the log was written last.
        """
        with self._changed:
            is_new = self._changed.wait_for(lambda: self._has_new(seen), timeout)
            if not is_new:
                return None, seen
            event = {"news": self._news, "written": self._written, "page": None}
            seen = seen._replace(version=self._version)
            if self._data is not None:
                event["page"], seen = self._page_since(self._data, seen)
            return event, seen

    def _has_new(self, seen: Seen) -> bool:
        return self._version != seen.version and (self._data is not None or self._news != "")

    def _page_since(self, data: PageData, seen: Seen) -> tuple[dict[str, Any], Seen]:
        values, frames = data.values, data.frames
        is_same = (
            seen.training == self._training
            and all(map(le, seen.values, values))
            and 0 < seen.frames <= frames
            and data.run_of(seen.frames - 1) == seen.last_run
        )
        page = data.since(seen.values, seen.frames) if is_same else data.whole()
        last_run = data.run_of(frames - 1)
        return page, Seen(self._version, self._training, values, frames, last_run)


def _state_of(path: str) -> tuple[int, int, float] | None:
    """Return what changes if a file is written or replaced; None if it is not there."""
    with suppress(OSError):
        state = Path(path).stat()
        return state.st_ino, state.st_size, state.st_mtime
    return None
