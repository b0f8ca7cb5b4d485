"""Follow a log as it grows: only what is new in it is read."""

import os
import select
import stat
import time
from collections.abc import Callable, Sequence
from io import FileIO
from operator import le
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import LogError
from ..look import Look
from ..parser.reading import GrowingLog
from ..parser.source import CHUNK, TextStream
from ..scene.timeline import timelines
from .data import PageData
from .follower import POLL, Follower, State, state_of
from .panels import Data

TAIL = 64  # bytes that are compared to see whether the file is still the same


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


class StartedAnewError(Exception):
    """Say that a file was truncated, replaced or removed."""


class GrowingFile(FileIO):
    """Read a regular file, waiting at its end for more, or a pipe up to its end."""

    def __init__(self, path: str, idle: Callable[[], object]) -> None:
        """Open a path, "-" for stdin; idle is called while there is nothing to read."""
        super().__init__(0 if path == "-" else path, closefd=path != "-")
        self._path = path
        self._is_regular = path != "-" and stat.S_ISREG(os.fstat(self.fileno()).st_mode)
        self._idle = idle
        self._has_more = True
        self._place = 0
        self._tail = b""  # what was read last

    @property
    def written(self) -> float:
        """When the file was written last, in seconds of the epoch; of a pipe it is not known."""
        return os.fstat(self.fileno()).st_mtime if self._is_regular else time.time()

    def readinto(self, buffer: Any) -> int:
        """Read what is new, once there is something; raise StartedAnewError if the log did."""
        if not self._is_regular:
            while not select.select([self], [], [], POLL)[0]:
                self._idle()
            return super().readinto(buffer) or 0
        while True:
            if not self._has_more:
                self._idle()
                time.sleep(POLL)
            self._check_same()
            count = super().readinto(buffer) or 0
            self._has_more = count == len(buffer)
            if count:
                self._place += count
                self._tail = (self._tail + bytes(buffer[max(0, count - TAIL) : count]))[-TAIL:]
                return count

    def _check_same(self) -> None:
        try:
            now = Path(self._path).stat()
        except OSError:
            raise StartedAnewError from None
        is_same = os.path.samestat(now, os.fstat(self.fileno()))
        tail = os.pread(self.fileno(), len(self._tail), self._place - len(self._tail))
        if not is_same or now.st_size < self._place or tail != self._tail:
            raise StartedAnewError
