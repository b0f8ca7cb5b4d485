"""Why no loss could be read from a file: the reason that a LogError gives.

It may be what another training loop left instead of a log; then it says how that becomes one.
"""

import re

from ..errors import LogError, NotALogError
from .grammar import BOM
from .report import ONE_LINE, Report, of_odd_line, with_text
from .templates.known_trainers import suggestion

LONGEST_PREAMBLE = 2**20  # bytes; a file without a run in its first MiB is no log
CONTROL = re.compile(rb"[\0-\x06\x0e-\x1a\x1c-\x1f]")  # characters that text doesn't contain
PREFIXED = re.compile(rb"\s*(\S.*?)(?:run:\s*\d+|L:\s*[-+]?\d[\d.]*)\s*", re.DOTALL)
LONGEST_PREFIXED = 1000  # bytes
FEWEST_PREFIXED = 2  # lines, after one that has no record at its end
LOSS_BEFORE_RUN = "a loss before its run number: print 'run: 0' first, then 'L: 0.1'"
EXPECTED = "no loss with a run number: expected 'run: 0', then 'L: 0.1' on the next line"
HEAD = 2**14  # bytes at the start of a file that show what it is
FIRST_LINES = 2**18  # bytes at the start that may show the lines of a known trainer

LOG_WRITER = "with LogWriter (from trainer import LogWriter)"
READ = f"read it in Python, and write its values {LOG_WRITER}"

KINDS = [  # what it is; a pattern of its start; what to do, where SEPARATOR is the pattern's group
    ("a NumPy array", rb"\x93NUMPY", READ),
    ("a zip archive, such as .npz or .pt", rb"PK\x03\x04", READ),
    ("a pickle, such as .pkl or .pt", rb"\x80[\x02-\x05]", READ),
    ("a Parquet table", rb"PAR1", READ),
    ("an HDF5 file", rb"\x89HDF\r?\n", READ),
    ("an event file of TensorBoard", rb"(?s:.{8,24})brain\.Event:\d", READ),
    (
        "a log of Docker's in JSON",
        rb'\{\s*"log"\s*:\s*"(?:[^"\\\n]|\\.)*"\s*,\s*"stream"',
        "jq -j .log FILE > run.log gives what was printed",
    ),
    (
        "JSON",
        rb'(?:\[\s*)?\{\s*"[^"\n]*"\s*:',
        """jq -r 'def n: if type != "number" then . // "nan" elif isnan then "nan" """
        """elif isinfinite then if . > 0 then "inf" else "-inf" end else . end; """
        r""".. | select(.loss?) | "run: \(.step)\nL: \(.loss | n)", """
        """(.W // empty | "W: [", (.[] | map(n) | join(" ")), "]")' FILE > run.log """
        "converts objects with the keys step, loss and perhaps W, a list of rows",
    ),
    ("dictionaries of Python", rb"\{\s*'[^'\n]*'\s*:", f"write their values {LOG_WRITER}"),
    (
        "a table",
        rb'(?![-+]?\d*\.\d)[^,;\t\n]+(?:[,;\t][^,;\t\n]*)*([,;\t])[^,;\t\n]*\n"?[0-9.]+"?\1',
        f"write its values {LOG_WRITER}; or, in a checkout of this project, awk -F SEPARATOR "
        "-v rows=2 -f examples/numbers.awk FILE > run.log converts one whose columns are the run, "
        "the loss and the values of W, in so many rows",
    ),
    (
        "arrays as NumPy or PyTorch prints them",
        rb"(?:.*\n)*?(?:(?:.*[^\w.])?(?:array|tensor)\([-+.\d\[]"
        rb"| *\[{1,2} *[-+]?[\d.]+(?:e[-+]\d+)?[, ] *[-+]?[\d.])",
        f"write them {LOG_WRITER}",
    ),
]


class Diagnosis:
    """Collect what shows that a file is no log."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._preamble = 0  # bytes before the first run
        self._head = bytearray()  # the first of them
        self._is_binary = False
        self.loss_before_run = 0  # its line; 0 if there is none
        self._first_odd_line: tuple[int, bytes] | None = None
        self._prefixed: list[tuple[int, bytes]] = []  # the first two lines that end in a record

    def is_hopeless(self, line: bytes) -> bool:
        """Look at a line before the first run; tell whether to give up waiting for a run."""
        self.look_for_control_characters(line)
        self._preamble += len(line) + 1
        return self._preamble > LONGEST_PREAMBLE

    def look_for_control_characters(self, text: bytes) -> None:
        """Note whether the text has characters that only binary files have."""
        self._is_binary |= bool(CONTROL.search(text))
        if len(self._head) < FIRST_LINES:
            self._head += text[:HEAD] + b"\n"

    def note_odd_line(self, number: int, text: bytes) -> None:
        """Remember the first line that is no record, and the first two that end in one."""
        self._first_odd_line = self._first_odd_line or (number, text)
        may_end_in_record = b":" in text and len(text) < LONGEST_PREFIXED
        if may_end_in_record and len(self._prefixed) < FEWEST_PREFIXED and PREFIXED.fullmatch(text):
            self._prefixed.append((number, text))

    def error(self, *, has_runs: bool) -> LogError:
        """Return the error that says best why there is no loss."""
        head, file = bytes(self._head), self._report.file
        kind = "" if has_runs else other_kind(head[:HEAD])
        if self._is_binary and not has_runs:
            return NotALogError(file, None, kind or "not a text log")
        warnings = self._report.sorted_warnings()
        if not warnings:
            return LogError(file, None, EXPECTED if has_runs else "empty log")
        line, reason = self._reason(kind, has_runs=has_runs) or (
            warnings[0].line,
            f"{EXPECTED}; first problem: {warnings[0].reason}",
        )
        return LogError(file, line, reason + suggestion(head) * (not has_runs))

    def _reason(self, kind: str, *, has_runs: bool) -> tuple[int, str] | None:
        """Return what is wrong with most lines, if that is clear, and the first of them."""
        line, text = self._first_odd_line or (0, b"")
        if ONE_LINE.fullmatch(text):
            return line, with_text(of_odd_line(text)[0], text)
        if has_runs and self.loss_before_run:
            return self.loss_before_run, LOSS_BEFORE_RUN
        if self._prefixed[:1] == [(line, text)] or len(self._prefixed) == FEWEST_PREFIXED:
            line, text = self._prefixed[0]
            return line, with_text("lines carry a prefix, remove it", text)
        return (line, kind) if kind else None


def other_kind(head: bytes) -> str:
    """Return what a file is and how to make a log of it, or nothing if that is not known."""
    for kind, start, advice in KINDS:
        if match := re.match(start, head.removeprefix(BOM).lstrip()):
            separator = repr(match[1].decode()) if match.groups() else ""
            return f"{kind}, no log: {advice.replace('SEPARATOR', separator)}"
    return ""
