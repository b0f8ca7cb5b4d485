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

    def __init__(self, name: str) -> None:
        self._line_reader = LineReader(name)
        self._fast_reader = FastReader(self._line_reader)
        self._rest = b""  # what follows the last newline
        self._is_growing = True
        self._lengths: list[tuple[array[float], int]] = []  # of the values, before the last log()

    @property
    def has_loss(self) -> bool:
        """Whether there is a Log yet."""
        return bool(self._line_reader.records.loss.decimals_changes)

    def add(self, text: bytes) -> None:
        """Read on; raise LogError if this is no log."""
        self._undo_padding()
        lines = self._rest + text
        end = lines.rfind(b"\n") + 1
        self._rest = lines[end : end + LONGEST_LINE + 1]  # enough to see that a line is too long
        self._fast_reader.read(lines[:end])

    def finish(self, problem: str) -> None:
        """Read what follows the last newline; problem: why the text ended early, or nothing.

        Raises LogError if no loss was read.
        """
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
