#!/usr/bin/env bash
# DuckDB 2.0.1 rounds the numbers of a column to whole ones, without a word, if the first 20,480 lines
# of a CSV or JSON Lines file have whole numbers there: an accuracy that is 0 for so long and then 0.75
# is read as 1, and 0.25 as 0. It guesses the type from these lines, and a later text is an error, but
# a later fraction is not. With sample_size=-1 all lines count. pandas 3.0.3 reads the fractions.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib duckdb==2.0.1 pandas==3.0.3
PYTHONPATH=lib python3 - <<'EOF'
import duckdb
import pandas

failed = False
for whole in 20_000, 21_000:
    rows = [(step, 0) for step in range(whole)] + [(whole, 0.75), (whole + 1, 0.25)]
    with open("run.csv", "w") as csv, open("run.jsonl", "w") as jsonl:
        csv.write("step,acc\n" + "".join(f"{step},{acc}\n" for step, acc in rows))
        jsonl.writelines(f'{{"step": {step}, "acc": {acc}}}\n' for step, acc in rows)
    found = {
        "pandas, CSV": pandas.read_csv("run.csv").acc.tolist()[-2:],
        "pandas, JSON Lines": pandas.read_json("run.jsonl", lines=True).acc.tolist()[-2:],
    }
    for table in ("'run.csv'", "'run.jsonl'", "read_csv('run.csv', sample_size=-1)",
                  "read_json('run.jsonl', sample_size=-1)"):
        last = duckdb.sql(f"select acc from {table}").fetchall()[-2:]
        found[f"DuckDB, from {table}"] = [acc for (acc,) in last]
    print(f"after {whole} zeros, 0.75 and 0.25 are read as")
    for way, values in found.items():
        print(f"  {values} by {way}")
        guessed = way.startswith("DuckDB") and "sample_size" not in way
        failed |= values != ([1, 0] if guessed and whole == 21_000 else [0.75, 0.25])
raise SystemExit(failed)
EOF
