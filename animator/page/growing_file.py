"""A file that another program is still writing, read as if its end were never reached."""

import os
import select
import stat
import time
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import Any

POLL = 0.1  # seconds between two looks at the file
TAIL = 64  # bytes that are compared to see whether the file is still the same


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
