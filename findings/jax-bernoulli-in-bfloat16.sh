#!/usr/bin/env bash
# jax.random.bernoulli(key, p, shape) of JAX 0.10.2 draws in the type of p. With p = 0.001 in bfloat16,
# features that should be active in 0.1 % of the samples are active in 0.8 %, as they are with each p up to
# 1/128; in float16, 0.2 %. With a Python float for p, or mode="high", 0.1 % are. normal() in bfloat16 has
# only 128 values, of which the largest is 2.52, and a mean of about -0.012. bernoulli() of torch 2.13.0 in
# bfloat16 is right.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib jax==0.10.2 torch==2.13.0
PYTHONPATH=lib JAX_PLATFORMS=cpu python3 - <<'EOF'
import jax
import jax.numpy as jnp
import torch

COUNT = 1_000_000
keys = jax.random.split(jax.random.key(0), 8)
shape = (COUNT,)
torch.manual_seed(0)
bernoulli = jax.random.bernoulli
rows = [  # what was drawn, the share of ones, the share expected
    ("jax, p in bfloat16", bernoulli(keys[0], jnp.bfloat16(0.001), shape), 1 / 128),
    ("jax, p in float16", bernoulli(keys[1], jnp.float16(0.001), shape), 2 / 1024),
    ("jax, p in float32", bernoulli(keys[2], jnp.float32(0.001), shape), 0.001),
    ("jax, p a Python float", bernoulli(keys[3], 0.001, shape), 0.001),
    ('jax, p in bfloat16, mode="high"', bernoulli(keys[4], jnp.bfloat16(0.001), shape, mode="high"), 0.001),
    ("torch, p in bfloat16", torch.bernoulli(torch.full(shape, 0.001, dtype=torch.bfloat16)), 0.001),
]
failed = False
for name, drawn, expected in rows:
    share = float(drawn.sum(dtype=torch.float32 if name.startswith("torch") else jnp.float32)) / COUNT
    print(f"{name}: {share:.5f}")
    failed |= abs(share / expected - 1) > 0.1
for dtype, expected in (jnp.bfloat16, 2.515625), (jnp.float32, None):
    normal = jax.random.normal(keys[5], shape, dtype)
    largest, mean = float(normal.max()), float(normal.astype(jnp.float32).mean())
    values = len(jnp.unique(normal))
    print(f"normal in {dtype.__name__}: {values} values, the largest {largest:.3f}, mean {mean:.4f}")
    failed |= largest != expected if expected else largest < 4
    failed |= (abs(mean) > 0.01) != bool(expected)
raise SystemExit(failed)
EOF
