"""Read the log that logs/FORMAT.md specifies, whole or as it grows.

Each chunk of text goes to the fast path, which takes what it can prove to be well-formed and leaves
the rest to the careful path.
"""

from collections.abc import Collection, Sequence
from copy import copy, deepcopy
from dataclasses import replace
from itertools import chain
from operator import index

import numpy as np

from ..errors import LogError
from ..log import Log
from .assemble import assemble
from .fast_reader import FastReader
from .line_reader import LONGEST_LINE, LineReader
from .source import CHUNK, Progress, Source, open_text
from .templates.translator import Translator


def read_log(
    source: Source,
    *,
    part: int = -1,
    scalars: Collection[str] | None = None,
    tags: Collection[str] | None = None,
    lines: Sequence[str] = (),
    strict: bool = False,
    progress: Progress | None = None,
) -> Log:
    """Read a log from a path, "-" for stdin, or an open binary file; gzip is recognised.

    - part: which training, if the file holds several; negative numbers count from the end. The last
      one, -1, is whole also if it was resumed; 0, 1 and so on are single parts
    - scalars: the names of those to keep beside the loss (default: all)
    - tags: keep only the blocks with these tags, such as ["W"]; the others are left out
    - lines: templates that tell where the values stand in the lines of another program's log, such
      as ["iter {run}: loss {L},"]
    - strict: raise the first warning as a LogError
    - progress: called after each read from the source with the number of bytes that it gave,
      compressed ones if it is gzip

    Raises OSError if the file can't be read, LogError if no loss can be read from it (NotALogError
    if it is not text, or if `source` is the text itself), TypeError if `source` is none of these,
    and ValueError for a wrong template.

    >>> read_log("logs/c-pentagon.log").loss.head(2)
              L
    run
    0    0.0447
    1    0.0485
    """
    part = index(part)  # numpy has integers of its own
    if isinstance(tags, str):
        raise TypeError(f"tags must be a list, such as [{tags!r}]")
    with open_text(source, progress) as text:
        reading = GrowingLog(text.name, tags, lines)
        for chunk in text.chunks():
            reading.add(chunk)
        reading.finish(text.problem)
    log = reading.log(part, scalars)
    if strict and log.warnings:
        first = log.warnings[0]
        raise LogError(first.file, first.line, first.reason)
    return log


class GrowingLog:
    """Read a log from pieces of text.

    A Log shares the memory of what was read, so it must be gone before the next piece is added.
    """

    def __init__(
        self, name: str, tags: Collection[str] | None = None, lines: Sequence[str] = ()
    ) -> None:
        """Take the name for messages, the tags of the blocks to keep, None: all, and templates."""
        self._line_reader = LineReader(name, tags)
        self._translator = None
        if lines:
            self._translator = Translator(lines, self._line_reader.report)
            named = (template.names for template in self._translator.templates)
            self._line_reader.records.known_names = {*chain(*named)}
        self._fast_reader = FastReader(self._line_reader)
        self._rest = b""  # what has not been read yet
        self._is_growing = True

    @property
    def has_loss(self) -> bool:
        """Whether there is a Log yet."""
        return bool(self._line_reader.records.loss.lines)

    def add(self, text: bytes) -> None:
        """Read on, up to the run that has just begun; raise LogError if this is no log."""
        if self._translator:
            text = self._translator.translate(text)
            if len(self._rest) + len(text) < CHUNK:  # less than the text, so it is read later
                self._rest += text
                return
        lines = self._rest + text
        self._read_to(_end_of_runs(lines), lines)

    def add_last_run(self) -> None:
        """Read also what there is of the last run, up to the last newline."""
        self._read_to(self._rest.rfind(b"\n") + 1, self._rest)

    def _read_to(self, end: int, lines: bytes) -> None:
        self._rest = lines[end : end + LONGEST_LINE + 1]  # enough to see that a line is too long
        self._fast_reader.read(lines[:end])

    def finish(self, problem: str) -> None:
        """Read what follows the last newline; problem: why the text ended early, or nothing.

        Raises LogError if no loss was read.
        """
        if self._translator:
            self._rest += self._translator.finish()
        self.add_last_run()
        self._line_reader.finish(self._rest, problem)
        self._is_growing = False

    def log(self, part: int, scalars: Collection[str] | None) -> Log:
        """Return what has been read of one training; raise LogError if there is no such part.

        scalars: the names of those to keep beside the loss; None: all. While the log grows, a last
        run whose loss has not been read yet is left out.
        """
        reader = self._line_reader
        records = copy(reader.records)
        if self._is_growing:  # what is damaged is judged anew when more has been read
            judged = "scalars", "dropped_blocks", "odd_lines", "serious_lines"
            vars(records).update({name: deepcopy(vars(records)[name]) for name in judged})
        log = assemble(records, reader.report.copy(), reader.line, part, scalars)
        if self._translator:
            log = replace(log, matched={one.text: one.count for one in self._translator.templates})
        if self._is_growing and np.isnan(log.losses[-1]) and len(log.runs) > 1:
            curves = {name: values[:-1] for name, values in log.curves.items()}
            return replace(log, runs=log.runs[:-1], curves=curves)
        return log


def _end_of_runs(text: bytes) -> int:
    """Return where the last run begins, so that its snapshot is not split, unless that is long."""
    end = text.rfind(b"\n") + 1
    last_run = text.rfind(b"\nrun: ", 0, end) + 1
    return last_run if len(text) - last_run <= LONGEST_LINE else end
