"""What a log may replace, another log and no other file, and how its file is opened."""

import errno
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import GzipFile
from io import TextIOWrapper
from pathlib import Path
from typing import Literal, TextIO

BEGINNING = re.compile(rb"\s*run:\s*\d")
ENOUGH = 1000  # bytes from which the beginning is known
GZIP = 16 + zlib.MAX_WBITS  # zlib's code for the gzip format


def refuse_other_file(path: Path) -> None:
    """Raise FileExistsError if there is a file that is not empty and does not begin with a run.

    It may be compressed with gzip. What is no regular file, such as a device, is not refused.
    """
    if path.is_file() and not _begins_like_log(path):
        raise FileExistsError(
            errno.EEXIST,
            "it exists and does not begin like a log; remove it, or name another file",
            str(path),
        )


@contextmanager
def open_log(path: Path, mode: Literal["w", "x"], *, is_gzipped: bool) -> Iterator[TextIO]:
    """Open the file of a log for writing; gzip has the same bytes each time, without a time."""
    if not is_gzipped:
        with path.open(mode, newline="\n") as out:
            yield out
        return
    with (
        path.open(f"{mode}b") as file,
        GzipFile("", "wb", fileobj=file, mtime=0) as gzipped,
        TextIOWrapper(gzipped, newline="\n") as out,
    ):
        yield out


def _begins_like_log(path: Path) -> bool:
    with path.open("rb") as file:
        text = file.read(ENOUGH)
    if text.startswith(b"\x1f\x8b"):
        try:
            text = zlib.decompressobj(GZIP).decompress(text, ENOUGH)
        except zlib.error:
            return False
    return not text or BEGINNING.match(text) is not None
