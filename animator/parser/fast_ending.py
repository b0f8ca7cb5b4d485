"""Read only the end of a log, after a proof that the whole of its text is well-formed.

A sweep has thousands of logs, and a table needs little of each. So the runs are compared with a
text that has a 0 for each digit of a loss, and the snapshots are matched with a pattern; only the
last values are turned into numbers. What is not proven to be well-formed is left to read_log().
"""

import re
import zlib
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..folder.ending import Ending, last_tenth
from ..log import Floats, Integers
from .fast_blocks import layout_of
from .line_reader import LONGEST_LINE
from .records import Layout
from .source import GZIP_MAGIC

Bytes = npt.NDArray[np.uint8]

LARGEST_TEXT = 2**24  # bytes; of a longer log, read_log() never holds the whole text
GZIP = 16 + zlib.MAX_WBITS  # zlib's code for the gzip format
RUN = rb"run: (0|[1-9]\d{0,8})\n"
LAST_RUN = re.compile(RUN)
FIRST_PAIR = re.compile(RUN + rb"L: \d\.(\d{1,14})\n")
WEIGHTS = re.compile(rb"^W: \[\n([^\]]*)", re.MULTILINE)
VALUE = rb" ++-?[0-9]{1,40}+(?:\.[0-9]{1,40}+)?+"  # possessive: it never backtracks


class Split(NamedTuple):
    """Hold a text in two: its pairs of lines, a run and a loss, and its snapshots."""

    pairs: bytes
    snapshots: list[bytes]
    cuts: Integers  # (snapshots,), the places in pairs where they stood


class Template(NamedTuple):
    """Hold the pairs of a log whose losses are all 0."""

    zeros: Bytes
    highest: Bytes  # 9 where a loss has a digit, 0 elsewhere
    ends: Integers  # (runs,), of the pairs
    last_digits: Integers  # (last tenth of the runs, digits of a loss), places in zeros
    powers: Floats  # (digits of a loss,), of ten


def fast_ending(path: Path) -> Ending | None:
    """Return the end of the log in a file, or None if the log is not proven to be well-formed.

    If there is an Ending, read_log() gives the same one, and no warning. Raises OSError if the file
    can't be read.
    """
    text = _text(path)
    first = FIRST_PAIR.match(text)
    split = _split(text) if first else None
    last = LAST_RUN.match(split.pairs, split.pairs.rfind(b"run: ")) if split else None
    if not (first and split and last) or int(last[1]) - int(first[1]) > len(text):
        return None
    template = _template(int(first[1]), int(last[1]), len(first[2]))
    codes = np.frombuffer(split.pairs, np.uint8)
    if not _fits(codes, split.cuts, template) or not _are_alike(split.snapshots):
        return None
    digits = codes[template.last_digits] - ord("0")
    losses = digits @ template.powers / template.powers[0]  # rounded once, as float() does
    return Ending(len(template.ends), losses, _last_weights(split.snapshots))


def _text(path: Path) -> bytes:
    """Return the text of a file, or nothing if it is damaged or too long."""
    if path.stat().st_size > LARGEST_TEXT:
        return b""
    raw = path.read_bytes()
    if not raw.startswith(GZIP_MAGIC):
        return raw
    unpacking = zlib.decompressobj(GZIP)
    try:
        text = unpacking.decompress(raw, LARGEST_TEXT)
    except zlib.error:
        return b""
    return text if unpacking.eof and not unpacking.unused_data else b""


def _split(text: bytes) -> Split | None:
    """Split a text, assuming that all snapshots have as many blocks, and first tags as long."""
    codes = np.frombuffer(text, np.uint8)
    brackets = np.flatnonzero(codes - ord("[") <= ord("]") - ord("["))
    if not len(brackets):
        return Split(text, [], brackets)
    opened, closed = brackets[::2], brackets[1::2]
    first = text.rfind(b"\n", 0, opened[0]) + 1
    ends = (end + len("]\n") for end in closed.tolist())
    last = (block for block, end in enumerate(ends) if text.startswith(b"run: ", end))
    blocks = next(last, len(opened) - 1) + 1  # of each snapshot
    if len(opened) != len(closed) or len(closed) % blocks:
        return None
    starts = opened[::blocks] - (opened[0] - first)
    stops = closed[blocks - 1 :: blocks] + len("]\n")
    cuts = starts - np.append(0, np.cumsum(stops - starts)[:-1])
    begins, ends = starts.tolist(), stops.tolist()
    pairs = zip(chain([0], ends), chain(begins, [len(text)]), strict=True)
    return Split(
        b"".join([text[start:stop] for start, stop in pairs]),
        [text[start:stop] for start, stop in zip(begins, ends, strict=True)],
        cuts,
    )


@lru_cache(maxsize=4)
def _template(first: int, last: int, decimals: int) -> Template:
    runs = [b"run: %d\nL: " % run for run in range(first, last + 1)]
    zeros = b"0." + b"0" * decimals + b"\n"
    highest = b"\x09\0" + b"\x09" * decimals + b"\0"
    marks = np.frombuffer(b"".join(b"\0" * len(run) + highest for run in runs), np.uint8)
    digits = np.flatnonzero(marks).reshape(len(runs), 1 + decimals)
    return Template(
        zeros=np.frombuffer(b"".join(run + zeros for run in runs), np.uint8),
        highest=marks,
        ends=digits[:, -1] + len("0\n"),
        last_digits=digits[-last_tenth(len(runs)) :],
        powers=np.array([10.0**power for power in range(decimals, -1, -1)]),
    )


def _fits(codes: Bytes, cuts: Integers, template: Template) -> bool:
    """Tell whether pairs are those of the template, and each snapshot follows a pair of its own."""
    if len(codes) != len(template.zeros):
        return False
    # In uint8, whatever is less than the template's character is large.
    has_other = (codes - template.zeros > template.highest).any()
    follows = template.ends[np.searchsorted(template.ends, cuts) % len(template.ends)] == cuts
    return bool(not has_other and follows.all() and (np.diff(cuts) > 0).all())


def _are_alike(snapshots: list[bytes]) -> bool:
    """Tell whether snapshots are well-formed, with the blocks of the first one."""
    if not snapshots:
        return True
    layout = layout_of(snapshots[0])
    if not layout or max(map(len, snapshots)) > LONGEST_LINE:
        return False
    return bool(_pattern(layout).fullmatch(b"".join(snapshots)))


@lru_cache(maxsize=4)
def _pattern(layout: Layout) -> re.Pattern[bytes]:
    blocks = (
        rb"%b: \[\n(?:%b *+\n){%d}\]\n" % (re.escape(tag.encode()), VALUE * cols, rows)
        for tag, rows, cols in layout
    )
    return re.compile(b"(?:%b)++" % b"".join(blocks))


def _last_weights(snapshots: list[bytes]) -> Floats | None:
    rows = WEIGHTS.search(snapshots[-1]) if snapshots else None
    if rows is None:
        return None
    return np.array([list(map(float, row.split())) for row in rows[1].splitlines()])
