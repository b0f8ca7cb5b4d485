"""Write the values of a log as a .parquet, in portions: memory need not hold the table as well."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import pandas as pd  # noqa: F401  # imported now, because a signal must not interrupt its import
import pyarrow as pa
import pyarrow.parquet

from ..log import Log
from .job import Job

PORTION = 2**16  # rows that are made at a time
LATER = 2**62  # than any run


def write_parquet(logs: Sequence[Log], _job: Job, out: Path) -> str:
    """Write the tidy frame of the only log, and return a few words about it.

    Each portion is a row group.
    """
    [log] = logs
    tables = (pa.Table.from_pandas(part.tidy(), preserve_index=False) for part in _portions(log))
    first = next(tables)
    with out.open("wb") as file, pyarrow.parquet.ParquetWriter(file, first.schema) as writer:
        for table in chain([first], tables):
            writer.write_table(table)
    return f"{log.size:,} rows"


def _portions(log: Log) -> Iterator[Log]:
    """Yield the log in parts, each with about PORTION values; no run is in two of them."""
    values = np.full(len(log.runs), len(log.curves))  # of each run, at most
    cells = sum(blocks[0].size for blocks in log.blocks.values())
    np.add.at(values, np.searchsorted(log.runs, log.snapshot_runs), cells)
    _, starts = np.unique(np.cumsum(values) // PORTION, return_index=True)
    for first, end in pairwise([*np.unique(log.runs[starts]).tolist(), LATER]):
        own = slice(*np.searchsorted(log.runs, [first, end]))
        taken = slice(*np.searchsorted(log.snapshot_runs, [first, end]))
        yield replace(
            log,
            runs=log.runs[own],
            curves={name: values[own] for name, values in log.curves.items()},
            snapshot_runs=log.snapshot_runs[taken],
            blocks={tag: blocks[taken] for tag, blocks in log.blocks.items()},
        )
