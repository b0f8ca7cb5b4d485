"""Write the table of a folder of logs as a .csv or a .parquet."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from .job import Job


def write_table(tables: Sequence[pd.DataFrame], job: Job, out: Path) -> str:
    """Write the only table as .csv or .parquet, and return a few words about it."""
    [table] = tables
    if job.suffix == ".csv":
        table.to_csv(out, index=False, lineterminator="\n")
    else:
        table.to_parquet(out, index=False)
    return f"{len(table):,} rows"
