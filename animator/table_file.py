"""Write the values of a log as a table."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd  # noqa: F401  # imported now, because a signal must not interrupt its import

from .log import Log
from .output import Job


def write_table(logs: Sequence[Log], job: Job, out: Path) -> str:
    """Write the tidy frame of the only log, and return a few words about it."""
    tidy = logs[0].tidy()
    if job.suffix == ".csv":
        tidy.to_csv(out, index=False, na_rep="nan", lineterminator="\n")
    else:
        tidy.to_parquet(out, index=False)
    return f"{len(tidy):,} rows"
