"""A log once more, as cells: (run, tag, row, col) -> repr() of the value.

repr() tells 0.0 from -0.0, and one NaN is as good as another. The parser here reads whole logs
only; it shares no code with animator.parser.
"""

from animator import Log

Cells = dict[tuple[int, str, int, int], str]


def parse(text: str) -> Cells:
    cells: Cells = {}
    run = row = -1
    tag = ""
    for line in text.split("\n"):
        word, colon, rest = line.partition(":")
        if word.strip() == "run":
            run = int(rest)
        elif word.strip() == "L":
            cells[run, "L", 0, 0] = repr(float(rest))
        elif colon:
            tag, row = word.strip(), 0
        elif line.strip() not in ("", "]"):
            for col, number in enumerate(line.split()):
                cells[run, tag, row, col] = repr(float(number))
            row += 1
    return cells


def cells_of(log: Log) -> Cells:
    """Return all values of the frames; a block that is missing from a snapshot has none."""
    cells = {(run, "L", 0, 0): repr(float(loss)) for run, loss in log.loss["L"].items()}
    for tag in log.snapshots.columns.unique("tag"):
        for run, values in log.snapshots[tag].iterrows():
            for (row, col), value in values.items():
                cells[run, tag, row, col] = repr(float(value))
    return cells  # type: ignore[return-value]  # pandas says that a run may be any hashable
