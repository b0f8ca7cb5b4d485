"""Turn bytes into text: from any source, in any encoding, compression and line ending."""

import codecs
import gzip
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase, TextIOBase
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, cast

from ..errors import NotALogError

Source = str | os.PathLike[str] | BinaryIO | RawIOBase
Progress = Callable[[int], object]  # gets the number of bytes that have just been read

CHUNK = 2**18  # bytes that are read, and passed on, at a time
HEAD = 2**16  # bytes; if they hold no newline, lines end otherwise
UTF16_HEAD = 16  # bytes that show whether a text is UTF-16
GZIP_MAGIC = b"\x1f"  # its first byte is enough: no text starts with it


class CountedReads(RawIOBase):
    """Read a binary file that stays open, and report how many bytes each read gave."""

    def __init__(self, file: BinaryIO | RawIOBase, progress: Progress | None) -> None:
        # readinto of a buffered file waits until the buffer is full, readinto1 does not
        self._readinto = getattr(file, "readinto1", None) or cast("Any", file).readinto
        self._progress = progress

    def readable(self) -> bool:
        """Return True: BufferedReader asks."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read into a buffer; return the number of bytes."""
        count: int | None = self._readinto(buffer)
        if count and self._progress:
            self._progress(count)
        return count


class TextStream:
    """Read a file once, to its first end, as UTF-8 whose lines end in newlines."""

    def __init__(self, name: str, file: BinaryIO | RawIOBase, progress: Progress | None) -> None:
        """Take a file that is never asked for its size or position."""
        self.name = name
        self.problem = ""  # why the text ended early
        self._file: BufferedReader = BufferedReader(CountedReads(file, progress))

    def pieces(self) -> Iterator[bytes]:
        """Yield the text as it is read; raise NotALogError if its encoding can't be told."""
        return _with_newlines(self._as_utf8(self._unzipped()))

    def chunks(self) -> Iterator[bytes]:
        """Yield the text in long pieces, which are faster to parse."""
        held = bytearray()
        for chunk in self.pieces():
            if len(chunk) >= CHUNK and not held:
                yield chunk
                continue
            held += chunk
            if len(held) >= CHUNK:
                yield bytes(held)
                held.clear()
        yield bytes(held)

    def _unzipped(self) -> Iterator[bytes]:
        file = self._file
        if file.peek(1)[:1] == GZIP_MAGIC:
            file = cast("BufferedReader", gzip.GzipFile(fileobj=file))
        try:
            while chunk := file.read1(CHUNK):
                yield chunk
        except EOFError:
            self.problem = "the gzip data ends early"
        except (gzip.BadGzipFile, zlib.error) as error:
            self.problem = f"the gzip data is damaged: {error}"

    def _as_utf8(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        head = _head(chunks, lambda head: len(head) >= UTF16_HEAD)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            decoder = codecs.getincrementaldecoder("utf-16")("replace")
            yield decoder.decode(head).encode()
            for chunk in chunks:
                yield decoder.decode(chunk).encode()
            yield decoder.decode(b"", final=True).encode()
            return
        start = head[:UTF16_HEAD]
        for encoding, zeros, ascii_ in (
            ("UTF-16BE", start[::2], start[1::2]),
            ("UTF-16LE", start[1::2], start[::2]),
        ):
            if zeros and not zeros.strip(b"\0") and b"\0" not in ascii_:
                reason = f"looks like UTF-16 without BOM, convert it with iconv -f {encoding}"
                raise NotALogError(self.name, None, reason)
        yield head
        yield from chunks


@contextmanager
def open_text(source: Source, progress: Progress | None) -> Iterator[TextStream]:
    """Open a path, "-" for stdin, or a binary file; close only what was opened here."""
    if isinstance(source, str | os.PathLike) and source != "-":
        with _open_path(source) as file:
            yield TextStream(os.fspath(source), file, progress)
        return
    given = sys.stdin.buffer if isinstance(source, str) else source
    if isinstance(given, TextIOBase):
        raise TypeError("a log must be opened in binary mode, with 'rb'")
    if not hasattr(given, "readinto"):
        advice = ": wrap it in io.BytesIO" if isinstance(given, bytes | bytearray) else ""
        given_type = type(given).__name__
        raise TypeError(
            f"a log must be a path, '-' or an open binary file, not {given_type}{advice}"
        )
    yield TextStream(str(getattr(given, "name", "<log>")), given, progress)


def _open_path(path: str | os.PathLike[str]) -> RawIOBase:
    try:
        return Path(path).open("rb", buffering=0)
    except (OSError, ValueError):
        if isinstance(path, str) and path.count("\n") > 1:  # a name may contain one
            reason = "this is the text of a log, not its path; pass io.BytesIO(text.encode())"
            raise NotALogError("<text>", None, reason) from None
        raise


def _with_newlines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    r"""Replace \r\n, and \r if lines end in nothing else.

    In a log with newlines a lone \r stays: a progress meter printed it.
    """
    head = _head(chunks, lambda head: b"\n" in head or len(head) >= HEAD)
    lone = b"\r" if b"\n" in head[:HEAD] else b"\n"
    held = b""  # a \r that a \n may follow
    for chunk in chain([head], chunks):
        text = held + chunk
        held = b"\r" if text.endswith(b"\r") else b""
        if b"\r" in text:
            text = text[: len(text) - len(held)].replace(b"\r\n", b"\n").replace(b"\r", lone)
        yield text
    yield held.replace(b"\r", lone)


def _head(chunks: Iterator[bytes], is_enough: Callable[[bytearray], bool]) -> bytes:
    """Return chunks joined, until they are enough or there are no more."""
    head = bytearray()
    for chunk in chunks:
        head += chunk
        if is_enough(head):
            break
    return bytes(head)
