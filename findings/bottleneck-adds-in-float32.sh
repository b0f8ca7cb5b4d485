#!/usr/bin/env bash
# Bottleneck 1.6.0 adds float32 numbers one by one in float32. The move_mean() of losses of 0.01 with a
# single 1e6 among them stays at 0.015625, 56 % too much, for ever after the window has left the 1e6,
# and nanmean() of 2 ** 25 ones is 0.5, since a float32 sum of ones ends at 2 ** 24. numpy 2.4.6 has
# 0.01 in each later window and the mean 1. Bottleneck is right if the array is float64.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib bottleneck==1.6.0 numpy==2.4.6
PYTHONPATH=lib python3 - <<'EOF'
import bottleneck
import numpy as np

loss = np.full(100, 0.01, np.float32)
loss[50] = 1e6
ones = np.ones(2**25, np.float32)
windows = np.lib.stride_tricks.sliding_window_view(loss, 4)
rows = [  # what, its value, the value expected
    ("last window, bottleneck.move_mean", bottleneck.move_mean(loss, 4)[-1], 0.015625),
    ("last window, numpy", windows[-1].mean(), 0.01),
    ("last window, bottleneck with float64", bottleneck.move_mean(loss.astype(float), 4)[-1], 0.01),
    ("mean of ones, bottleneck.nanmean", bottleneck.nanmean(ones), 0.5),
    ("mean of ones, numpy", ones.mean(), 1),
    ("mean of ones, bottleneck with float64", bottleneck.nanmean(ones.astype(float)), 1),
]
failed = False
for name, value, expected in rows:
    print(f"{name}: {value:.8g}")
    failed |= not np.isclose(value, expected, rtol=1e-6)
raise SystemExit(failed)
EOF
