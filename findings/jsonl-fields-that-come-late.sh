#!/usr/bin/env bash
# Two readers drop fields of JSON Lines without a word if they come late. polars 2.1.0 knows only the
# fields of the first 100 lines: a val_loss that comes first in line 101 is lost. Of several files it
# knows only those of the first, also with infer_schema_length=None. DuckDB 2.0.1 knows those of the
# first 32 files: of 33 trainings, the setting that only the last one names is lost. With
# union_by_name=true DuckDB keeps it. pandas 3.0.3 and pyarrow 25.0.0 keep the val_loss.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib polars==2.1.0 duckdb==2.0.1 \
    pandas==3.0.3 pyarrow==25.0.0
PYTHONPATH=lib python3 - <<'EOF'
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow.json

early = '{"loss": 0.5}\n'
for line in 100, 101:
    Path(f"{line}.jsonl").write_text(early * (line - 1) + '{"loss": 0.5, "late": 0.25}\n')
for count in 2, 32, 33:
    Path(str(count)).mkdir()
    for training in range(count):
        last = '{"loss": 0.5, "late": 0.25}\n' if training == count - 1 else early
        Path(f"{count}/{training:02}.jsonl").write_text(last)
folder = "'33/*.jsonl'"
rows = [  # what was read, its columns, whether the late field is among them
    ("polars, line 100", polars.read_ndjson("100.jsonl").columns, True),
    ("polars, line 101", polars.read_ndjson("101.jsonl").columns, False),
    ("pandas, line 101", list(pandas.read_json("101.jsonl", lines=True)), True),
    ("pyarrow, line 101", pyarrow.json.read_json("101.jsonl").column_names, True),
    ("polars, file 2", polars.read_ndjson("2/*.jsonl", infer_schema_length=None).columns, False),
    ("DuckDB, file 32", duckdb.sql("from '32/*.jsonl'").columns, True),
    ("DuckDB, file 33", duckdb.sql(f"from {folder}").columns, False),
    ("DuckDB, by name", duckdb.sql(f"from read_json({folder}, union_by_name=true)").columns, True),
]
failed = False
for what, columns, kept in rows:
    print(f"{what}: {columns}")
    failed |= ("late" in columns) != kept
raise SystemExit(failed)
EOF
