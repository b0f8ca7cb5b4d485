"""Text to frames: the only place that reads the log; logs/FORMAT.md is its specification.

A line tells a run's number or its loss, or it starts, continues or ends a block of values. What
is none of these is dropped whole, never guessed at, and reported with its line.
"""

import gzip
import os
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from .log import Log, LogError, LogWarning, NotALogError

Source = str | os.PathLike[str] | BinaryIO
Matrix = npt.NDArray[np.float64]

NUMBER = r"[-+]?(?:\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|nan|inf)"
RECORD = re.compile(
    rf"\s*(?:run:\s*(?P<run>\d{{1,18}})"
    rf"|L:\s*(?P<loss>{NUMBER})"
    r"|(?P<tag>(?!(?:run|L)\s*:)[^\s:\[\]](?:[^:\[\]]*[^\s:\[\]])?)\s*:\s*\[)\s*",
    re.ASCII,
)
ROW = re.compile(rf"\s*{NUMBER}(?:\s+{NUMBER})*\s*", re.ASCII)

LONGEST_LINE = 2**20  # bytes; a row of 100,000 values fits
LONGEST_PREAMBLE = 2**16  # bytes; a file that has no record in so many is no log
LONGEST_ECHO = 60  # characters of a line that a message shows
GZIP_MAGIC = b"\x1f"  # its first byte is enough: no text starts with it


def read_log(source: Source) -> Log:
    """Read a log from a path, "-" for stdin, or an open binary file; gzip is recognised.

    Raises OSError if the file can't be read, LogError if no loss can be had from it (NotALogError
    if it is no text).
    """
    with _open(source) as (file, stream):
        reader = _Reader(file)
        try:
            for line in iter(lambda: stream.readline(LONGEST_LINE), b""):
                reader.read(line)
        except EOFError:
            reader.warn(reader.line + 1, "the gzip data ends early")
        except (gzip.BadGzipFile, zlib.error) as error:
            reader.warn(reader.line + 1, f"the gzip data is damaged: {error}")
        return reader.finish()


@contextmanager
def _open(source: Source) -> Iterator[tuple[str, BinaryIO]]:
    """Yield the name for messages and the stream of text; close only what was opened here."""
    if isinstance(source, str | os.PathLike) and source != "-":
        with Path(source).open("rb") as stream:
            yield os.fspath(source), _gunzip(stream)
        return
    given = cast("BinaryIO", sys.stdin.buffer if source == "-" else source)
    buffered = (
        given if isinstance(given, BufferedReader) else BufferedReader(cast("RawIOBase", given))
    )
    try:
        yield str(getattr(given, "name", "<log>")), _gunzip(buffered)
    finally:
        if buffered is not given:
            buffered.detach()  # or it would close the caller's file


def _gunzip(stream: BufferedReader) -> BinaryIO:
    is_compressed = stream.peek(1)[:1] == GZIP_MAGIC
    return cast("BinaryIO", gzip.GzipFile(fileobj=stream) if is_compressed else stream)


@dataclass(slots=True)
class _Block:
    """Hold a block that is being read."""

    tag: str
    line: int  # of its tag
    rows: list[list[float]] = field(default_factory=list)


class _Reader:
    """Collect the records of a log, line by line."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.line = 0  # the number of the line read last
        self.bytes = 0
        self.is_binary = False
        self.warnings: list[LogWarning] = []
        self.runs: list[int] = []
        self.losses: list[float | None] = []  # one a run
        self.blocks: dict[str, dict[int, Matrix]] = {}  # tag -> index into runs -> values
        self.run_is_known = False  # whether a loss or a block would belong to runs[-1]
        self.block: _Block | None = None  # the open one
        self.is_skipping = False  # the rest of a block that was dropped
        self.is_doubtful = False  # whether a line since the run's was not understood
        self.is_torn = False  # whether the last line has no newline

    def warn(self, line: int, reason: str, text: str = "") -> None:
        """Report what is dropped, showing the text that made it so."""
        shown = f", ({_escape(text)})" if text.strip() else ""
        self.warnings.append(LogWarning(self.file, line, reason + shown))

    def read(self, raw: bytes) -> None:
        """Take the next line, its newline included."""
        self.line += 1
        self.bytes += len(raw)
        self.is_binary |= b"\0" in raw
        text = raw.decode("utf-8", "backslashreplace")
        if not raw.endswith(b"\n") and text.strip() not in ("", "]"):
            self._read_torn(raw, text)
        elif match := RECORD.fullmatch(text):
            self._drop_block("a block without its ]")
            self._read_record(match)
        elif self.block:
            self._read_row(self.block, text)
        elif self.is_skipping:
            self._skip(text)
        elif text.strip():
            self.warn(self.line, "not understood", text)
            self._doubt(text)
        if not self.runs and self.bytes > LONGEST_PREAMBLE:
            raise self._useless()

    def finish(self) -> Log:
        """Return what was read; raise LogError if there is no loss in it."""
        self._drop_block("the log ends inside a block")
        if all(loss is None for loss in self.losses):
            raise self._useless()
        if self.losses[-1] is None and not self.is_torn:
            self.warn(self.line, f"the log ends before the loss of run {self.runs[-1]}")
        runs = pd.Index(self.runs, dtype="int64", name="run")
        losses = [np.nan if loss is None else loss for loss in self.losses]
        return Log(
            self.file,
            pd.DataFrame({"L": np.array(losses)}, index=runs),
            _snapshots(runs, self.blocks),
            self.warnings,
        )

    def _read_torn(self, raw: bytes, text: str) -> None:
        if len(raw) == LONGEST_LINE:
            raise LogError(self.file, self.line, f"a line of {LONGEST_LINE} bytes or more")
        self.is_torn = True
        if not self.block and not self.is_skipping:  # which is reported as a whole
            self.warn(self.line, "the last line is cut off", text)

    def _read_record(self, match: re.Match[str]) -> None:
        run, loss, tag = match["run"], match["loss"], match["tag"]
        self.is_skipping = False
        if run:
            self._start_run(int(run))
        elif not self.run_is_known:
            self.warn(self.line, "it belongs to no run", match[0])
            self.is_skipping = bool(tag)
        elif tag:
            self.block = _Block(tag, self.line)
        elif self.losses[-1] is not None:
            self.warn(self.line, f"a second loss of run {self.runs[-1]}", match[0])
            self.run_is_known = not self.is_doubtful
        else:
            self.losses[-1] = float(loss)

    def _start_run(self, run: int) -> None:
        if self.runs and run <= self.runs[-1]:
            reason = f"run {run} after run {self.runs[-1]}: split what is not one training"
            raise LogError(self.file, self.line, reason)
        if self.run_is_known and self.losses[-1] is None:
            self.warn(self.line, f"no loss of run {self.runs[-1]} before this line")
        self.runs.append(run)
        self.losses.append(None)
        self.run_is_known = True
        self.is_doubtful = False

    def _read_row(self, block: _Block, text: str) -> None:
        if text.strip() == "]":
            self._end_block(block)
        elif ROW.fullmatch(text):
            block.rows.append([float(number) for number in text.split()])
        else:
            self._drop_block("a block with a row that is not numbers", text)
            self.is_skipping = True
            self._doubt(text)

    def _end_block(self, block: _Block) -> None:
        same_tag = self.blocks.setdefault(block.tag, {})
        shape = (len(block.rows), len(block.rows[0]) if block.rows else 0)
        known_shape = next((matrix.shape for matrix in same_tag.values()), shape)
        if not block.rows:
            self._drop_block("an empty block")
        elif any(len(row) != shape[1] for row in block.rows):
            self._drop_block("a block with rows of different lengths")
        elif shape != known_shape:
            self._drop_block(f"a block of {_by(shape)} where {_by(known_shape)} came before")
        elif len(self.runs) - 1 in same_tag:
            self._drop_block(f"a second block of run {self.runs[-1]}")
        else:
            same_tag[len(self.runs) - 1] = np.array(block.rows)
        self.block = None

    def _drop_block(self, reason: str, text: str = "") -> None:
        if self.block:
            self.warn(self.block.line, reason, text or f"{self.block.tag}: [")
            self.block = None

    def _skip(self, text: str) -> None:
        self.is_skipping = text.strip() != "]"
        self._doubt(text)

    def _doubt(self, text: str) -> None:
        """Note that a line may have been the next run's, so what follows may belong to that."""
        self.is_doubtful = True
        if "run" in text:
            self.run_is_known = False

    def _useless(self) -> LogError:
        if self.is_binary:
            return NotALogError(self.file, None, "not a text log")
        if not self.warnings and not self.runs:
            return LogError(self.file, None, "empty log")
        reason = "expected 'run: 0', then 'L: 0.1' on the next line"
        if not self.warnings:
            return LogError(self.file, None, reason)
        first = self.warnings[0]
        return LogError(self.file, first.line, f"{reason}, but {first.reason}")


def _snapshots(runs: "pd.Index[int]", blocks: dict[str, dict[int, Matrix]]) -> pd.DataFrame:
    """Return a row for each run with blocks, a column for each (tag, row, col)."""
    blocks = {tag: matrices for tag, matrices in blocks.items() if matrices}
    found = sorted(set().union(*blocks.values()))
    columns: list[tuple[str, int, int]] = []
    values = [np.empty((len(found), 0))]
    for tag, matrices in blocks.items():
        shape = next(iter(matrices.values())).shape
        missing = np.full(shape, np.nan)
        values.append(np.array([matrices.get(i, missing).ravel() for i in found]))
        columns += [(tag, row, col) for row, col in np.ndindex(*shape)]
    index = pd.MultiIndex.from_tuples(columns, names=["tag", "row", "col"])
    return pd.DataFrame(np.hstack(values), index=runs[found], columns=index)


def _by(shape: tuple[int, int]) -> str:
    return f"{shape[0]} x {shape[1]}"


def _escape(text: str) -> str:
    """Return the text in printable ASCII, on one line and not too long."""
    return ascii(text.strip())[1:-1][:LONGEST_ECHO]
