"""A log that is read piece by piece: what has been read so far is a Log at any time."""

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..log import Log
from .assemble import assemble
from .fast_reader import FastReader
from .line_reader import LONGEST_LINE, LineReader

if TYPE_CHECKING:
    from array import array


class GrowingLog:
    """Read a log from pieces of text.

    A Log shares the memory of what was read, so it must be gone before the next piece is added.
    """

    def __init__(self, name: str, tags: Collection[str] | None = None) -> None:
        """Take the name for messages, and the tags of the blocks to keep; None: all."""
        self._line_reader = LineReader(name, tags)
        self._fast_reader = FastReader(self._line_reader)
        self._rest = b""  # what has not been read yet
        self._is_growing = True
        self._lengths: list[tuple[array[float], int]] = []  # of the values, before the last log()

    @property
    def has_loss(self) -> bool:
        """Whether there is a Log yet."""
        return bool(self._line_reader.records.loss.decimals_changes)

    def add(self, text: bytes) -> None:
        """Read on, up to the run that has just begun; raise LogError if this is no log."""
        lines = self._rest + text
        self._read_to(_end_of_runs(lines), lines)

    def add_last_run(self) -> None:
        """Read also what there is of the last run, up to the last newline."""
        self._read_to(self._rest.rfind(b"\n") + 1, self._rest)

    def _read_to(self, end: int, lines: bytes) -> None:
        self._undo_padding()
        self._rest = lines[end : end + LONGEST_LINE + 1]  # enough to see that a line is too long
        self._fast_reader.read(lines[:end])

    def finish(self, problem: str) -> None:
        """Read what follows the last newline; problem: why the text ended early, or nothing.

        Raises LogError if no loss was read.
        """
        self.add_last_run()
        self._line_reader.finish(self._rest, problem)
        self._is_growing = False

    def log(self, part: int, scalars: Collection[str] | None) -> Log:
        """Return what has been read of one training; raise LogError if there is no such part.

        scalars: the names of those to keep beside the loss; None: all. While the log grows, a last
        run whose loss has not been read yet is left out.
        """
        reader = self._line_reader
        kept = reader.records.scalars.values()
        self._lengths = self._lengths or [(one.values, len(one.values)) for one in kept]
        log = assemble(reader.records, reader.report.copy(), reader.line, part, scalars)
        if self._is_growing and np.isnan(log.losses[-1]) and len(log.runs) > 1:
            curves = {name: values[:-1] for name, values in log.curves.items()}
            return replace(log, runs=log.runs[:-1], curves=curves)
        return log

    def _undo_padding(self) -> None:
        """Remove the NaN that a Log has for what the last run lacks: it may be read now."""
        for values, length in self._lengths:
            del values[length:]
        self._lengths = []


def _end_of_runs(text: bytes) -> int:
    """Return where the last run begins, so that its snapshot is not split, unless that is long."""
    end = text.rfind(b"\n") + 1
    last_run = text.rfind(b"\nrun: ", 0, end) + 1
    return last_run if len(text) - last_run <= LONGEST_LINE else end
