"""Write tables: that of a folder of logs, and the values of a log as a .csv.

Those are made in portions, so that memory need not hold the whole table of a log as well.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd  # not only as a type: a signal must not interrupt its import in tidy()

from ..log import Log
from .job import Job

PORTION = 2**16  # rows that are made at a time
LATER = 2**62  # than any run


def write_table(tables: Sequence[pd.DataFrame], job: Job, out: Path) -> str:
    """Write the only table as .csv or .parquet, and return a few words about it."""
    [table] = tables
    if job.suffix == ".csv":
        table.to_csv(out, index=False, lineterminator="\n")
    else:
        table.to_parquet(out, index=False)
    return f"{len(table):,} rows"


def write_csv(logs: Sequence[Log], _job: Job, out: Path) -> str:
    """Write the tidy values of the only log, and return a few words about it.

    Python's csv module takes two thirds of the time of DataFrame.to_csv().
    """
    [log] = logs
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["run", "tag", "row", "col", "value"])
        for table in tidy_portions(log):
            writer.writerows(zip(*(table[name].tolist() for name in table), strict=True))
    return f"{log.size:,} rows"


def tidy_portions(log: Log) -> Iterator[pd.DataFrame]:
    """Yield log.tidy() in parts of about PORTION rows; no run is in two of them."""
    values = np.full(len(log.runs), len(log.curves))  # of each run, at most
    cells = sum(blocks[0].size for blocks in log.blocks.values())
    np.add.at(values, np.searchsorted(log.runs, log.snapshot_runs), cells)
    _, starts = np.unique(np.cumsum(values) // PORTION, return_index=True)
    for first, end in pairwise([*np.unique(log.runs[starts]).tolist(), LATER]):
        own = slice(*np.searchsorted(log.runs, [first, end]))
        taken = slice(*np.searchsorted(log.snapshot_runs, [first, end]))
        part = replace(
            log,
            runs=log.runs[own],
            curves={name: values[own] for name, values in log.curves.items()},
            snapshot_runs=log.snapshot_runs[taken],
            blocks={tag: blocks[taken] for tag, blocks in log.blocks.items()},
        )
        yield part.tidy()
