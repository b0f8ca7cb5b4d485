"""The sums of batch_sums.py, several times as fast and with the same bits.

If the sparsity is high, most samples of a batch are all zero. Such samples are all alike: since x
and h are zero, each adds the same constants to the loss and to the gradient of b, and nothing to
the gradient of W. So this module computes only the other samples, and the constants once.

Because float32 sums depend on the order of their terms, the sums still run over the whole batch: a
matrix gets one row for each sample, either what was computed for it or the constants. If the
constants are zero, which they are in most runs of a pentagon because all biases are negative, their
rows are left out: adding zero changes nothing.

The bits are the same because each number results from the same operations in the same order as in
model.py. Two of numpy's sums add strictly in order: `np.add.reduce` over any axis but the last, and
`np.einsum("bk->k")` if there are at least two columns. (Sums along the last axis are pairwise.)

This holds for finite numbers only, because 0 * inf is NaN. Where model.py avoids such a NaN, it
reaches a sum here. So if a parameter or a sum is not finite, the sums are computed the plain way.
"""

import math
from collections.abc import Iterator
from functools import partial

import numpy as np

from .batch_sums import BatchSums, Indices, Problem, sum_batch
from .model import Array, Parameters, sum_in_order

ZEROS = 2  # zero samples added to each batch: one has the constants, two make sums run in order


class FastSums:
    """Compute what plain_sums does; there must be no L1 penalty, and more than a single weight."""

    def __init__(self, problem: Problem) -> None:
        """Find the samples that are not all zero."""
        self._problem = problem
        self._is_nonzero = np.asarray(problem.data.any(axis=1))
        # The nonzero samples and, in the last row, a zero sample.
        self._samples = np.vstack([problem.data[self._is_nonzero], problem.data[-1:]])
        self._row = np.cumsum(self._is_nonzero) - 1  # where a nonzero sample is in _samples

    def __call__(self, batches: Indices) -> Iterator[BatchSums]:
        """Look up the nonzero samples of all batches together, which is faster."""
        runs, batch_size = batches.shape
        samples = batches.reshape(-1)
        nonzero = np.flatnonzero(self._is_nonzero[samples])
        places = nonzero % batch_size  # in their batch
        ends = np.searchsorted(nonzero, np.arange(1, runs + 1) * batch_size)  # of batches
        zero_row = len(self._samples) - 1
        rows = np.insert(self._row[samples[nonzero]], np.repeat(ends, ZEROS), zero_row)
        all_x = self._samples.take(rows, axis=0)
        start = 0
        for run, end in enumerate(ends):
            x = all_x[start + run * ZEROS : end + (run + 1) * ZEROS].T
            yield partial(self._sums, x, places[start:end], batches[run])
            start = end

    def _sums(
        self, x: Array, places: Indices, batch: Indices, theta: Array
    ) -> tuple[np.float32, Array]:
        """Return the sums of a batch whose nonzero samples are x (n, A), at these places in it."""
        terms = self._terms(Parameters.of(theta), np.ascontiguousarray(x))
        totals = _sum_over_batch(terms, theta[:-1].size, places, len(batch))
        if not math.isfinite(totals.dot(totals) + np.vdot(theta, theta)):
            return sum_batch(self._problem, batch, theta)
        return totals[-1] / np.float32(len(batch)), totals[:-1].reshape(theta.shape)

    def _terms(self, params: Parameters, x: Array) -> Array:
        """Compute the terms of each sample in x (n, A), stacked (m n + n + 1, A): of W, b and loss.

        This is forward, loss and post_terms or exact_terms of model.py in one, without the penalty.
        """
        W, b, importance = params.W, params.b, self._problem.importance
        m, n = W.shape
        terms = np.empty((m * n + n + 1, x.shape[1]), np.float32)
        W_terms, b_terms, losses = terms[: m * n].reshape(m, n, -1), terms[m * n : -1], terms[-1]

        p = W[:, :, None] * x
        h = np.add.reduce(p, axis=1)
        y = sum_in_order(W[:, :, None] * h[:, None, :])
        y += b[:, None]
        np.maximum(y, np.float32(0), out=y)  # a NaN stays NaN and reaches W: the plain loop follows
        d = y - x
        is_active = y > 0
        e = importance * d
        np.add.reduce(e * d, axis=0, out=losses)
        losses /= np.float32(2)

        e *= is_active
        if self._problem.gradient == "exact":
            back = np.add.reduce(W[:, :, None] * e, axis=1)
            np.multiply(h[:, None, :], e, out=W_terms)
            W_terms += back[:, None, :] * x
            b_terms[:] = e
        else:
            p += h[:, None, :]
            np.multiply(p, e, out=W_terms)
            np.multiply(d, is_active, out=b_terms)
        return terms


def _sum_over_batch(terms: Array, n_weights: int, places: Indices, batch_size: int) -> Array:
    """Sum terms (K, A) over the batch, in its order, to (K,).

    Column a of the terms is that of the sample at places[a] in the batch. The last ZEROS columns
    are those of a zero sample, which is at all other places.
    """
    rows = np.ascontiguousarray(terms.T)
    constants = rows[-1, n_weights:]
    if not np.count_nonzero(constants):
        return _sum_rows(rows)
    all_rows = np.empty((batch_size, len(constants)), np.float32)
    all_rows[:] = constants
    all_rows[places] = rows[:-ZEROS, n_weights:]
    return np.concatenate([_sum_rows(rows[:, :n_weights]), _sum_rows(all_rows)])


def _sum_rows(rows: Array) -> Array:
    """Sum rows (A, K) to (K,), one row after another; K must be at least 2."""
    totals: Array = np.einsum("bk->k", rows)
    return totals
