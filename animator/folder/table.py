"""A folder of logs as a table: a row for each log, with what its name says and how it ended."""

import os
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .. import geometry
from ..errors import LogError, LogWarning
from ..log import Floats, Log
from ..parser import read_log
from ..parser.source import Progress
from .log_folder import logs_in, no_settings_in_name, settings_in_name
from .processes import in_processes

Columns = Mapping[str, Callable[[Log], Any]]
Row = dict[str, Any]
Warned = tuple[str, int, str]  # the arguments of a LogWarning, or of a LogError

FACTS = ("represented", "polygon", "dimensionality", "D*", "settled", "W")
NOTHING: Row = {"runs": 0, "loss": np.nan, **dict.fromkeys(FACTS)}  # what is told of no log


def read_table(
    folder: str | os.PathLike[str],
    columns: Columns | None = None,
    *,
    weights: bool = False,
    tags: Collection[str] | None = None,
    part: int = -1,
    lines: Sequence[str] = (),
    strict: bool = False,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Read all logs of a folder, and return a DataFrame with a row for each.

    Logs are the files NAME.log and NAME.log.gz; other files are ignored, and subfolders are unless
    all logs are in them. There is a column for each setting that the names carry, as those of
    density=0.01,seed=1.log.gz and lr=0.1,layers=[1,2]/train.log do, and then

    - runs: how many runs the log has
    - loss: the mean of the last tenth of them, apart from those that the log lacks; not finite if
      one of them is printed so
    - represented, polygon, dimensionality, D*: what Log.geometry() tells of the last W in the log;
      they are missing if there is none, or if W or the loss is not finite
    - settled: whether loss and norms no longer change at the end, as Log.settled tells;
      missing if the log is too short for that
    - file: the name of the log

    A setting takes the place of a column of the same name. Rows are sorted by the settings. A log
    that is damaged has a row with what could be read of it, and gets one LogWarning.

    columns: further columns, each a function of a Log; they are missing where there is no Log.
    weights: whether there is a column W, too, with the arrays (m, n) that these columns are about.
    tags: the blocks that your columns need, as read_log() takes them (default: all); without W the
    columns about it are missing.
    part: which training of a log that holds several, counted as read_log() does. lines: templates
    for logs of another program, as read_log() takes them. strict: raise a
    LogError instead of the first warning. progress: called after each log with the number 1. Raises
    OSError if the folder can't be read, LogError if there is no log in it.

    >>> read_table("logs")[["runs", "loss", "polygon", "file"]].round(4)
        runs    loss   polygon            file
    0  10000  0.0076  pentagon  c-pentagon.log
    """
    folder = Path(folder)
    names = logs_in(folder)

    def tell(file: str, line: int, reason: str) -> None:
        if strict:
            raise LogError(file, line, reason)
        warnings.warn(LogWarning(file, line, reason), stacklevel=3)

    if odd := {name: rest for name in names if (rest := no_settings_in_name(name))}:
        first = next(iter(odd))
        count = f" (the first of {len(odd)} names)" if len(odd) > 1 else ""
        tell(str(folder / first), 0, f"{odd[first][0]!r} in its name is not NAME=VALUE{count}")
    rows: list[Row] = []
    paths = [folder / name for name in names]
    if tags is None and not columns:
        tags = {"W"}
    read = partial(read_log, part=part, tags=tags, lines=lines)
    for row, warned in in_processes(partial(read_row, columns or {}, weights, read), paths):
        if warned:
            tell(*warned)
        rows.append(row | {"file": names[len(rows)]})
        if progress:
            progress(1)
    return table_of_rows(rows)


def table_of_rows(rows: Sequence[Row], *, is_sorted: bool = True) -> pd.DataFrame:
    """Return rows beside the settings in the names of their files, sorted by these, or not."""
    names = [settings_in_name(row["file"]) for row in rows]
    left = pd.DataFrame(names, index=range(len(rows)))
    right = pd.DataFrame(rows).astype({"represented": "Int64", "settled": "boolean"})
    right = right.astype({"dimensionality": float, "D*": float, "polygon": object})
    table = pd.concat([left, right.drop(columns=left.columns, errors="ignore")], axis=1)
    if not is_sorted:
        return table
    return table.sort_values([*left.columns, "file"], ignore_index=True, key=_sortable)


def read_row(
    columns: Columns, weights: bool, read: Callable[[Path], Log], path: Path
) -> tuple[Row, Warned | None]:
    """Return the row of a log without its settings, and what is to be warned of, if anything.

    A log that cannot be read has no runs.
    """
    log, row, warned = None, NOTHING, None
    try:
        log = read(path)
        found = list(log.warnings)
        row = measured(log)
        if "W" in log.not_finite and row["W"] is None:
            first = log.not_finite["W"][0]
            found.append(LogWarning(log.file, 0, f"W is not finite, first at run {first}"))
        if found:
            count = f" (the first of {len(found)} warnings)" if len(found) > 1 else ""
            warned = (found[0].file, found[0].line, found[0].reason + count)
    except LogError as error:
        warned = (error.file, error.line or 0, error.reason)
    except OSError as error:
        warned = (str(path), 0, f"cannot be read: {error.strerror}")
    own = {name: function(log) if log else None for name, function in columns.items()}
    row = {**row, "file": path.name, **own}
    if not weights:
        del row["W"]
    return row, warned


def measured(log: Log) -> Row:
    """Return what a row tells of a log."""
    last = slice(-max(1, len(log.runs) // 10), None)
    losses = log.losses[last][~np.isnan(log.known_losses[last])]
    with np.errstate(over="ignore", invalid="ignore"):
        loss = float(losses.mean()) if len(losses) else np.nan
    row = {**NOTHING, "runs": len(log.runs), "loss": loss}
    W = _last_weights(log)
    if np.isfinite(loss):
        row["settled"] = log.settled
    if np.isfinite(loss) and W is not None and np.isfinite(W).all():
        row["represented"] = int(geometry.is_represented(W).sum())
        row["polygon"] = geometry.polygon(W)
        row["dimensionality"] = float(geometry.mean_dimensionality(W))
        row["D*"] = float(geometry.dimensions_per_feature(W))
        row["W"] = W
    return row


def _last_weights(log: Log) -> Floats | None:
    """Return the last W (m, n) that a log has, whether finite or not, or None if it has none."""
    weights = log.blocks.get("W", np.empty((0, 0, 0)))
    is_there = ~np.isnan(weights).any(axis=(1, 2))
    is_there |= np.isin(log.snapshot_runs, log.not_finite.get("W", [])) if len(weights) else False
    return weights[is_there][-1] if is_there.any() else None


def _sortable(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return a column whose values can be compared: some settings have numbers and words."""
    return column if pd.api.types.is_numeric_dtype(column) else column.astype(str)
