"""A training loop in numpy, printed as JAX examples do: python numpy_loop.py > numpy_loop.log."""

import sys

import numpy as np

rng = np.random.default_rng(0)
W, velocity = rng.normal(0, 0.1, (2, 3)), np.zeros((2, 3))
for epoch in range(60):
    x = rng.random((3, 32)) * (rng.random((3, 32)) < 0.3)
    d = W.T @ W @ x - x
    g = 2 * (W @ x @ d.T + W @ d @ x.T) / 32
    velocity = 0.9 * velocity - 0.1 * g
    W += velocity
    print("run:", epoch)
    print("L:", float((d**2).mean()))
    print("|g|:", round(float(np.linalg.norm(g)), 3))
    print("sparse:", bool((x == 0).mean() > 0.7))
    if epoch % 15 == 14:
        print("val L:", np.float32((d**2).max()))
        print("W: [")
        np.savetxt(sys.stdout, W, "%.5f")
        print("]")
    print(f"Epoch {epoch} finished: {epoch * 0.02:.2f}")
