"""The careful path: reads a log line by line. Only this path deals with damage."""

import re
from collections.abc import Collection

from ..errors import LogError
from .diagnosis import Diagnosis
from .grammar import (
    NO_SCALAR,
    RECORD,
    count_decimals,
    decoded,
    ends_in_bracket,
    is_end,
    to_float,
    to_run,
    visible_lines,
)
from .open_block import OpenBlock
from .records import Records
from .report import Report, of_odd_line, tag_of_block_in_line

LONGEST_LINE = 2**20  # bytes; a row of 100,000 values fits
UNCLOSED = "a block without a closing ]"
COPY = "a copy of the line before, left out; perhaps two handlers of logging print each line"


class LineReader:
    """Collect the records of a log, and report what is dropped from it."""

    def __init__(self, file: str, tags: Collection[str] | None = None) -> None:
        """Keep only the blocks with these tags, if given; the others are only checked."""
        self.records = Records(tags)
        self.report = Report(file)
        self.line = 0  # the number of the line read last
        self._is_run_known = False  # whether the next value or block belongs to the last run
        self._block = OpenBlock(self.records, self.report, is_open=False)
        self._diagnosis = Diagnosis(self.report)
        self._before = b""  # the line before, unless it was a copy
        self.may_have_copies = True  # whether each line from the first run on has had its copy

    def read(self, line: bytes) -> None:
        """Read the next line, given without its newline; raise LogError if this is no log."""
        self.line += 1
        if self.may_have_copies and self._is_copy(line):
            self.report.warn_once(self.line, COPY, line)
            return
        if len(line) > LONGEST_LINE:
            self._drop_long_line(line)
            return
        if b"\r" in line or b"\x1b" in line or b"\b" in line or line.startswith(b"\xef"):
            for text in visible_lines(line):
                self._read_text(text)
        else:
            self._read_text(line)
        if not self.records.runs and self._diagnosis.is_hopeless(line):
            raise self._no_loss()

    def skip_runs(self, first_line: int, last_line: int) -> None:
        """Skip lines that are whole runs, which are added to the records afterwards."""
        self._block.close(UNCLOSED)
        self.line = first_line
        self._end_run()
        self._is_run_known = True
        self.line = last_line

    def finish(self, rest: bytes, problem: str) -> None:
        """Read what follows the last newline, and report the problem that ended the text, if any.

        Raises LogError if no loss was read.
        """
        *texts, last = visible_lines(rest)
        self.line += bool(rest.strip())
        for text in texts:
            self._read_text(text)
        if is_end(last) or (self._block.is_open and ends_in_bracket(last)):
            self._read_text(last)
        elif last.strip():
            self._drop_last_line(last)
        if problem:
            self.report.warn(self.line, problem)
        self._block.close("the log ends inside a block")
        if not last.strip():
            self.records.end = self.line
            reason = "the log ends before the loss of run {}"
            if self._diagnosis.loss_before_run:
                reason += "; if each loss stands before its run number, it is stored one run early"
            self._end_run(reason)
        if not self.records.loss.lines:
            raise self._no_loss()

    # Lines

    def _is_copy(self, line: bytes) -> bool:
        """Tell whether a line repeats the one before it, perhaps with a prefix."""
        before, self._before = self._before, line
        if not (before and self.records.runs):
            return False
        self.may_have_copies = line.endswith(before)
        if self.may_have_copies:
            self._before = b""
        return self.may_have_copies

    def _read_text(self, text: bytes) -> None:
        match = RECORD.fullmatch(text) if b":" in text else None
        name = decoded(match["name"] or b"") if match and self._block.is_open else ""
        if match and (not name or self.records.is_known(name)):  # a block may have odd lines
            self._read_record(match)
        elif self._block.is_open:
            self._block.read(text, self.line)
        elif text.strip():
            self._drop_odd_line(text)

    def _read_record(self, match: re.Match[bytes]) -> None:
        run, name, value, tag = match.groups()
        if run:
            self._read_run(run, match[0])
            return
        self._block.close(UNCLOSED)
        if name and name != b"L" and NO_SCALAR.fullmatch(name):
            self._drop_odd_line(match[0])
        elif not self._is_run_known:
            self._drop_record_of_unknown_run(match)
        elif tag:
            self._block = OpenBlock(self.records, self.report, decoded(tag), self.line)
        else:
            self._read_scalar(decoded(name), value, match[0])

    def _read_run(self, number: bytes, text: bytes) -> None:
        run = to_run(number)
        if run is None:
            self._drop_odd_line(text)
            return
        self._block.close(UNCLOSED)
        self._end_run()
        self.records.add_run(run, self.line)
        self._is_run_known = True

    def _end_run(self, reason: str = "run {} ends here without a loss") -> None:
        """Report that the last run, which ends before this line, has no loss."""
        if self.records.runs and self.records.lacks_loss:
            self.report.warn(self.line, reason.format(self.records.runs[-1]))

    def _read_scalar(self, name: str, value: bytes, text: bytes) -> None:
        scalar, place = self.records.scalar(name, text), self.records.place
        if scalar is None:
            self._drop_odd_line(text)
        elif scalar.stop <= place:
            scalar.add(place, to_float(value), count_decimals(value), self.line)
        elif name == "L":
            self.report.warn(self.line, f"a second loss in run {self.records.runs[-1]}", text)
            # its own run's number may be lost
            self._is_run_known = not self.records.may_hide_a_run
            self.records.add_odd_line(self.line, text)
        else:
            self.report.warn_once(self.line, f"a second value of {name!a} in a run", text)
            self.records.add_odd_line(self.line, text)

    # What is dropped

    def _drop_odd_line(self, text: bytes) -> None:
        self._diagnosis.note_odd_line(self.line, text)
        self.records.note_split(self.line, text)
        reason, is_counted = of_odd_line(text)
        if is_counted:
            self.report.warn_once(self.line, reason, text)
        elif tag := tag_of_block_in_line(text):
            self.report.warn_of_block(tag, self.line, reason, text)
        else:
            self.report.warn(self.line, reason, text)
        self.records.add_odd_line(self.line, text)

    def _drop_long_line(self, line: bytes) -> None:
        reason = f"a line of more than {LONGEST_LINE} bytes"
        if self._block.is_open:
            self._block.drop(f"a block with {reason}", line)
        else:
            self._diagnosis.note_odd_line(self.line, line)
            self.report.warn(self.line, reason, line)
        self._diagnosis.look_for_control_characters(line)
        self.records.add_odd_line(self.line, line)

    def _drop_last_line(self, text: bytes) -> None:
        self._diagnosis.look_for_control_characters(text)
        self._diagnosis.note_odd_line(self.line, text)
        if b"\0" in text:
            self.report.warn_once(self.line, "NUL bytes", text)
        elif not self._block.is_open:  # which is reported as a whole
            self.report.warn(self.line, "the last line is cut off", text)

    def _drop_record_of_unknown_run(self, match: re.Match[bytes]) -> None:
        text = match[0]
        if match["tag"]:
            self._block = OpenBlock(self.records, self.report, is_dropped=True)
        elif match["name"] != b"L" and not self.records.runs:
            self._drop_odd_line(text)
            return
        self._diagnosis.note_odd_line(self.line, text)
        if self.records.runs:
            self.report.warn(self.line, "the run that this belongs to is unknown", text)
        else:
            self.report.warn_once(self.line, "a loss or a block before the first run", text)
            if match["name"]:
                self._diagnosis.loss_before_run = self._diagnosis.loss_before_run or self.line

    def _no_loss(self) -> LogError:
        return self._diagnosis.error(has_runs=bool(self.records.runs))
