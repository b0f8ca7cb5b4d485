#!/usr/bin/env bash
# PCA() of scikit-learn 1.9.1 finds components that are not there if the means are large against the
# spread: with at least ten times as many samples as features it multiplies the samples and then subtracts
# the product of the means, all in the type of the samples. For float32 activations with a mean of 1,000
# in one of 20 features, it says that the first component has the variance 2.0; it is 1.0, as float64 and
# PCA(svd_solver="full") tell. With that mean in all features it says 23 and points elsewhere.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib scikit-learn==1.9.1 numpy==2.4.6
PYTHONPATH=lib python3 - <<'EOF'
import numpy as np
from sklearn.decomposition import PCA

spread = np.linspace(1, 0.1, 20)
samples = np.random.default_rng(0).normal(size=(5000, 20)) * spread
one, every = np.zeros(20), np.full(20, 1000)
one[0] = 1000
failed = False
for name, means, wrong in ("no feature", 0, False), ("one feature", one, True), ("all features", every, True):
    activations = (samples + means).astype(np.float32)
    exact = PCA(svd_solver="full").fit(activations.astype(np.float64))
    print(f"a mean of 1000 in {name}: exact variance {exact.explained_variance_[0]:.3f}")
    for way, model in ("PCA()", PCA()), ('PCA(svd_solver="full")', PCA(svd_solver="full")):
        model.fit(activations)
        variance = model.explained_variance_[0]
        cosine = abs(model.components_[0] @ exact.components_[0])
        print(f"  {way}: {variance:.3f}, smallest {model.explained_variance_[-1]:.4f},", end=" ")
        print(f"cosine with the exact component {cosine:.3f}")
        right = abs(variance / exact.explained_variance_[0] - 1) < 0.01 and cosine > 0.99
        failed |= bool(right) == (wrong and way == "PCA()")
raise SystemExit(failed)
EOF
