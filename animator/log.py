"""The result of reading a log: arrays, the DataFrames made of them, and warnings about damage."""

from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from . import geometry
from .description import describe
from .errors import LogError, LogWarning
from .settled import final_changes, with_infinity

if TYPE_CHECKING:  # pandas is imported when a DataFrame is asked for: a film needs none
    import pandas as pd

Integers = geometry.Integers
Floats = geometry.Array


@dataclass(frozen=True, slots=True)
class Part:
    """Hold where in a file one training is, from the line of its first run to its last line."""

    first_line: int
    last_line: int
    first_run: int
    last_run: int
    resumes: bool = False  # whether it goes on with the training of the part before it


@dataclass(frozen=True, eq=False, repr=False)
class Log:
    """Hold one training that was read from a log.

    All values are float64, the float() of the text. A scalar is a value that is printed as
    `NAME: number`, like the loss L. Scalars and blocks that a run lacks are NaN.
    """

    file: str  #: the path that was read
    runs: Integers  #: the numbers of the runs (runs,)
    curves: dict[str, Floats]  #: the values of each scalar (runs,), L first
    snapshot_runs: Integers  #: the runs that have blocks (snapshots,)
    blocks: dict[str, Floats]  #: the values of each tag (snapshots, rows, cols)
    warnings: list[LogWarning]  #: what was dropped
    parts: tuple[Part, ...]  #: all trainings that the file holds, or parts of them
    not_finite: dict[str, Integers] = field(default_factory=dict)  #: of L and each tag, such runs
    dropped_blocks: dict[str, LogWarning] = field(default_factory=dict)  # the first of each tag
    left_out: tuple[str, ...] = ()  # the tags of blocks that read_log was not asked for
    elsewhere: set[str] = field(default_factory=set)  # the tags that only other parts have
    matched: dict[str, int] = field(default_factory=dict)  #: lines that each template matches

    @property
    def losses(self) -> Floats:
        """The losses (runs,)."""
        return self.curves["L"]

    @property
    def known_losses(self) -> Floats:
        """The losses (runs,), infinite where NaN is printed, and NaN where the log has none."""
        return with_infinity(self.losses, self.runs, self.not_finite.get("L", self.runs[:0]))

    @cached_property
    def loss(self) -> "pd.DataFrame":
        """The losses: indexed by run, one column L."""
        return self._frame({"L": self.losses})

    @cached_property
    def scalars(self) -> "pd.DataFrame":
        """All scalars: indexed by run, a column for each name, L first."""
        return self._frame(self.curves)

    def scalar(self, name: str) -> Floats:
        """Return the values of a scalar (runs,); raise LogError if the log has none.

        >>> read_log("logs/c-pentagon.log").scalar("L")[:2]
        array([0.0447, 0.0485])
        """
        if name not in self.curves:
            has = ", ".join(self.curves)
            raise LogError(self.file, None, f"no scalar {name!r}; the log has {has}")
        return self.curves[name]

    @cached_property
    def snapshots(self) -> "pd.DataFrame":
        """The blocks: indexed by run, columns (tag, row, col); rows and cols count from 0."""
        import pandas as pd

        index = pd.Index(self.snapshot_runs, name="run", copy=False)
        names = ["tag", "row", "col"]
        if not self.blocks:
            return pd.DataFrame([], index, pd.MultiIndex.from_arrays([[], [], []], names=names))
        tables = {}
        for tag, block in self.blocks.items():
            cells = pd.MultiIndex.from_product([range(size) for size in block.shape[1:]])
            table = block.reshape(len(block), len(cells))
            tables[tag] = pd.DataFrame(table, index, cells, copy=False)
        return pd.concat(tables, axis=1, names=names)

    @property
    def size(self) -> int:
        """The number of rows of tidy()."""
        _, *others = self.curves.values()
        sizes = [int(np.count_nonzero(~np.isnan(values))) for values in others]
        return len(self.runs) + sum(sizes) + sum(blocks.size for blocks in self.blocks.values())

    def matrix(self, tag: str) -> Floats:
        """Return a tag's values (snapshots, rows, cols); raise LogError if the log has none.

        >>> read_log("logs/c-pentagon.log").matrix("W").shape
        (100, 2, 5)
        """
        if tag in self.blocks:
            return self.blocks[tag]
        line = None
        if tag in self.left_out:
            reason = f"the block {tag!r} was left out, add it to the tags of read_log"
        elif first := self.dropped_blocks.get(tag):
            line, reason = first.line, f"each block {tag!r} was dropped; the first: {first.reason}"
        elif tag in self.elsewhere:
            reason = f"no block {tag!r} in this part, but in another; --part or part= chooses one"
        else:
            reason = f"no block {tag!r}; the log has " + (
                ", ".join([*self.blocks, *self.left_out])
                or "no blocks, so only --panels loss shows it; for more, print W: [...], call "
                "LogWriter.write(..., W=W) or lower the trainer's --every"
            )
        raise LogError(self.file, line, reason)

    def features(self) -> "pd.DataFrame":
        """Return what W says about each feature, indexed by (run, feature).

        The columns are norm, dimensionality and represented, as geometry.py defines them. Raises
        LogError if the log has no W.

        >>> read_log("logs/c-pentagon.log").features().tail(2).round(2)
                      norm  dimensionality  represented
        run  feature
        9999 3        1.18             0.4         True
             4        1.18             0.4         True
        """
        import pandas as pd

        W = self.matrix("W")
        columns = {
            "norm": geometry.norms(W),
            "dimensionality": geometry.dimensionality(W),
            "represented": geometry.is_represented(W),
        }
        cells = self.snapshot_runs, range(W.shape[2])
        index = pd.MultiIndex.from_product(cells, names=["run", "feature"])
        return pd.DataFrame({name: values.ravel() for name, values in columns.items()}, index)

    def geometry(self) -> "pd.DataFrame":
        """Return what W looks like as a whole, indexed by run.

        The columns are represented, the number of features that are; polygon, the name of the
        regular polygon that they form, or None; dimensionality, the mean D_i of the represented
        features; and D*, `m / |W|²`. geometry.py defines them. Raises LogError if the log has no W.

        >>> read_log("logs/c-pentagon.log").geometry().loc[[199, 9999]].round(2)
              represented   polygon  dimensionality    D*
        run
        199             2      None            0.95  1.01
        9999            5  pentagon            0.40  0.29
        """
        import pandas as pd

        W = self.matrix("W")
        index = pd.Index(self.snapshot_runs, name="run")
        columns = {
            "represented": geometry.is_represented(W).sum(axis=1),
            # As strings pandas would turn None into NaN.
            "polygon": pd.Series(list(map(geometry.polygon, W)), index, dtype=object),
            "dimensionality": geometry.mean_dimensionality(W),
            "D*": geometry.dimensions_per_feature(W),
        }
        return pd.DataFrame(columns, index)

    @property
    def settled(self) -> bool | None:
        """Whether loss and norms rest at the end, as settled.py has it; None if it cannot tell."""
        return final_changes(*self._training()).settled

    def describe(self) -> str:
        """Return in plain sentences what the training represents, since when, and if it settled.

        >>> print(read_log("logs/c-pentagon.log").describe())
        logs/c-pentagon.log: 10000 runs, from run 0 to run 9999, 100 snapshots.
        At run 9999, the last snapshot, 5 of 5 features are represented in 2 hidden dimensions: ...
        """
        return describe(self.file, *self._training(), sum(not part.resumes for part in self.parts))

    def _training(self) -> tuple[Integers, Floats, Integers, Floats | None]:
        odd = self.not_finite.get("W", self.runs[:0])
        W = with_infinity(self.blocks["W"], self.snapshot_runs, odd) if "W" in self.blocks else None
        return self.runs, self.known_losses, self.snapshot_runs, W

    def tidy(self) -> "pd.DataFrame":
        """Return one long DataFrame: run, tag, row, col, value, sorted by run.

        A scalar has its name as tag, and row and col 0; it comes before the blocks of its run. The
        loss is in the table for each run, other scalars only for runs that have one.

        >>> read_log("logs/c-pentagon.log").tidy().tail(2)
                run     tag  row  col  value
        12998  9999  grad b    0    3 -2.504
        12999  9999  grad b    0    4 -1.797
        """
        import pandas as pd

        tags = pd.CategoricalDtype(list(dict.fromkeys([*self.curves, *self.blocks])))
        table = np.column_stack(list(self.curves.values()))
        is_shown = ~np.isnan(table)
        is_shown[:, 0] = True  # L
        places, names = np.nonzero(is_shown)
        columns = {"tag": pd.Categorical.from_codes(names, dtype=tags), "value": table[is_shown]}
        index = pd.Index(self.runs[places], name="run")
        scalars = pd.DataFrame({**columns, "row": 0, "col": 0}, index)
        cells = self.snapshots.columns.to_frame(index=False)
        cells = cells.astype({"tag": tags, "row": "int64", "col": "int64"})
        blocks = cells.iloc[np.tile(np.arange(len(cells)), len(self.snapshots))]
        blocks = blocks.set_index(self.snapshots.index.repeat(len(cells)))
        blocks["value"] = self.snapshots.to_numpy().ravel()
        long = pd.concat([scalars, blocks]).sort_index(kind="stable")
        return long.reset_index()[["run", "tag", "row", "col", "value"]]

    def _frame(self, columns: dict[str, Floats]) -> "pd.DataFrame":
        import pandas as pd

        return pd.DataFrame(columns, pd.Index(self.runs, name="run", copy=False), copy=False)

    def __repr__(self) -> str:
        return f"<Log {self.file}; {'; '.join(map(': '.join, self._summary().items()))}>"

    def _repr_html_(self) -> str:
        """Return the table that a notebook shows."""
        rows = {"log": self.file, **self._summary()}
        cells = (f"<tr><th>{name}</th><td>{escape(text)}</td></tr>" for name, text in rows.items())
        return f"<table>{''.join(cells)}</table>"

    def _summary(self) -> dict[str, str]:
        blocks = [f"{tag} {b.shape[1]}x{b.shape[2]}" for tag, b in self.blocks.items()]
        return {
            "runs": f"{len(self.runs):,} ({self.runs[0]} to {self.runs[-1]})",
            **({"scalars": ", ".join(self.curves)} if len(self.curves) > 1 else {}),
            "snapshots": f"{len(self.snapshot_runs):,} ({', '.join(blocks) or 'no blocks'})",
            "warnings": f"{len(self.warnings):,}",
        }
