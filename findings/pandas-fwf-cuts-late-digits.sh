#!/usr/bin/env bash
# read_fwf() of pandas 3.0.3 cuts digits off the numbers of an aligned log that gets wider later. It takes
# the columns to be as wide as in the first 100 rows, and drops what stands between them. In a log
# printed by "%6d %9.4f", step 150 becomes 50, and a loss that explodes to 12.5 becomes 2.5. With a header
# "step loss", aligned alike, step 12345 becomes 2345. infer_nrows=np.inf and read_csv(sep=r"\s+") keep all.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib pandas==3.0.3 numpy==2.4.6
PYTHONPATH=lib python3 - <<'EOF'
import numpy as np
import pandas as pd

plain = [f"{step:6d} {0.5 if step < 150 else 12.5:9.4f}\n" for step in range(20_000)]
with open("plain.log", "w") as file:
    file.writelines(plain)
with open("header.log", "w") as file:
    file.writelines([f"{'step':>6} {'loss':>9}\n", *plain])
ways = {
    "read_fwf": (pd.read_fwf, {}),
    "read_fwf(infer_nrows=np.inf)": (pd.read_fwf, {"infer_nrows": np.inf}),
    "read_csv": (pd.read_csv, {"sep": r"\s+"}),
}
cut = {"plain.log": [[99, 0.5], [50, 2.5], [45, 2.5]], "header.log": [[99, 0.5], [150, 2.5], [2345, 2.5]]}
failed = False
for log, header in ("plain.log", None), ("header.log", 0):
    for name, (read, options) in ways.items():
        rows = read(log, header=header, **options).iloc[[99, 150, 12345]].to_numpy().tolist()
        print(f"{log} by {name}: rows 99, 150 and 12345 are {rows}")
        failed |= rows != (cut[log] if name == "read_fwf" else [[99, 0.5], [150, 12.5], [12345, 12.5]])
raise SystemExit(failed)
EOF
