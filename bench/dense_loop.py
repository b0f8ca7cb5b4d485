"""Train a large model with AdamW in a plain numpy loop, and print its log: see bench/dense.py."""

import numpy as np

n, m, batch_size, samples, runs, every = 200, 20, 1024, 100_000, 2000, 100
density, learning_rate, weight_decay = 0.1, 0.001, 0.01

rng = np.random.default_rng(0)
data = rng.random((samples, n), np.float32)
data *= rng.random((samples, n), np.float32) < density
importance = np.float32(0.7) ** np.arange(n, dtype=np.float32)
W = rng.normal(size=(m, n), scale=np.sqrt(2 / (n + m))).astype(np.float32)
b = np.zeros(n, np.float32)
params = [W, b]
means = [np.zeros_like(p) for p in params]
squares = [np.zeros_like(p) for p in params]

for run in range(runs):
    x = data[rng.integers(samples, size=batch_size)]
    h = x @ W.T
    y = np.maximum(h @ W + b, 0)
    d = y - x
    loss = (importance * d**2).sum() / 2 / batch_size

    e = importance * d * (y > 0)
    grads = [(h.T @ e + (e @ W.T).T @ x) / batch_size, e.sum(axis=0) / batch_size]
    for i, g in enumerate(grads):
        means[i] += 0.1 * (g - means[i])
        squares[i] += 0.001 * (g**2 - squares[i])
        mean = means[i] / (1 - 0.9 ** (run + 1))
        root = np.sqrt(squares[i] / (1 - 0.999 ** (run + 1)))
        params[i] *= 1 - learning_rate * weight_decay
        params[i] -= learning_rate * mean / (root + 1e-8)

    print(f"run: {run}\nL: {loss:.4f}")
    if run % every == every - 1:
        blocks = {"b": b[None], "W": W, "grad w": grads[0], "grad b": grads[1][None]}
        for tag, matrix in blocks.items():
            rows = ("".join(f"  {v:.3f} " for v in row) for row in matrix)
            print(f"{tag}: [\n" + "\n".join(rows) + "\n]")
