#!/usr/bin/env bash
# scipy.sparse.random_array() of SciPy 1.17.1 does not draw which numbers are nonzero, each with the
# probability density: it rounds density times size to a whole number, and makes as many. A sample of 5
# features that are active with the probability 0.09 never has one, as 0.45 is rounded to 0, and with 0.11
# each sample has exactly one. scipy.sparse.random() is the same. In a batch of 1,000 samples the share is
# right, but always exactly, so that batches do not vary.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib scipy==1.17.1 numpy==2.4.6
PYTHONPATH=lib python3 - <<'EOF'
import numpy as np
from scipy import sparse

rng = np.random.default_rng(0)
failed = False
for density, expected in (0.09, {0}), (0.11, {1}), (0.29, {1}):
    counts = [sparse.random_array((1, 5), density=density, rng=rng).nnz for _ in range(1000)]
    older = [sparse.random(1, 5, density=density, rng=rng).nnz for _ in range(1000)]
    drawn = (rng.random((1000, 5)) < density).sum(1)
    batches = [sparse.random_array((1000, 5), density=density, rng=rng).nnz for _ in range(100)]
    binomial = rng.binomial(5000, density, 100)
    print(f"density {density}: active of 5 in 1,000 samples: {np.mean(counts) / 5:.3f} on average,", end=" ")
    print(f"counts {set(counts)} by random_array, {set(older)} by random;", end=" ")
    print(f"{drawn.mean() / 5:.3f}, counts {set(drawn.tolist())} by numpy")
    print(f"  spread of the count in 100 batches: {np.std(batches):.1f}, {np.std(binomial):.1f} by numpy")
    failed |= not set(counts) == set(older) == expected or len(set(batches)) != 1
raise SystemExit(failed)
EOF
