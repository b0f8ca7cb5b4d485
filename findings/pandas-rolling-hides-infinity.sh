#!/usr/bin/env bash
# The windows of pandas 3.0.3 take inf for a missing value. Of a loss of 2 that was infinite in one
# step, rolling(4, min_periods=1).max() and .mean() and ewm().mean() say 2 in each step, so a smoothed
# curve hides that the loss exploded, though Series.max() and Series.mean() are inf. Without
# min_periods, the four windows are NaN, like those of a missing loss. In polars 2.1.0 they are inf.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib pandas==3.0.3 polars==2.1.0
PYTHONPATH=lib python3 - <<'EOF'
import pandas as pd
import polars as pl

inf, nan = float("inf"), float("nan")
loss = [2.0, 2.0, 2.0, 2.0, 2.0, inf, 2.0, 2.0, 2.0, 2.0]
some = pd.Series(loss).rolling(4, min_periods=1)
hidden = [2.0] * 10
rows = [  # what, its values, the values expected
    ("pandas Series.max and mean", [pd.Series(loss).max(), pd.Series(loss).mean()], [inf, inf]),
    ("pandas rolling(4, min_periods=1).max", some.max(), hidden),
    ("pandas rolling(4, min_periods=1).mean", some.mean(), hidden),
    ("pandas ewm(alpha=0.5).mean", pd.Series(loss).ewm(alpha=0.5).mean(), hidden),
    ("pandas rolling(4).mean", pd.Series(loss).rolling(4).mean(), [nan] * 3 + [2, 2] + [nan] * 4 + [2]),
    ("polars rolling_mean(4)", pl.Series(loss).rolling_mean(4), [None] * 3 + [2, 2] + [inf] * 4 + [2]),
]
failed = False
for name, values, expected in rows:
    print(f"{name}: {list(values)}")
    failed |= not pd.Series(values, dtype=float).equals(pd.Series(expected, dtype=float))
raise SystemExit(failed)
EOF
