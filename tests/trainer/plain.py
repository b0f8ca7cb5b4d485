"""The model in plain scalar loops, sample by sample, like those of the C program.

It is slow and obvious, and shares no code with trainer.model.
"""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
ZERO = np.float32(0)


def sign(v: np.float32) -> np.float32:
    return np.float32(1 if v > 0 else -1)


def run(
    W: Array, b: Array, importance: Array, batch: Array, alpha: np.float32, dialect: str = "post"
) -> tuple[np.float32, Array, Array]:
    """Return the summed loss, gW (m, n) and gb (n,) of a batch (B, n)."""
    m, n = W.shape
    L, gW, gb = ZERO, np.zeros((m, n), np.float32), np.zeros(n, np.float32)
    for x in batch:
        h, y = forward(W, b, x)
        d = [y[j] - x[j] for j in range(n)]
        penalised = [j for j in range(n) if dialect == "post" or y[j] > 0]
        L += loss(W, b, importance, d, alpha, penalised)
        for j in range(n):
            if y[j] > 0:
                for k in range(m):
                    error = importance[j] * d[j] * (h[k] + W[k, j] * x[j])
                    gW[k, j] -= error + alpha * sign(W[k, j])
                gb[j] -= d[j] + alpha * sign(b[j])
    return L, gW, gb


def forward(W: Array, b: Array, x: Array) -> tuple[list[np.float32], list[np.float32]]:
    m, n = W.shape
    h, y = [ZERO] * m, [ZERO] * n
    for k in range(m):
        for i in range(n):
            h[k] += W[k, i] * x[i]
    for j in range(n):
        for k in range(m):
            y[j] += W[k, j] * h[k]
        y[j] += b[j]
        if not y[j] > 0:
            y[j] = ZERO
    return h, y


def loss(
    W: Array,
    b: Array,
    importance: Array,
    d: list[np.float32],
    alpha: np.float32,
    penalised: list[int],
) -> np.float32:
    total = ZERO
    for j in range(len(d)):
        total += importance[j] * d[j] * d[j]
    for j in penalised:
        for weight in [*W[:, j], b[j]]:
            total = np.float32(np.float64(total) + np.float64(alpha) * abs(np.float64(weight)))
    return total / np.float32(2)
