#!/usr/bin/env bash
# DuckDB 2.0.1 trusts the minimum and maximum that Parquet files keep of each column, but by the format
# these leave out NaN. In a file by pyarrow 25.0.0 or polars 2.1.0 with the losses 0.5, 0.25, nan and
# nan, isnan(loss) is false in all rows, also where it prints nan, and loss <= 0.5 is true in all. Once the
# file is copied into a table, and with can_have_nan=true, two are NaN, which DuckDB takes for larger than
# all numbers. In a file that DuckDB wrote they are, too.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib duckdb==2.0.1 pyarrow==25.0.0 \
    polars==2.1.0
PYTHONPATH=lib python3 - <<'EOF'
import duckdb
import polars
import pyarrow
import pyarrow.parquet

losses = {"step": [0, 1, 2, 3], "loss": [0.5, 0.25, float("nan"), float("nan")]}
pyarrow.parquet.write_table(pyarrow.table(losses), "pyarrow.parquet")
polars.DataFrame(losses).write_parquet("polars.parquet")
duckdb.sql("copy (from 'pyarrow.parquet') to 'duckdb.parquet'")
duckdb.sql("create table copied as from 'pyarrow.parquet'")
rows = [  # what is asked, how many rows have isnan(loss), loss > 1 and loss <= 0.5
    ("'pyarrow.parquet'", (0, 0, 4)),
    ("'polars.parquet'", (0, 0, 4)),
    ("'duckdb.parquet'", (2, 2, 2)),
    ("read_parquet('pyarrow.parquet', can_have_nan=true)", (2, 2, 2)),
    ("copied", (2, 2, 2)),
]
failed = False
for source, expected in rows:
    found = tuple(
        duckdb.sql(f"select count(*) from {source} where {condition}").fetchall()[0][0]
        for condition in ("isnan(loss)", "loss > 1", "loss <= 0.5")
    )
    last = duckdb.sql(f"select loss, isnan(loss) from {source} where step = 3").fetchall()[0]
    print(f"from {source}: {found[0]} NaN, {found[1]} above 1, {found[2]} up to 0.5;", end=" ")
    print(f"loss and isnan(loss) in step 3: {last}")
    failed |= found != expected or last[1] != (expected[0] == 2) or last[0] == last[0]
raise SystemExit(failed)
EOF
