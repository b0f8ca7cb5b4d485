"""A log in portions, so that memory need not hold its whole table as well."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd  # not only as a type: a signal must not interrupt its import in tidy()

from ..log import Log

PORTION = 2**16  # rows that are made at a time
LATER = 2**62  # than any run


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
