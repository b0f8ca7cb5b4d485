"""What a log holds: arrays, frames made of them, and what could not be read."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


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


@dataclass(frozen=True, eq=False)
class Log:
    """Hold what was read of a training, and of which `parts` its file consists.

    `loss` and `snapshots` are its frames, made when they are first asked for: a film needs none.
    All values are float64, the float() of the text; NaN stands also for a loss or a block that is
    missing.
    """

    file: str
    runs: Integers
    losses: Floats  # one a run
    snapshot_runs: Integers
    blocks: dict[str, Floats]  # of each tag, (snapshots, rows, cols)
    warnings: list[LogWarning]
    parts: tuple[Part, ...]

    @cached_property
    def loss(self) -> "pd.DataFrame":
        """The losses: run as the index, and a column L."""
        import pandas as pd

        index = pd.Index(self.runs, name="run", copy=False)
        return pd.DataFrame({"L": self.losses}, index=index, copy=False)

    @cached_property
    def snapshots(self) -> "pd.DataFrame":
        """The blocks: a row for each run with any, columns (tag, row, col), counted from 0."""
        import pandas as pd

        index = pd.Index(self.snapshot_runs, name="run", copy=False)
        frames = [
            pd.DataFrame(block.reshape(len(block), -1), index=index, copy=False)
            for block in self.blocks.values()
        ]
        frame = pd.concat(frames, axis=1) if frames else pd.DataFrame(index=index)
        frame.columns = self._columns()
        return frame

    def _columns(self) -> "pd.MultiIndex":
        """Return (tag, row, col) of each cell, without a Python object for each."""
        import pandas as pd

        shapes = [block.shape[1:] for block in self.blocks.values()]
        cells = [np.indices(shape, np.int32).reshape(2, -1) for shape in shapes]
        rows, cols = np.concatenate([np.empty((2, 0), np.int32), *cells], axis=1)
        tags = np.arange(len(shapes), dtype=np.int32).repeat([cell.shape[1] for cell in cells])
        most_rows, most_cols = np.array([(0, 0), *shapes]).max(axis=0).tolist()
        return pd.MultiIndex(
            [list(self.blocks), list(range(most_rows)), list(range(most_cols))],
            [tags, rows, cols],  # type: ignore[list-item]  # arrays are as good as lists
            names=["tag", "row", "col"],
        )

    def matrix(self, tag: str) -> Floats:
        """Return a tag's values (snapshots, rows, cols); raise LogError if the log has none."""
        if tag not in self.blocks:
            has = ", ".join(self.blocks) or "no blocks at all"
            raise LogError(self.file, None, f"no block {tag!r}; the log has {has}")
        return self.blocks[tag]

    def tidy(self) -> "pd.DataFrame":
        """Return one long frame: run, tag, row, col, value, sorted by run.

        L is a tag with row and col 0; it comes before its run's blocks.
        """
        import pandas as pd

        tags = pd.CategoricalDtype(["L", *self.blocks])
        losses = self.loss.rename(columns={"L": "value"}).assign(tag="L", row=0, col=0)
        cells = self.snapshots.columns.to_frame(index=False)
        cells = cells.astype({"tag": tags, "row": "int64", "col": "int64"})
        blocks = cells.iloc[np.tile(np.arange(len(cells)), len(self.snapshots))]
        blocks = blocks.set_index(self.snapshots.index.repeat(len(cells)))
        blocks["value"] = self.snapshots.to_numpy().ravel()
        long = pd.concat([losses.astype({"tag": tags}), blocks]).sort_index(kind="stable")
        return long.reset_index()[["run", "tag", "row", "col", "value"]]
