#!/usr/bin/env bash
# numpy.genfromtxt() of numpy 2.4.6 reads a number with a point or an exponent as -1 where whole numbers
# are asked for: step 1000000, which C's "%g" prints as 1e+06 (and R prints 100000 as 1e+05), as well as
# 5.0, becomes -1 without a word, so the losses of all later steps stand at step -1. It takes what int()
# refuses for missing, and fills in -1. numpy.loadtxt() ends with an error instead.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib numpy==2.4.6
PYTHONPATH=lib python3 - <<'EOF'
import numpy as np

steps = [0, 999_999, 1_000_000, 2_000_000]
kind = [("step", int), ("loss", float)]
failed = False
for form, expected in ("%d", steps), ("%g", [0, 999_999, -1, -1]), ("%.1f", [-1] * 4):
    lines = [f"{form % step} 0.5" for step in steps]
    read = np.genfromtxt(lines, dtype=kind)["step"].tolist()
    as_float = np.genfromtxt(lines)[:, 0].tolist()
    try:
        loaded = np.loadtxt(lines, dtype=kind)["step"].tolist()
    except ValueError as error:
        loaded = str(error)
    print(f"{form}: {[line.split()[0] for line in lines]}")
    print(f"  genfromtxt: {read}, as float: {as_float}")
    print(f"  loadtxt: {loaded}")
    failed |= read != expected or as_float != steps or (loaded == steps) != (form == "%d")
raise SystemExit(failed)
EOF
