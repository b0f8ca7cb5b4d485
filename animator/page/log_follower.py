"""Follow a log as it grows: only what is new in it is read."""

import time
from collections.abc import Sequence
from operator import le
from typing import Any, NamedTuple

from ..errors import LogError
from ..look import Look
from ..parser.reading import GrowingLog
from ..parser.source import CHUNK, TextStream
from ..scene.timeline import timelines
from .data import PageData
from .follower import Follower, State, state_of
from .frames import Data
from .growing_file import POLL, GrowingFile, StartedAnewError


class Sent(NamedTuple):
    """Hold how much of a log a viewer has been sent."""

    training: Any = None  # which training, and what its blocks are
    values: tuple[int, ...] = ()  # of each scalar
    frames: int = 0
    last_run: int = -1  # of these frames


class LogFollower(Follower):
    """Read a log for ever."""

    def __init__(self, path: str, look: Look, part: int, lines: Sequence[str] = ()) -> None:
        super().__init__()
        self.path = path
        self._look = look
        self._part = part
        self._lines = lines
        self._training: Any = None
        # Only the thread that reads uses these:
        self._growing = GrowingLog("")
        self._starts = 0
        self._opened: State | None = None  # how the file was when opened
        self._held = bytearray()  # read and not yet parsed

    def run(self) -> None:
        """Read the log until the process ends."""
        while True:
            try:
                self._read_to_end()
            except FileNotFoundError:
                self.say("the log is not there yet")
            except IsADirectoryError:
                self.say("this is a folder now: start again to see its map")
            except StartedAnewError:
                continue
            except LogError as error:
                self.say(error.reason)
                self._wait_for_change()
            except OSError as error:
                self.say(f"the log cannot be read: {error.strerror}")
            if self.path == "-":
                return
            time.sleep(POLL)

    def _wait_for_change(self) -> None:
        """Wait until a file that is no log is another one, so that it is not read all the time."""
        while self.path != "-" and state_of(self.path) == self._opened:
            time.sleep(POLL)

    def _read_to_end(self) -> None:
        """Read one file, or a pipe to its end."""
        self._opened = state_of(self.path)
        with GrowingFile(self.path, lambda: self._catch_up(file.written)) as file:
            with self._changed:
                self._page = None
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
            self.publish()
            self.say("the log has ended")

    def _catch_up(self, written: float) -> None:
        """Parse what has been read, and publish it unless something was published just now."""
        if self._held:
            self._parse(written)
        self.publish_in_time()

    def _parse(self, written: float) -> None:
        with self._changed:
            self._page = None  # it shares memory that is going to grow
            self._written = written
            self._growing.add(bytes(self._held))
            self._growing.add_last_run()
        self._held.clear()
        self._is_behind = True

    def publish(self) -> None:
        """Show what has been parsed."""
        if not self._growing.has_loss:
            self.say("the log has no loss yet")
            return
        with self._changed:
            try:
                log = self._growing.log(self._part, self._look.scalar)
                page = PageData(timelines([log], self._look), self._look)
            except LogError as error:
                self.say(error.reason)
                return
            shapes = tuple((tag, block.shape[1:]) for tag, block in log.blocks.items())
            part = log.parts[self._part]
            self._training = self._starts, part.first_line, len(log.snapshot_runs) > 0, shapes
            self.say("", page)

    def page_since(self, page: PageData, seen: Sent | None) -> tuple[Data, Sent]:
        """Return the values and the frames that a viewer has not seen, or all of another log."""
        seen = seen or Sent()
        values, frames = page.values, page.frames
        is_same = (
            seen.training == self._training
            and all(map(le, seen.values, values))
            and 0 < seen.frames <= frames
            and page.run_of(seen.frames - 1) == seen.last_run
        )
        data = page.since(seen.values, seen.frames) if is_same else page.whole()
        return data, Sent(self._training, values, frames, page.run_of(frames - 1))
