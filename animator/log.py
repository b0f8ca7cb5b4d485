"""What a log holds: pandas frames, and what could not be read."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd


class LogError(ValueError):
    """Say why a log can't be used; `line` is None where no line is to blame."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


class NotALogError(LogError):
    """Say that a file is no text at all."""


@dataclass(frozen=True, slots=True)
class LogWarning:
    """Say what was dropped from a log, and where."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Part:
    """Say where in a file a training stands, from its first run's line to its last line."""

    first_line: int
    last_line: int
    first_run: int
    last_run: int


@dataclass(frozen=True, slots=True)
class Log:
    """Hold what was read of a training, and of which `parts` its file consists.

    `loss` has the run as its index and a column L. `snapshots` has a row for each run with blocks
    and columns (tag, row, col), counted from 0. All values are float64, the float() of the text;
    NaN stands also for a loss or a block that is missing.
    """

    file: str
    loss: pd.DataFrame
    snapshots: pd.DataFrame
    warnings: list[LogWarning]
    parts: tuple[Part, ...]

    def matrix(self, tag: str) -> npt.NDArray[np.float64]:
        """Return a tag's values (snapshots, rows, cols); raise LogError if the log has none."""
        tags = self.snapshots.columns.unique("tag")
        if tag not in tags:
            has = ", ".join(tags) or "no blocks at all"
            raise LogError(self.file, None, f"no block {tag!r}; the log has {has}")
        block = self.snapshots[tag]
        last_row, last_col = block.columns[-1]
        return block.to_numpy().reshape(len(block), last_row + 1, last_col + 1)

    def tidy(self) -> pd.DataFrame:
        """Return one long frame: run, tag, row, col, value, sorted by run.

        L is a tag with row and col 0; it comes before its run's blocks.
        """
        tags = pd.CategoricalDtype(["L", *self.snapshots.columns.unique("tag")])
        losses = self.loss.rename(columns={"L": "value"}).assign(tag="L", row=0, col=0)
        cells = self.snapshots.columns.to_frame(index=False)
        cells = cells.astype({"tag": tags, "row": "int64", "col": "int64"})
        blocks = cells.iloc[np.tile(np.arange(len(cells)), len(self.snapshots))]
        blocks = blocks.set_index(self.snapshots.index.repeat(len(cells)))
        blocks["value"] = self.snapshots.to_numpy().ravel()
        long = pd.concat([losses.astype({"tag": tags}), blocks]).sort_index(kind="stable")
        return long.reset_index()[["run", "tag", "row", "col", "value"]]
