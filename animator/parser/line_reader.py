"""The careful path: reads a log line by line. Only this path deals with damage."""

import re
from collections.abc import Collection
from itertools import count

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
from .open_run import OpenBlock, OpenRun
from .records import Groups, Layout, Records
from .report import Report, of_odd_line, tag_of_block_in_line

LONGEST_LINE = 2**20  # bytes; a row of 100,000 values fits
COPY = "a copy of the line before, left out; perhaps two handlers of logging print each line"


class LineReader:
    """Collect the records of a log, and report what is dropped from it."""

    def __init__(self, file: str, tags: Collection[str] | None = None) -> None:
        """Keep only the blocks with these tags, if given; the others are only checked."""
        self.records = Records(tags)
        self.report = Report(file)
        self.line = 0  # the number of the line read last
        self._run = OpenRun(self.records, self.line, is_known=False)
        self._names: tuple[str, ...] = ()  # of the scalars of the run before
        self._block = OpenBlock(self.report, is_open=False)
        self._diagnosis = Diagnosis(file)
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

    def is_known(self, name: str) -> bool:
        """Tell whether a name is that of a scalar."""
        return name in self.records.scalars and self.records.scalars[name].is_known

    def add_groups(self, groups: Groups, start: int, stop: int) -> None:
        """Add groups of lines, from a start up to a stop, whose runs have a constant step."""
        self.line = groups.lines[start]
        self._block.close("a block without a closing ]")
        self._end_run()
        place = len(self.records.runs)
        self.records.add_groups(groups, start, stop)
        if stop - start > 1 and groups.names != self._names:
            for name in {*self._names} - {*groups.names, "L"}:
                self.records.scalars[name].missing.add(place, groups.lines[start + 1])
            self._names = groups.names
        last = groups.lines[stop - 1]
        self._run = OpenRun(self.records, last)
        self._run.lines = dict(zip(groups.names, count(last + 1), strict=False))
        self.line = last + len(groups.names)

    def skip_snapshot(self, layout: Layout) -> None:
        """Skip the lines of a snapshot of the last run: its blocks are in the records already."""
        self.line += sum(rows + 2 for _, rows, _ in layout)
        self._run.shapes = {tag: (rows, cols) for tag, rows, cols in layout}

    def finish(self, rest: bytes, problem: str) -> None:
        """Read what follows the last newline, and report the problem that ended the text, if any.

        Raises LogError if no loss was read.
        """
        *lines, last = visible_lines(rest)
        self.line += bool(rest.strip())
        for text in lines:
            self._read_text(text)
        if is_end(last) or (self._block.is_open and ends_in_bracket(last)):
            self._read_text(last)
        elif last.strip():
            self._drop_last_line(last)
        if problem:
            self.report.warn(self.line, problem)
        self._block.close("the log ends inside a block")
        if self._run.lacks_loss and not last.strip():
            run = self.records.runs[-1]
            reason = f"the log ends before the loss of run {run}"
            if self._diagnosis.loss_before_run:
                reason += "; if each loss stands before its run number, it is stored one run early"
            self.report.warn(self.line, reason)
        self._run.note_sides()
        if not last.strip():
            self._run.note_missing(self._names, self.line)
        if not self.records.loss.count:
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
        if match and (not name or self.is_known(name)):  # a block may have odd lines
            self._read_record(match)
        elif self._block.is_open:
            self._block.read(text, self._run)
        elif text.strip():
            self._drop_odd_line(text)

    def _read_record(self, match: re.Match[bytes]) -> None:
        run, name, value, tag = match.groups()
        if run:
            self._read_run(run, match[0])
            return
        self._block.close("a block without a closing ]")
        if name and name != b"L" and NO_SCALAR.fullmatch(name):
            self._drop_odd_line(match[0])
        elif not self._run.is_known:
            self._drop_record_of_unknown_run(match)
        elif tag:
            self._block = OpenBlock(self.report, decoded(tag), self.line)
        else:
            self._read_scalar(decoded(name), value, match[0])

    def _read_run(self, number: bytes, text: bytes) -> None:
        run = to_run(number)
        if run is None:
            self._drop_odd_line(text)
            return
        self._block.close("a block without a closing ]")
        self._end_run()
        self.records.add_run(run, self.line)
        self._run = OpenRun(self.records, self.line)

    def _read_scalar(self, name: str, value: bytes, text: bytes) -> None:
        if name != "L" and self.records.scalar(name, self.line, text) is None:
            self._drop_odd_line(text)
        elif name not in self._run.lines:
            self._run.add_scalar(name, to_float(value), count_decimals(value), self.line)
        elif name == "L":
            self.report.warn(self.line, f"a second loss in run {self.records.runs[-1]}", text)
            # its own run's number may be lost
            self._run.is_known = not (self._run.doubt or self._run.new_names)
            self._run.add_doubt(text)
        else:
            self.report.warn_once(self.line, f"a second value of {name!a} in a run", text)
            self._run.add_doubt(text)

    # What is dropped

    def _drop_odd_line(self, text: bytes) -> None:
        self._diagnosis.note_odd_line(self.line, text)
        self._run.note_split(text, self.line)
        reason, is_counted = of_odd_line(text)
        if is_counted:
            self.report.warn_once(self.line, reason, text)
        elif tag := tag_of_block_in_line(text):
            self.report.warn_of_block(tag, self.line, reason, text)
        else:
            self.report.warn(self.line, reason, text)
        self._run.add_doubt(text)

    def _drop_long_line(self, line: bytes) -> None:
        reason = f"a line of more than {LONGEST_LINE} bytes"
        if self._block.is_open:
            self._block.drop(f"a block with {reason}", line)
        else:
            self._diagnosis.note_odd_line(self.line, line)
            self.report.warn(self.line, reason, line)
        self._diagnosis.look_for_control_characters(line)
        self._run.add_doubt(line)

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
            self._block = OpenBlock(self.report, is_dropped=True)
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
        warnings = self.report.sorted_warnings()
        return self._diagnosis.error(warnings, has_runs=bool(self.records.runs))

    # Runs

    def _end_run(self) -> None:
        """Note what the run lacks that ends before the current line."""
        if self._run.lacks_loss:
            last = self.records.runs[-1]
            self.report.warn(self.line, f"run {last} ends here without a loss")
        if self._run.doubt or self._run.new_names:
            self.records.after_odd_lines[len(self.records.runs)] = self._run.doubt
        self._run.note_sides()
        names = tuple(self._run.lines)
        if names != self._names:
            self._run.note_missing(self._names, self.line)
            self._names = names
