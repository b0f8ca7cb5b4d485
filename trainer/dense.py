"""The sums of batch_sums.py for large models: matrix products, computed by BLAS.

The maths is that of model.py. But BLAS adds in the order that is fastest on the machine, so the
last bits differ, and the log may differ from machine to machine. Here the samples are rows, because
they are rows of the data set: x, y and d are (B, n), and h is (B, m).
"""

from collections.abc import Iterator
from functools import partial

import numpy as np

from .batch_sums import Indices, ModelSums, Problem
from .model import Array, Parameters, sign


class DenseSums:
    """Compute what plain_sums does; the large arrays are allocated once, which is faster."""

    def __init__(self, problem: Problem, data: Array, batch_size: int) -> None:
        """Allocate the arrays; batches are rows of the data (samples + 1, n)."""
        shape = batch_size, data.shape[1]
        self._problem = problem
        self._data = data
        self._ones = np.ones(batch_size, np.float32)
        self._zeros = np.zeros(shape[1], np.float32)
        self._all = np.full(shape[1], batch_size, np.float32)
        self._x, self._y = np.empty(shape, np.float32), np.empty(shape, np.float32)
        self._is_active = np.empty(shape, np.bool_)

    def __call__(self, batches: Indices) -> Iterator[ModelSums]:
        """Yield the function of each batch."""
        for batch in batches:
            yield partial(self._sums, batch)

    def _sums(self, batch: Indices, theta: Array) -> tuple[np.float32, Array]:
        params = Parameters.of(theta)
        W, b, x, y = params.W, params.b, self._x, self._y
        # With a mode other than "raise", numpy writes to x without a temporary copy.
        self._data.take(batch, axis=0, out=x, mode="clip")
        h = x @ W.T
        np.matmul(h, W, out=y)
        y += b
        np.fmax(y, self._zeros, out=y)  # NaN becomes 0, as in model.forward
        np.greater(y, 0, out=self._is_active)
        d = np.subtract(y, x, out=y)
        in_loss, in_terms = self._penalties()
        loss = self._mean_loss(params, d, in_loss)
        d *= self._is_active
        return loss, self._total(params, x, h, d, in_terms)

    def _penalties(self) -> tuple[Array, Array]:
        """Return how often each feature's L1 penalty (n,) counts in a batch's loss, and its terms.

        In the loss it counts for the samples that model.penalised tells.
        """
        is_exact, is_post = self._problem.gradient == "exact", self._problem.dialect == "post"
        active = self._all
        if not (is_exact and is_post):  # else it is not needed
            active = np.count_nonzero(self._is_active, axis=0).astype(np.float32)
        in_loss = self._all if is_post else active
        return in_loss, in_loss / np.float32(2) if is_exact else active

    def _mean_loss(self, params: Parameters, d: Array, in_loss: Array) -> np.float32:
        """Return the mean of model.loss over the batch."""
        squares = self._problem.importance[:, 0] @ np.einsum("bj,bj->j", d, d)
        penalty = self._problem.l1 * (in_loss @ (np.abs(params.W).sum(axis=0) + np.abs(params.b)))
        mean: np.float32 = (squares + penalty) / np.float32(2 * len(d))
        return mean

    def _total(self, params: Parameters, x: Array, h: Array, d: Array, in_terms: Array) -> Array:
        """Return the sum of the gradient terms; d must be zero where a feature is not active."""
        W, importance = params.W, self._problem.importance[:, 0]
        penalty = self._problem.l1 * in_terms
        if self._problem.gradient == "exact":
            back = d @ (importance * W).T  # (B, m), as in model.exact_terms
            W_total = importance * (h.T @ d) + back.T @ x
            b_total = importance * (self._ones @ d)
        else:
            W_total = importance * (h.T @ d + W * np.einsum("bj,bj->j", d, x))
            b_total = self._ones @ d
        return np.vstack([W_total + penalty * sign(W), b_total + penalty * sign(params.b)])
