"""The loop of descent.py, to the same bits in a fraction of the time.

Where sparsity is high most samples of a batch are all zero, and zero samples are all alike: each
adds the same constants to the loss and to the gradient of b, and nothing to that of W, since h = 0.
So only the others are computed, and a zero sample for the constants. Yet every sum runs over the
whole batch in its order, for float32 sums depend on it: what was computed stands as rows at its
samples' places, the constants fill the rows between. Where the constants are zero (in most runs of
a pentagon, when all biases are negative) no rows are filled: to add zero changes nothing.

The bits stay the same because each number comes from the same operations in the same order as in
model.py. Two of numpy's sums are strictly in order: `add.reduce` over an axis that is not the last,
and `einsum("bk->k")`, if there are two columns at least. (Sums along a row are pairwise.)

All this holds for finite numbers only, for inf * 0 is not zero. But a parameter that is inf or NaN
stays so for good: a look at the end of some runs tells whether the plain loop must do them again.
"""

import numpy as np

from .descent import Indices, Problem, Progress, descend
from .model import Array, Parameters, in_order

ZEROS = 2  # zero samples computed with each batch: one would do, but sums in order need two columns


class FastDescent:
    """Descend as descent.descend does, but compute all zero samples of a batch as one."""

    def __init__(self, problem: Problem) -> None:
        """Sort out the samples that are not zero."""
        self._problem = problem
        self._is_nonzero = np.asarray(problem.data.any(axis=1))
        self._samples = np.vstack([problem.data[self._is_nonzero], problem.data[-1:]])
        self._row = np.cumsum(self._is_nonzero) - 1  # of a sample in _samples, if it is not zero

    def descend(self, params: Parameters, batches: Indices) -> Progress:
        """Do a run for each batch of sample indices, batches (runs, B)."""
        if self._problem.l1 != 0 or params.W.size == 1:
            return descend(self._problem, params, batches)  # zero samples count, or no two columns
        progress = self._descend(params, batches)
        if np.isfinite(progress.params.W).all() and np.isfinite(progress.params.b).all():
            return progress
        return descend(self._problem, params, batches)

    def _descend(self, params: Parameters, batches: Indices) -> Progress:
        runs, batch_size = batches.shape
        samples = batches.reshape(-1)
        others = np.flatnonzero(self._is_nonzero[samples])
        places = others % batch_size
        ends = np.searchsorted(others, np.arange(runs + 1) * batch_size)  # of the runs before
        zero_row = len(self._samples) - 1
        rows = np.insert(self._row[samples[others]], np.repeat(ends[1:], ZEROS), zero_row)
        all_x = self._samples.take(rows, axis=0)

        size = self._problem.learning_rate / np.float32(batch_size)
        theta = np.concatenate([params.W.reshape(-1), params.b])
        losses = []
        for run in range(runs):
            start, end = ends[run], ends[run + 1]
            x = np.ascontiguousarray(all_x[start + run * ZEROS : end + (run + 1) * ZEROS].T)
            terms = self._terms(*_split(theta, params.W.shape), x)
            totals = _over_batch(terms, params.W.size, places[start:end], batch_size)
            losses.append(totals[-1] / np.float32(batch_size))
            theta = theta - size * totals[:-1]
        return Progress(
            losses,
            params=Parameters(*_split(theta, params.W.shape)),
            grad=Parameters(*_split(-totals[:-1], params.W.shape)),
        )

    def _terms(self, W: Array, b: Array, x: Array) -> Array:
        """Return what each sample of x (n, A) adds, in a column: to gW, to gb, to the loss.

        That is model's forward, loss and post_terms or exact_terms in one, without the L1 penalty.
        """
        importance = self._problem.importance
        m, n = W.shape
        terms = np.empty((m * n + n + 1, x.shape[1]), np.float32)
        W_terms, b_terms, losses = terms[: m * n].reshape(m, n, -1), terms[m * n : -1], terms[-1]

        p = W[:, :, None] * x
        h = np.add.reduce(p, axis=1)
        y = in_order(W[:, :, None] * h[:, None, :])
        y += b[:, None]
        np.fmax(y, np.float32(0), out=y)  # fmax makes NaN 0, as model's ReLU does
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


def _split(theta: Array, shape: tuple[int, int]) -> tuple[Array, Array]:
    """Return W (m, n) and b (n,) of all parameters in a row."""
    n_weights = shape[0] * shape[1]
    return theta[:n_weights].reshape(shape), theta[n_weights:]


def _over_batch(terms: Array, n_weights: int, places: Indices, batch_size: int) -> Array:
    """Sum terms (k, A) over the batch in its order; the last columns are those of zero samples."""
    rows = np.ascontiguousarray(terms.T)
    constants = rows[-1, n_weights:]
    if not constants.any():
        return _in_order(rows)
    all_rows = np.empty((batch_size, len(constants)), np.float32)
    all_rows[:] = constants
    all_rows[places] = rows[:-ZEROS, n_weights:]
    return np.concatenate([_in_order(rows[:, :n_weights]), _in_order(all_rows)])


def _in_order(rows: Array) -> Array:
    totals: Array = np.einsum("bk->k", rows)
    return totals
