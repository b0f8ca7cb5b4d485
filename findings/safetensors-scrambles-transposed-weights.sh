#!/usr/bin/env bash
# safetensors.numpy of safetensors 0.8.0 writes the numbers of an array in the order in which they lie in
# memory, but its shape as if they lay row by row. W.T comes back in the shape of W.T with the numbers in
# the order of W, a slice W[:, ::2] with numbers that are not in it, and the components_ of a PCA of
# scikit-learn 1.9.1 as other vectors, all without a word. safetensors 0.7.0 kept them, and so does
# numpy.savez.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
install() { python3 -m pip install --quiet --root-user-action ignore --target "$@"; }
install lib numpy==2.4.6 scikit-learn==1.9.1
cat > keep.py <<'EOF'
import sys

import numpy as np
from safetensors import __version__
from safetensors.numpy import load_file, save_file
from sklearn.decomposition import PCA

W = np.arange(6, dtype=np.float32).reshape(2, 3)
samples = np.random.default_rng(0).normal(size=(100, 5)).astype(np.float32)
weights = {"W": W, "W.T": W.T, "W[:, ::2]": W[:, ::2]}
weights["components"] = PCA(svd_solver="full").fit(samples).components_
save_file(weights, "weights.safetensors")
np.savez("weights.npz", **weights)
read = load_file("weights.safetensors")
kept = [name for name in weights if np.array_equal(read[name], weights[name])]
print(f"safetensors {__version__} keeps {', '.join(kept)}; W.T is {read['W.T'].tolist()}")
by_numpy = np.load("weights.npz")
assert all(np.array_equal(by_numpy[name], weights[name]) for name in weights)
sys.exit(kept != (["W"] if sys.argv[1] == "scrambled" else list(weights)))
EOF
failed=0
for row in 0.7.0:kept 0.8.0:scrambled; do
    install "${row%:*}" --no-deps "safetensors==${row%:*}"
    PYTHONPATH="lib:${row%:*}" python3 keep.py "${row#*:}" || failed=1
done
exit $failed
