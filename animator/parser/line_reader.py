"""The careful path: a log line by line. It alone knows what to do with damage."""

import re
from array import array
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ..errors import LogError, NotALogError
from .grammar import RECORD, decimals, is_end, is_row, number, visible
from .records import Doubt, Layout, Records
from .report import Report, with_text

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LONGEST_LINE = 2**20  # bytes; a row of 100,000 values fits
LARGEST_BLOCK = 2**22  # values: WᵀW of 2048 features
LONGEST_PREAMBLE = 2**20  # bytes; a file that has no run in so many is no log

DECIMAL_COMMA = re.compile(rb"\s*L:\s*[-+]?\d+,\d+\s*")
PREFIXED = re.compile(rb"\s*(\S.*?)(?:run:\s*\d+|L:\s*[-+]?\d[\d.]*)\s*", re.DOTALL)
PROSE = re.compile(  # words or a row, but no part of a run's number or a loss
    rb"(?!.*(?:run|L\s*:|\0))(?:.*[A-Za-z]{4}.*|\s*[^:\s]+\s+[^:\s]+\s+[^:\s][^:]*|\s*\]\s*)",
    re.DOTALL,
)
EXPECTED = "no loss with a run number: expected 'run: 0', then 'L: 0.1' on the next line"
RUN_REST = re.compile(rb"\s*[0-9]+\s*")  # of a number that a newline has split
LOSS_REST = re.compile(rb"\s*[-+0-9.eE]*[0-9]\s*")
CONTROL = re.compile(rb"[\0-\x06\x0e-\x1a\x1c-\x1f]")  # no text has them


@dataclass(slots=True)
class OpenBlock:
    """Hold a block that is being read."""

    tag: str
    line: int  # of its tag
    is_doubtful: bool
    rows: int = 0
    cols: int = 0  # of the first row
    is_ragged: bool = False
    values: "array[float]" = field(default_factory=lambda: array("d"))


class Reader:
    """Collect the records of a log."""

    def __init__(self, file: str) -> None:
        self.records = Records()
        self.report = Report(file)
        self.line = 0  # the number of the line read last
        self.layout: Layout = ()  # of the last run that had blocks
        self._block: OpenBlock | None = None
        self._is_skipping = False  # the rest of a block that was dropped
        self._run_is_known = False  # whether a loss or a block would belong to the last run
        self._has_loss = False
        self._tags: dict[str, tuple[int, int]] = {}  # of this run's blocks, with their shapes
        self._doubts: list[Doubt] = []  # about values of this run
        self._is_doubtful = False  # whether a line since the run's was not understood
        self._is_prose = True  # whether all such lines were
        self._record_line = 0  # of the last run or loss
        self._preamble = 0  # bytes before the first run
        self._is_binary = False
        self._first_odd: tuple[int, bytes] | None = None  # a line that is no record

    def read(self, line: bytes) -> None:
        """Take the next line, without its newline."""
        self.line += 1
        if len(line) > LONGEST_LINE:
            self._take_long(line)
            return
        if not self.records.runs:
            self._enter(line)
        if b"\r" in line or b"\x1b" in line or line.startswith(b"\xef"):
            for text in visible(line):
                self._take(text)
        else:
            self._take(line)

    def finish(self, rest: bytes, problem: str) -> None:
        """Take what stands after the last newline, and say why no more came.

        Raises LogError if there is no loss with a run.
        """
        *whole, text = visible(rest)
        for line in whole:
            self._take(line)
        if is_end(text):
            self.read(text)
        elif text.strip():
            self.line += 1
            self._is_binary |= bool(CONTROL.search(text))
            self._note_odd(text)
            if b"\0" in text:
                self.report.count(self.line, "NUL bytes", text)
            elif not self._block and not self._is_skipping:  # which is reported as a whole
                self.report.warn(self.line, "the last line is cut off", text)
        if problem:
            self.report.warn(self.line, problem)
        self._drop_block("the log ends inside a block")
        self.records.doubts += self._doubts
        lacks_loss = self._run_is_known and not self._has_loss and not self._is_doubtful
        if lacks_loss and not text.strip():
            last = self.records.runs[-1]
            self.report.warn(self.line, f"the log ends before the loss of run {last}")
        if not self.records.formats:
            raise self._useless()

    def extend(self, lines: Integers, runs: Integers, losses: Floats, decimals: int) -> None:
        """Take runs, each with a loss in the line after its own, that go up by a constant step."""
        for line, run, loss in zip(*(of[:2].tolist() for of in (lines, runs, losses)), strict=True):
            self.line = line
            self._close_run(run)
            self.records.add_run(run, line)
            self.records.add_loss(loss, decimals, line + 1)
            self._open_run(has_loss=True)
        self.records.runs.frombytes(runs[2:].tobytes())
        self.records.losses.frombytes(losses[2:].tobytes())
        self.line = self._record_line = int(lines[-1]) + 1

    def pass_snapshot(self, layout: Layout, lines: int) -> None:
        """Count the lines of a snapshot of the last run that needs no reading."""
        self.line += lines
        self._tags = {tag: (rows, cols) for tag, rows, cols in layout}

    # Lines

    def _take(self, text: bytes) -> None:
        if match := RECORD.fullmatch(text):
            self._take_record(match)
        elif self._block:
            self._take_row(self._block, text)
        elif self._is_skipping:
            self._is_skipping = not is_end(text)
            self._doubt(text)
        elif text.strip():
            self._take_odd(text)

    def _take_record(self, match: re.Match[bytes]) -> None:
        run, loss, tag = match["run"], match["loss"], match["tag"]
        if run:
            self._close_run(int(run))
            self.records.add_run(int(run), self.line)
            self._open_run(has_loss=False)
            return
        self._drop_block("a block without its ]")
        self._is_skipping = False
        if not self._run_is_known:
            self._take_homeless(match[0])
            self._is_skipping = bool(tag)
        elif tag:
            is_doubtful = self._is_doubtful or not self._has_loss
            self._block = OpenBlock(tag.decode("utf-8", "backslashreplace"), self.line, is_doubtful)
        elif self._has_loss:
            self.report.warn(self.line, f"a second loss of run {self.records.runs[-1]}", match[0])
            self._run_is_known = not self._is_doubtful
            self._doubt(match[0])  # the number of its own run may be missing
        else:
            self.records.add_loss(number(loss), decimals(loss), self.line)
            self._has_loss = True
            self._record_line = self.line
            self._suspect("", self.line, self._is_doubtful)

    def _take_homeless(self, text: bytes) -> None:
        self._note_odd(text)
        if self.records.runs:
            self.report.warn(self.line, "it belongs to no run", text)
        else:
            self.report.count(self.line, "it stands before any run", text)

    def _take_row(self, block: OpenBlock, text: bytes) -> None:
        if is_end(text):
            self._end_block(block)
        elif is_row(text):
            before = len(block.values)
            block.values.extend(map(number, text.split()))
            block.rows += 1
            block.cols = block.cols or len(block.values)
            block.is_ragged |= len(block.values) - before != block.cols
            if len(block.values) > LARGEST_BLOCK:
                self._drop_block(f"a block of more than {LARGEST_BLOCK} values")
                self._is_skipping = True
        else:
            self._drop_block("a block with a row that is not numbers", text)
            self._is_skipping = True
            self._doubt(text)

    def _take_odd(self, text: bytes) -> None:
        self._note_odd(text)
        is_rest = (LOSS_REST if self._has_loss else RUN_REST).fullmatch(text)
        if is_rest and self._record_line >= self.line - 1:
            self.records.split(self._record_line, is_run=not self._has_loss)
        if b"\0" in text:
            self.report.count(self.line, "NUL bytes", text)
        elif is_end(text) or is_row(text):
            self.report.count(self.line, "a row outside a block", text)
        elif DECIMAL_COMMA.fullmatch(text):
            self.report.warn(self.line, "a decimal comma, run the trainer with LC_ALL=C", text)
        else:
            self.report.warn(self.line, "not understood", text)
        self._doubt(text)

    def _take_long(self, line: bytes) -> None:
        reason = f"a line of more than {LONGEST_LINE} bytes"
        if self._block:
            self._drop_block(f"a block with {reason}", line)
            self._is_skipping = True
        elif not self._is_skipping:
            self._note_odd(line)
            self.report.warn(self.line, reason, line)
        self._is_binary |= bool(CONTROL.search(line))
        self._doubt(line)

    # Runs

    def _close_run(self, next_run: int) -> None:
        self._drop_block("a block without its ]")
        if self._run_is_known and not self._has_loss and not self._is_doubtful:
            last = self.records.runs[-1]
            self.report.warn(self.line, f"no loss of run {last} before this line")
        if self._is_doubtful:
            self.records.after_damage.add(len(self.records.runs))
        for doubt in self._doubts:
            doubt.next_run = next_run
        self.records.doubts += self._doubts
        self._doubts = []
        if self._tags:
            self.layout = tuple((tag, *shape) for tag, shape in self._tags.items())
            self._tags = {}

    def _open_run(self, *, has_loss: bool) -> None:
        self._run_is_known = True
        self._has_loss = has_loss
        self._is_skipping = False
        self._is_doubtful = False
        self._is_prose = True
        self._record_line = self.line

    # Blocks

    def _end_block(self, block: OpenBlock) -> None:
        if not block.rows:
            self._drop_block("an empty block")
        elif block.is_ragged:
            self._drop_block("a block with rows of different lengths")
        elif block.tag in self._tags:
            self._drop_block(f"a second block of run {self.records.runs[-1]}")
        else:
            self._tags[block.tag] = (block.rows, block.cols)
            self.records.add_block(block.tag, self._tags[block.tag], block.line, block.values)
            self._suspect(block.tag, block.line, block.is_doubtful)
        self._block = None

    def _drop_block(self, reason: str, text: bytes = b"") -> None:
        if self._block:
            tag = f"{self._block.tag}: [".encode()
            self.report.warn(self._block.line, reason, text or tag)
            self._block = None

    # Doubts

    def _doubt(self, text: bytes) -> None:
        """Note that this line may have been the next run's number."""
        self._is_doubtful = True
        self._is_prose = self._is_prose and bool(PROSE.fullmatch(text))

    def _suspect(self, tag: str, line: int, is_doubtful: bool) -> None:
        if is_doubtful:
            place = len(self.records.runs) - 1
            self._doubts.append(Doubt(place, line, tag, self._is_prose))

    def _note_odd(self, text: bytes) -> None:
        self._first_odd = self._first_odd or (self.line, text)

    # No logs

    def _enter(self, line: bytes) -> None:
        """Look out for the first run; raise LogError if it is too long in coming."""
        self._is_binary |= bool(CONTROL.search(line))
        self._preamble += len(line) + 1
        if self._preamble > LONGEST_PREAMBLE:
            raise self._useless()

    def _useless(self) -> LogError:
        file = self.report.file
        if self._is_binary and not self.records.runs:
            return NotALogError(file, None, "not a text log")
        warnings = self.report.warnings()
        if not warnings and not self.records.runs:
            return LogError(file, None, "empty log")
        if self._first_odd and PREFIXED.fullmatch(self._first_odd[1]):
            line, text = self._first_odd
            return LogError(file, line, with_text("lines carry a prefix, cut it off", text))
        if not warnings:
            return LogError(file, None, EXPECTED)
        return LogError(file, warnings[0].line, f"{EXPECTED}, but {warnings[0].reason}")
