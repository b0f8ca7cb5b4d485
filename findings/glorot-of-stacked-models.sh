#!/usr/bin/env bash
# The Glorot initialisers of Keras 3.15.1, JAX 0.10.2 and MLX 0.32.4 take the first axis of a stack of
# 100 models of 400 inputs and 100 outputs for the taps of a convolution. They draw weights that are
# 10 (Keras, JAX) or 12.6 (MLX) times smaller than for each model alone, whose standard deviation is
# sqrt(2 / (400 + 100)). So a model starts otherwise if others are trained beside it. JAX has an
# argument, batch_axis=0, for such a stack; the other two have none.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib keras==3.15.1 jax==0.10.2 \
    mlx==0.32.4 mlx-cpu==0.32.4
export PYTHONPATH=lib KERAS_BACKEND=jax JAX_PLATFORMS=cpu
python3 - <<'EOF'
import jax
import keras
import mlx.core as mx
import mlx.nn
import numpy as np

mx.set_default_device(mx.cpu)
key = jax.random.key(0)
glorot = jax.nn.initializers.glorot_normal
ways = {
    "Keras": (keras.initializers.GlorotNormal(seed=0), 10),
    "JAX": (lambda shape: glorot()(key, shape), 10),
    "JAX with batch_axis": (lambda shape: glorot(batch_axis=tuple(range(len(shape) - 2)))(key, shape), 1),
    "MLX": (lambda shape: mlx.nn.init.glorot_normal()(mx.zeros(shape)), np.sqrt(160)),
}
failed = False
for name, (draw, factor) in ways.items():
    alone, stack = (np.std(np.array(draw(shape))) for shape in ((400, 100), (100, 400, 100)))
    print(f"{name}: standard deviation {alone:.4f} alone, {stack:.4f} in a stack")
    failed |= not np.allclose([alone, alone / stack], [np.sqrt(2 / 500), factor], rtol=0.02)
raise SystemExit(failed)
EOF
