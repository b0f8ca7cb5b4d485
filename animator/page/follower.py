"""Follow what grows: one thread reads it, and each viewer is told what is new to it."""

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Condition
from typing import Any

from .panels import Data

POLL = 0.1  # seconds between two looks at what may have grown
SHORTEST_PAUSE = 0.1  # seconds between two events
SHARE = 9  # pauses are so many times as long as the work: a tenth of a core's time

State = tuple[int, int, float]


class Follower(ABC):
    """Read in one thread, and tell viewers, each in a thread of its own."""

    def __init__(self) -> None:
        self._changed = Condition()  # also guards everything that viewers are told
        self._version = 0
        self._news = ""
        self._written = time.time()
        self._page: Any = None  # what there is to show, if anything
        # Only the thread that reads uses these:
        self._is_behind = False  # whether something that was read is not published
        self._next = 0.0  # when to publish again

    @abstractmethod
    def run(self) -> None:
        """Read until the process ends."""

    @abstractmethod
    def publish(self) -> None:
        """Say what there is to show of what has been read."""

    @abstractmethod
    def page_since(self, page: Any, seen: Any) -> tuple[Data, Any]:
        """Return what a page lacks, and what the viewer has seen then; at first that is None."""

    def publish_in_time(self) -> None:
        """Publish what has been read, unless something was published just now."""
        if self._is_behind and time.monotonic() >= self._next:
            start = time.thread_time()
            self.publish()
            work = time.thread_time() - start
            self._next = time.monotonic() + max(SHORTEST_PAUSE, SHARE * work)
            self._is_behind = False

    def say(self, news: str, page: Any = None) -> None:
        """Tell all viewers news, and show them a page if there is a new one."""
        with self._changed:
            if page is not None:
                self._page = page
            if page is not None or news != self._news:
                self._news = news
                self._version += 1
                self._changed.notify_all()

    def events(self, timeout: float) -> Iterator[dict[str, Any] | None]:
        """Yield for one viewer whatever is new, and None after so many seconds without news.

        An event is what live.js takes: `page` is what the page lacks, or None; `news` is what a
        reader should know; `written` is when something was written last.
        """
        version, seen = 0, None

        def has_new() -> bool:
            return self._version != version and (self._page is not None or self._news != "")

        while True:
            event = None
            with self._changed:
                if self._changed.wait_for(has_new, timeout):
                    version = self._version
                    event = {"news": self._news, "written": self._written, "page": None}
                    if self._page is not None:
                        event["page"], seen = self.page_since(self._page, seen)
            yield event


def state_of(path: str | Path) -> State | None:
    """Return what changes if a file is written or replaced; None if it is not there."""
    with suppress(OSError):
        state = Path(path).stat()
        return state.st_ino, state.st_size, state.st_mtime
    return None
