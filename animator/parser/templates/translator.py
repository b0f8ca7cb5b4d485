"""Translate the log of another program into the records of logs/FORMAT.md, as templates tell."""

import re
import zlib
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, repeat
from operator import eq

import numpy as np

from ...errors import LogError, NotALogError
from ...log import Integers
from ..diagnosis import CONTROL, LONGEST_PREAMBLE, other_kind
from ..grammar import escape
from ..report import Report, with_text
from .known_trainers import suggestion
from .template import WHOLE_RUN, Matches, Template, plain, templates_of, to_number

LONGEST_ARRAY = 2**24  # bytes of its text
WHOLE = "np.set_printoptions(threshold=np.inf) or torch.set_printoptions(profile='full')"
ROW = re.compile(rb"\[([^\[\]]*)\]")


class LineNumbers:
    """Tell from which line of the log a line of the translation comes."""

    def __init__(self) -> None:
        self._starts: list[int] = []  # the first line of each piece of the translation
        self._pieces: list[bytes] = []  # the steps between its lines, which hardly ever change
        self._count = 0

    def add(self, lines: Integers) -> None:
        """Add the lines of the log from which the next lines of the translation come."""
        if len(lines):
            self._starts.append(self._count)
            self._pieces.append(zlib.compress(np.diff(lines, prepend=0).astype("u4").tobytes(), 1))
            self._count += len(lines)

    def __call__(self, line: int) -> int:
        """Return the line of the log; lines count from 1, and 0 is the whole file."""
        place = min(line, self._count) - 1
        if place < 0:
            return line
        piece = bisect_right(self._starts, place) - 1
        return int(_unpacked(self._pieces[piece])[place - self._starts[piece]])


@lru_cache(maxsize=1)
def _unpacked(piece: bytes) -> Integers:
    steps: Integers = np.frombuffer(zlib.decompress(piece), "u4").astype(np.int64)
    return steps.cumsum()


class Translator:
    """Translate the lines of a log that templates match; the others are left out."""

    def __init__(self, lines: Sequence[str], report: Report) -> None:
        """Take templates, and the report, which gets the lines of the log; raise UsageError."""
        self.templates = templates_of(lines)
        self._has_runs = any("run" in template.fields for template in self.templates)
        self._report = report
        self._origin = report.origin = LineNumbers()
        self._line = 1  # of the text that is translated next
        self._rest = b""  # what has not been translated yet
        self._head = b""  # the first lines
        self._run = -1  # the last one
        self._early = 0  # the line of the first value before the first run

    def translate(self, text: bytes) -> bytes:
        """Return the records in the lines that end in this piece of the log.

        Raises LogError for a run that is no whole number, and if this is no text.
        """
        if len(self._head) < LONGEST_PREAMBLE:
            self._head += text
            found = sum(one.count for one in self.templates)
            if len(self._head) >= LONGEST_PREAMBLE and not found and CONTROL.search(self._head):
                raise self._error()
        text = plain(self._rest + text)
        end = self._end_of_whole_lines(text)
        self._rest = text[end:]
        if len(self._rest) > LONGEST_ARRAY:
            self._report.add(self._line, f"a line of more than {LONGEST_ARRAY} bytes", self._rest)
            self._rest = b"x"  # the middle of a line, where no number starts
        return self._translated(text[:end])

    def _end_of_whole_lines(self, text: bytes) -> int:
        """Return where the last line starts, or the first one of an array that goes on."""
        end = text.rfind(b"\n") + 1
        cuts = [cut for one in self.templates if (cut := one.cut_array(text[:end])) is not None]
        start = min(cuts, default=end)
        return end if len(text) - start > LONGEST_ARRAY else text.rfind(b"\n", 0, start) + 1

    def finish(self) -> bytes:
        """Return the records in lines that were held back.

        Reports a last line without a newline, and templates that no line matches. Raises LogError
        if there is no loss or no run.
        """
        end = self._rest.rfind(b"\n") + 1
        if end:
            self._report.add(self._line, "the log ends inside an array", self._rest)
        translated, last = self._translated(self._rest[:end]), self._rest[end:]
        if any(template.pattern.search(last + b"\n") for template in self.templates):
            self._report.add(self._line, "the last line is cut off", last)
        if self._early:
            self._report.add(self._early, "a value before the first run is left out")
        if self._head.strip():  # otherwise the log is empty
            self._check_counts()
        return translated

    def _check_counts(self) -> None:
        """Report templates that no line matches; raise LogError if no run or no loss is left."""
        found = {name for one in self.templates if one.count for name in one.fields}
        if "L" not in found or (self._has_runs and "run" not in found):
            raise self._error()
        for template in self.templates:
            if not template.count:
                self._report.add(*self._nearest(template))

    def _error(self) -> LogError:
        """Return the error that says why there is no run or no loss."""
        if CONTROL.search(self._head):
            return NotALogError(self._report.file, None, other_kind(self._head) or "not a text log")
        needed = (one for one in self.templates if {"run", "L"} & {*one.fields})
        line, reason = self._nearest(next(one for one in needed if not one.count))
        return LogError(self._report.file, line, reason + suggestion(self._head))

    def _nearest(self, template: Template) -> tuple[int, str]:
        """Return the line that comes nearest to a template that no line matches, and say so."""
        head = plain(self._head).replace(b"\r", b"\n")
        reason = f"no line matches the template {template.text!r}"
        line, part = template.nearest(head)
        text = head.split(b"\n", line + 1)[line]
        reason += f"; this has only {escape(part)!a}" if part else ", nor a part of it"
        return int(_line_numbers(self._head)[line]) + 1, with_text(reason, text)

    def _translated(self, text: bytes) -> bytes:
        """Return the records in whole lines."""
        lines = _line_numbers(text) + self._line
        self._line = int(lines[-1])
        text = text.replace(b"\r", b"\n")
        found = [template.find(text) for template in self.templates]
        for template, matches in zip(self.templates, found, strict=True):
            template.count += len(matches.lines)
            self._check_runs(template, matches, lines)
        if len(found) > 1 or self.templates[0].arrays:
            return self._of_several(found, lines)
        return self._of_one(found[0], lines)

    def _check_runs(self, template: Template, matches: Matches, lines: Integers) -> None:
        """Raise LogError for a run that is no whole number."""
        if b"".join(matches.runs).isdigit():
            return
        for place, run in enumerate(matches.runs):
            if not WHOLE_RUN.fullmatch(run):
                reason = f"{escape(run)} is no whole number, so it can't be a run: write {{}} in "
                reason += f"place of {{run}} in the template {template.text!r}"
                raise LogError(self._report.file, int(lines[matches.lines[place]]), reason)

    def _of_one(self, matches: Matches, lines: Integers) -> bytes:
        """Return the records of the only template, which has no array."""
        total = len(matches.lines)
        if not total:
            return b""
        runs = matches.runs or [b"%d" % (self._run + 1 + place) for place in range(total)]
        if any(map(eq, runs, runs[1:])) or to_number(runs[0]) == self._run:
            return self._of_several([matches], lines)
        self._run = to_number(runs[-1])
        names = ["run", *self.templates[0].names]
        self._origin.add(np.repeat(lines[matches.lines], len(names)))
        cells = [cell for name in names for cell in (f"\n{name}: ".encode(), b"")] * total
        for place, column in enumerate([runs, *matches.columns]):
            cells[2 * place + 1 :: 2 * len(names)] = column
        return b"".join([*cells, b"\n"])[1:]

    def _of_several(self, found: Sequence[Matches], lines: Integers) -> bytes:
        """Return the records of lines in their order; of those in one line, the run comes first."""
        sizes = [len(matches.lines) for matches in found]
        places = np.concatenate([matches.lines for matches in found])
        order = np.lexsort((np.repeat([not matches.runs for matches in found], sizes), places))
        places = places[order]
        if self._has_runs:
            numbers = np.concatenate([matches.numbers() for matches in found])[order]
            runs = np.concatenate([[self._run], numbers])
            runs = runs[np.maximum.accumulate(np.where(runs < 0, 0, np.arange(len(runs))))][1:]
        else:
            is_loss = np.repeat(["L" in template.names for template in self.templates], sizes)
            runs = self._run + np.cumsum(is_loss[order])
        records = list(chain(*map(self._records, self.templates, found, repeat(lines))))
        records = [records[place] for place in order.tolist()]
        if early := int(np.count_nonzero(runs < 0)):  # at the start: no number is negative
            self._early = self._early or int(lines[places[0]])
            places, runs, records = places[early:], runs[early:], records[early:]
        is_new = np.diff(runs, prepend=self._run) != 0
        heads = [b""] * len(records)
        for place, run in zip(np.flatnonzero(is_new).tolist(), runs[is_new].tolist(), strict=True):
            heads[place] = b"run: %d\n" % run
        self._run = int(np.append(self._run, runs)[-1])
        counts = np.array([record.count(b"\n") for record in records], np.int64)
        self._origin.add(np.repeat(lines[places], counts + is_new))
        return b"".join(chain(*zip(heads, records, strict=True)))

    def _records(self, template: Template, matches: Matches, lines: Integers) -> list[bytes]:
        """Return the records of each line that a template matches, without that of the run."""
        if not template.names:
            return [b""] * len(matches.lines)
        form, columns = b"", list(matches.columns)
        for place, name in enumerate(template.names):
            if name in template.arrays:
                form += b"%b"
                blocks = map(self._block, repeat(name), columns[place], lines[matches.lines])
                columns[place] = list(blocks)
            else:
                form += f"{name}: %b\n".encode()
        return list(map(form.__mod__, zip(*columns, strict=True)))

    def _block(self, name: str, array: bytes, line: int) -> bytes:
        """Return the block with the values of an array that was printed from a line on."""
        if b"..." in array:
            reason = f"an array that was cut short: print it after {WHOLE}"
            raise LogError(self._report.file, int(line), with_text(reason, array))
        rows = [list(map(_full, row.replace(b",", b" ").split())) for row in ROW.findall(array)]
        if name.endswith(".T") and len({*map(len, rows)}) == 1:
            rows = [list(column) for column in zip(*rows, strict=True)]
        if name == "b":
            rows = [list(chain(*rows))]
        text = b"\n".join(map(b" ".join, rows))
        return b"%b: [\n%b\n]\n" % (name.removesuffix(".T").encode(), text)


def _line_numbers(text: bytes) -> Integers:
    r"""Return the number of each line, counted from 0, where \r also ends one but isn't counted."""
    codes = np.frombuffer(text, np.uint8)
    if b"\r" not in text:
        return np.arange(np.count_nonzero(codes == ord("\n")) + 1)
    ends = codes[(codes == ord("\n")) | (codes == ord("\r"))]
    return np.append(0, np.cumsum(ends == ord("\n")))


def _full(cell: bytes) -> bytes:
    """Return a number of an array with digits before and after its point."""
    try:
        return repr(float(cell)).encode()
    except ValueError:
        return cell  # the parser says why the block is dropped
