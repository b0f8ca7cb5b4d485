#!/usr/bin/env bash
# polars 2.1.0 reads the column of a CSV file as text if a nan is among its first 100 rows, and as
# numbers if the first nan comes later. The csv module of Python, and so many a logger, writes nan, not
# NaN, which polars takes for a number everywhere. The minimum of such losses is then the first by
# alphabet: 0.5 where it is 1e-05. pandas 3.0.3 reads numbers in both cases.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib polars==2.1.0 pandas==3.0.3
PYTHONPATH=lib python3 - <<'EOF'
import csv

import pandas
import polars

failed = False
for row, text, least in (99, True, "0.5"), (100, False, 1e-05):
    loss = [0.5] * 200
    loss[row] = float("nan")
    loss[199] = 1e-05
    with open("run.csv", "w") as file:
        csv.writer(file).writerows([["step", "loss"], *enumerate(loss)])
    by_polars = polars.read_csv("run.csv")["loss"]
    by_pandas = pandas.read_csv("run.csv").loss
    print(f"nan in row {row}: minimum {by_polars.min()!r} of {by_polars.dtype} by polars,", end=" ")
    print(f"{by_pandas.min()} of {by_pandas.dtype} by pandas")
    failed |= (by_polars.dtype == polars.String) != text or by_polars.min() != least
    failed |= bool(by_pandas.min() != 1e-05)
raise SystemExit(failed)
EOF
