"""A second reader of logs, without any code of animator.parser, to compare it with.

It turns a log into cells: (run, tag, row, col) -> repr() of the value. repr() tells 0.0 from -0.0,
and all NaNs are equal.
"""

import re
from contextlib import suppress

from animator import Log

Cells = dict[tuple[int, str, int, int], str]


def parse(text: str) -> Cells:
    """Return all values of a log without damage."""
    cells: Cells = {}
    run = row = -1
    tag = ""
    for line in text.split("\n"):
        word, colon, rest = line.partition(":")
        if word.strip() == "run":
            run = int(rest)
        elif word.strip() == "L":
            cells[run, "L", 0, 0] = repr(float(rest))
        elif colon and "[" not in rest:
            cells[run, word.strip(), 0, 0] = repr(float(rest))
        elif colon:
            tag, row = word.strip(), 0
        elif line.strip() not in ("", "]"):
            for col, number in enumerate(line.split()):
                cells[run, tag, row, col] = repr(float(number))
            row += 1
    return cells


def cells_of(log: Log) -> Cells:
    """Return all values of the frames, NaN for those that a run lacks."""
    cells = {
        (run, name, 0, 0): repr(float(value))
        for name, column in log.scalars.items()
        for run, value in column.items()
    }
    for tag in log.snapshots.columns.unique("tag"):
        for run, values in log.snapshots[tag].iterrows():
            for (row, col), value in values.items():
                cells[run, tag, row, col] = repr(float(value))
    return cells  # type: ignore[return-value]  # pandas says that a run may be any hashable


RUN = re.compile(r"^\s*run:\s*(\d+)\s*$", re.MULTILINE)
SCALAR = re.compile(r"^\s*([^\n:]*[^\s:])\s*:\s*(\S+)\s*$", re.MULTILINE)
BLOCK = re.compile(r"^\s*([^\n]*\S)\s*:\s*\[\s*\n([^\]]*)\]", re.MULTILINE)


def candidates(text: str) -> dict[tuple[int, str, int, int], set[str]]:
    """Return every value that stands somewhere in a damaged log, on a whole line under its run.

    A reader may keep only such values; it need not keep them all.
    """
    cells: dict[tuple[int, str, int, int], set[str]] = {}
    text = re.sub(r"\x1b\[[\d;]*m", "", text)
    _, *pieces = RUN.split(text.replace("\r", "\n") + text.replace("\r", ""))
    for number, piece in zip(pieces[::2], pieces[1::2], strict=True):
        for name, value in SCALAR.findall(piece):
            with suppress(ValueError):
                cells.setdefault((int(number), name, 0, 0), set()).add(repr(float(value)))
        for start in re.finditer(r"^", piece, re.MULTILINE):
            if block := BLOCK.match(piece, start.start()):
                for row, line in enumerate(block[2].strip().split("\n")):
                    for col, value in enumerate(line.split()):
                        with suppress(ValueError):
                            cell = (int(number), block[1], row, col)
                            cells.setdefault(cell, set()).add(repr(float(value)))
    return cells
