"""Write the values of a log, or of a folder of logs, as a table."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd  # now, because a signal must not interrupt its import

from .log import Log
from .output import Job


def write_table(logs: Sequence[Log | pd.DataFrame], job: Job, out: Path) -> str:
    """Write the tidy frame of the only log, or the only table; return a few words about it."""
    [data] = logs
    table, missing = (data.tidy(), "nan") if isinstance(data, Log) else (data, "")
    if job.suffix == ".csv":
        table.to_csv(out, index=False, na_rep=missing, lineterminator="\n")
    else:
        table.to_parquet(out, index=False)
    return f"{len(table):,} rows"
