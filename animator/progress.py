"""A progress bar over the bytes of a log, for those that take a while."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from io import RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tqdm import tqdm

from .parser import read_log
from .parser.source import Source

if TYPE_CHECKING:
    from .log import Log

WORTH_A_BAR = 50_000_000  # bytes


def read_with_bar(source: Source, *, part: int = -1, quiet: bool = False) -> "Log":
    """Read a log as read_log does; where it opens the file, with a bar if stderr is a terminal."""
    if source == "-":
        stream: AbstractContextManager[RawIOBase] = nullcontext(cast("Any", sys.stdin.buffer).raw)
    elif isinstance(source, str | os.PathLike):
        stream = Path(source).open("rb", buffering=0)  # noqa: SIM115  # which the next line does
    else:
        return read_log(source, part=part)
    with stream as file, Meter(file, quiet=quiet) as meter:
        return read_log(meter, part=part)


class Meter(RawIOBase):
    """Pass on what is read from an unbuffered file, and count it."""

    def __init__(self, stream: RawIOBase, *, quiet: bool) -> None:
        """Take a file that is read from here on, and that stays open."""
        self.name = cast("Any", stream).name  # what messages call it
        self._stream = stream
        self._quiet = quiet
        self._bytes = 0
        self._bar: tqdm[Any] | None = None

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read into a buffer and return how many bytes."""
        count = self._stream.readinto(buffer)
        self._bytes += count or 0
        if self._bar is not None:
            self._bar.update(count or 0)
        elif self._bytes > WORTH_A_BAR:
            disable = True if self._quiet else None  # None: unless stderr is a terminal
            self._bar = tqdm(
                desc="read", unit="B", unit_scale=True, initial=self._bytes, disable=disable
            )
        return count

    def close(self) -> None:
        """End the bar."""
        if self._bar is not None:
            self._bar.close()
        super().close()
