"""Write the values of a log as a .parquet."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from ..log import Log
from .job import Job
from .tables import tidy_portions


def write_parquet(logs: Sequence[Log], _job: Job, out: Path) -> str:
    """Write the tidy frame of the only log, and return a few words about it.

    Each portion is a row group.
    """
    [log] = logs
    tables = map(_as_arrow, tidy_portions(log))
    first = next(tables)
    with out.open("wb") as file, pyarrow.parquet.ParquetWriter(file, first.schema) as writer:
        for table in chain([first], tables):
            writer.write_table(table)
    return f"{log.size:,} rows"


def _as_arrow(part: pd.DataFrame) -> pa.Table:
    """Return a frame as a table in which a NaN is a value, as in a .csv; pandas means none."""
    table = pa.Table.from_pandas(part, preserve_index=False)
    values = pa.array(part["value"].to_numpy(), from_pandas=False)
    return table.set_column(part.columns.get_loc("value"), "value", values)
