"""Files that can only be read, once and in small pieces."""

import io
from collections.abc import Iterable
from typing import BinaryIO, cast


class Pipe(io.RawIOBase):
    """Give one piece of bytes a read, as a pipe does; raise for what a pipe can't do."""

    name = "<log>"

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any buffer
        piece = self._rest or next(self._pieces, b"")
        size = min(len(piece), len(buffer))
        buffer[:size], self._rest = piece[:size], piece[size:]
        return size

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation("seek")

    def tell(self) -> int:
        raise io.UnsupportedOperation("tell")

    def fileno(self) -> int:
        raise io.UnsupportedOperation("fileno")


def pipe(pieces: Iterable[bytes]) -> BinaryIO:
    """Return a pipe as a binary file to read."""
    return cast("BinaryIO", Pipe(pieces))


def in_pieces(raw: bytes, size: int) -> BinaryIO:
    """Return a pipe that gives so many bytes at a time."""
    return pipe(raw[start : start + size] for start in range(0, len(raw), size))
