#!/usr/bin/env bash
# JAX 0.10.2 has three slopes of max(x, 0) at 0: 0 by jax.nn.relu(x), 0.5 by jnp.maximum(x, 0), and 1
# by jax.nn.leaky_relu(x, 0). A model ReLU(W.T W x + b) that starts with all weights and biases at 0
# never learns with the first, and learns its biases with the others. Only relu's documentation says
# which it takes. In MLX 0.32.4, maximum has the slope 0, so that code taken over trains otherwise.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib jax==0.10.2 mlx==0.32.4 mlx-cpu==0.32.4
PYTHONPATH=lib JAX_PLATFORMS=cpu python3 - <<'EOF'
import jax
import jax.numpy as jnp
import mlx.core as mx
import mlx.nn

mx.set_default_device(mx.cpu)
features = jax.random.uniform(jax.random.key(0), (256, 5))


def loss(parameters, relu):
    W, b = parameters
    return jnp.mean((relu(features @ W.T @ W + b) - features) ** 2)


ways = {  # in JAX and in MLX, and their slopes at 0
    "relu": (jax.nn.relu, mlx.nn.relu, 0, 0),
    "maximum": (lambda x: jnp.maximum(x, 0), lambda x: mx.maximum(x, 0), 0.5, 0),
    "leaky_relu": (lambda x: jax.nn.leaky_relu(x, 0), lambda x: mlx.nn.leaky_relu(x, 0), 1, 1),
}
failed = False
for name, (in_jax, in_mlx, *expected) in ways.items():
    slopes = [jax.grad(in_jax)(0.0).item(), mx.grad(in_mlx)(mx.array(0.0)).item()]
    parameters = jnp.zeros((2, 5)), jnp.zeros(5)
    before = loss(parameters, in_jax).item()
    for _ in range(100):
        slope = jax.grad(loss)(parameters, in_jax)
        parameters = jax.tree.map(lambda old, new: old - new, parameters, slope)
    after = loss(parameters, in_jax).item()
    print(f"{name}: slope {slopes[0]} in JAX, {slopes[1]} in MLX; loss {before:.3f}, then {after:.3f}")
    failed |= slopes != expected or (after == before) != (expected[0] == 0)
raise SystemExit(failed)
EOF
