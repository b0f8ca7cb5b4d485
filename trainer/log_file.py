"""What a log may replace: another log, and no other file."""

import errno
import re
import zlib
from pathlib import Path

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


def _begins_like_log(path: Path) -> bool:
    with path.open("rb") as file:
        text = file.read(ENOUGH)
    if text.startswith(b"\x1f\x8b"):
        try:
            text = zlib.decompressobj(GZIP).decompress(text, ENOUGH)
        except zlib.error:
            return False
    return not text or BEGINNING.match(text) is not None
