"""The careful path: reads a log line by line. Only this path deals with damage."""

import re
from collections.abc import Collection

from ..errors import LogError
from ..log import Floats, Integers
from .diagnosis import Diagnosis
from .grammar import (
    DECIMAL_COMMA,
    RECORD,
    count_decimals,
    is_end,
    is_row,
    to_float,
    visible_lines,
)
from .open_run import OpenBlock, OpenRun
from .records import Doubt, Layout, Records
from .report import Report

LONGEST_LINE = 2**20  # bytes; a row of 100,000 values fits
LARGEST_BLOCK = 2**22  # values: WᵀW of 2048 features


class LineReader:
    """Collect the records of a log, and report what is dropped from it."""

    def __init__(self, file: str, tags: Collection[str] | None = None) -> None:
        """Keep only the blocks with these tags, if given; the others are only checked."""
        self.records = Records(tags)
        self.report = Report(file)
        self.line = 0  # the number of the line read last
        self.layout: Layout = ()  # of the last run that had blocks
        self._run = OpenRun(self.records, self.line, is_known=False)
        self._block: OpenBlock | None = None
        self._diagnosis = Diagnosis(file)

    def read(self, line: bytes) -> None:
        """Read the next line, given without its newline; raise LogError if this is no log."""
        self.line += 1
        if len(line) > LONGEST_LINE:
            self._drop_long_line(line)
            return
        if b"\r" in line or b"\x1b" in line or line.startswith(b"\xef"):
            for text in visible_lines(line):
                self._read_text(text)
        else:
            self._read_text(line)
        if not self.records.runs and self._diagnosis.is_hopeless(line):
            raise self._no_loss()

    def add_pairs(self, lines: Integers, runs: Integers, losses: Floats, decimals: int) -> None:
        """Add runs, each with its loss on the next line, whose numbers go up by a constant step."""
        self.line = int(lines[0])
        self._start_run(int(runs[0]))
        self._run.add_loss(float(losses[0]), decimals, self.line + 1)
        self.records.add_steady_runs(lines[1:], runs[1:], losses[1:])
        self.line = self._run.last_line = int(lines[-1]) + 1

    def skip_snapshot(self, layout: Layout, lines: int) -> None:
        """Skip the lines of a snapshot of the last run: its blocks are in the records already."""
        self.line += lines
        self._run.shapes = {tag: (rows, cols) for tag, rows, cols in layout}

    def finish(self, rest: bytes, problem: str) -> None:
        """Read what follows the last newline, and report the problem that ended the text, if any.

        Raises LogError if no loss was read.
        """
        *lines, last = visible_lines(rest)
        self.line += bool(rest.strip())
        for text in lines:
            self._read_text(text)
        if is_end(last):
            self._read_text(last)
        elif last.strip():
            self._drop_last_line(last)
        if problem:
            self.report.warn(self.line, problem)
        self._close_block("the log ends inside a block")
        if self._run.lacks_loss and not last.strip():
            run = self.records.runs[-1]
            self.report.warn(self.line, f"the log ends before the loss of run {run}")
        if not self.records.decimals_changes:
            raise self._no_loss()

    # Lines

    def _read_text(self, text: bytes) -> None:
        if match := RECORD.fullmatch(text):
            self._read_record(match)
        elif self._block:
            self._read_row(self._block, text)
        elif text.strip():
            self._drop_odd_line(text)

    def _read_record(self, match: re.Match[bytes]) -> None:
        run, loss, tag = match["run"], match["loss"], match["tag"]
        if run:
            self._start_run(int(run))
            return
        self._close_block("a block without a closing ]")
        if not self._run.is_known:
            self._drop_record_of_unknown_run(match[0])
            if tag:
                self._block = OpenBlock("", self.line, is_dropped=True)
        elif tag:
            # without a loss, the lines that are missing may include a run number
            doubt = max(self._run.doubt, Doubt.NONE if self._run.has_loss else Doubt.SLIGHT)
            self._block = OpenBlock(tag.decode("utf-8", "backslashreplace"), self.line, doubt)
        elif self._run.has_loss:
            self.report.warn(self.line, f"a second loss in run {self.records.runs[-1]}", match[0])
            self._run.is_known = not self._run.doubt  # its own run's number may be lost
            self._run.add_doubt(match[0])
        else:
            self._run.add_loss(to_float(loss), count_decimals(loss), self.line)

    def _read_row(self, block: OpenBlock, text: bytes) -> None:
        if block.is_dropped:
            self._run.add_doubt(text)
            if is_end(text):
                self._block = None
        elif is_end(text):
            self._end_block(block)
        elif is_row(text):
            block.add_row(text)
            if len(block.values) > LARGEST_BLOCK:
                self._skip_block(block, f"a block of more than {LARGEST_BLOCK} values")
        else:
            self._skip_block(block, "a block with a row that is not numbers", text)
            self._run.add_doubt(text)

    # What is dropped

    def _drop_odd_line(self, text: bytes) -> None:
        self._diagnosis.note_odd_line(self.line, text)
        self._run.note_split(text, self.line)
        if b"\0" in text:
            self.report.warn_once(self.line, "NUL bytes", text)
        elif is_end(text) or is_row(text):
            self.report.warn_once(self.line, "a row outside a block", text)
        elif DECIMAL_COMMA.fullmatch(text):
            self.report.warn(self.line, "a decimal comma, run the trainer with LC_ALL=C", text)
        else:
            self.report.warn(self.line, "not understood", text)
        self._run.add_doubt(text)

    def _drop_long_line(self, line: bytes) -> None:
        reason = f"a line of more than {LONGEST_LINE} bytes"
        if not self._block:
            self._diagnosis.note_odd_line(self.line, line)
            self.report.warn(self.line, reason, line)
        elif not self._block.is_dropped:
            self._skip_block(self._block, f"a block with {reason}", line)
        self._diagnosis.look_for_control_characters(line)
        self._run.add_doubt(line)

    def _drop_last_line(self, text: bytes) -> None:
        self._diagnosis.look_for_control_characters(text)
        self._diagnosis.note_odd_line(self.line, text)
        if b"\0" in text:
            self.report.warn_once(self.line, "NUL bytes", text)
        elif not self._block:  # which is reported as a whole
            self.report.warn(self.line, "the last line is cut off", text)

    def _drop_record_of_unknown_run(self, text: bytes) -> None:
        self._diagnosis.note_odd_line(self.line, text)
        if self.records.runs:
            self.report.warn(self.line, "the run that this belongs to is unknown", text)
        else:
            self.report.warn_once(self.line, "a loss or a block before the first run", text)

    def _no_loss(self) -> LogError:
        warnings = self.report.sorted_warnings()
        return self._diagnosis.error(warnings, has_runs=bool(self.records.runs))

    # Runs

    def _start_run(self, number: int) -> None:
        """Close the run that is open, and open another."""
        self._close_block("a block without a closing ]")
        if self._run.lacks_loss:
            last = self.records.runs[-1]
            self.report.warn(self.line, f"run {last} ends here without a loss")
        if self._run.doubt:
            self.records.after_odd_lines.add(len(self.records.runs))
        if self._run.shapes:
            self.layout = tuple((tag, *shape) for tag, shape in self._run.shapes.items())
        self.records.add_run(number, self.line)
        self._run = OpenRun(self.records, self.line)

    # Blocks

    def _end_block(self, block: OpenBlock) -> None:
        if not block.rows:
            self._report_block(block, "an empty block")
        elif block.is_ragged:
            self._report_block(block, "a block with rows of different lengths")
        elif block.tag in self._run.shapes:
            run = self.records.runs[-1]
            self._report_block(block, f"a second block with this tag in run {run}")
        else:
            self._run.add_block(block)
        self._block = None

    def _close_block(self, reason: str) -> None:
        """Drop the block that is open, if any, for this reason."""
        if self._block and not self._block.is_dropped:
            self._report_block(self._block, reason)
        self._block = None

    def _skip_block(self, block: OpenBlock, reason: str, text: bytes = b"") -> None:
        """Drop a block and its rows that follow."""
        self._report_block(block, reason, text)
        self._block = OpenBlock(block.tag, block.line, is_dropped=True)

    def _report_block(self, block: OpenBlock, reason: str, text: bytes = b"") -> None:
        self.report.warn(block.line, reason, text or f"{block.tag}: [".encode())
