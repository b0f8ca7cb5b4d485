"""The sums of batch_sums.py, several times as fast and with the same bits.

If the sparsity is high, most samples of a batch are all zero. Such samples are all alike: since x
and h are zero, each adds the same constants to the loss and to the gradient of b, and nothing to
the gradient of W. So this module computes only the other samples, and the constants once.

Because float32 sums depend on the order of their terms, the sums still run over the whole batch: a
matrix gets one row for each sample, either what was computed for it or the constants. If the
constants are zero, which they are in most runs of a pentagon because all biases are negative, their
rows are left out: adding zero changes nothing.

numpy takes about a microsecond to call, and a small model has little to compute. So several models
of equal sizes are computed side by side: all arrays have a first axis of K models. Their batches
have different numbers A of nonzero samples, and are filled up with zero samples.

The bits are the same because each number results from the same operations in the same order as in
model.py. Two of numpy's sums add strictly in order: `np.add.reduce` over any axis but the last, and
`np.einsum("bk->k")` if there are at least two columns. (Sums along the last axis are pairwise.)

This holds for finite numbers only, because 0 * inf is NaN. Where model.py avoids such a NaN, it
reaches a sum here. So if a parameter or a sum is not finite, the sums are computed the plain way.
"""

import math
from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np

from .batch_sums import BatchSums, Indices, Problem, sum_batch
from .model import Array

LEAST = 2  # samples in a batch of nonzero ones: fewer would not be summed in order


class FastSums:
    """Compute what plain_sums does, for K models; there must be no L1 penalty."""

    def __init__(self, problems: Iterable[Problem], data: Iterable[Array], batch_size: int) -> None:
        """Keep the samples that are not all zero, of each model's data (samples + 1, n)."""
        self._samples = [_Samples(each) for each in data]
        self._problems = list(problems)
        self._batch_size = batch_size
        self._is_exact = self._problems[0].gradient == "exact"
        importance = np.stack([problem.importance[:, 0] for problem in self._problems])
        self._importance = _spread(importance, batch_size + LEAST)

    def __call__(self, batches: Iterable[Indices]) -> Iterator[BatchSums]:
        """Yield the function of each run; each model has batches (runs, B) of its own.

        The nonzero samples of all runs are looked up together, which is faster.
        """
        rows, places, counts = zip(*map(_Samples.find, self._samples, batches), strict=True)
        K, runs = len(counts), len(counts[0])
        widths = np.maximum(np.max(counts, axis=0) + 1, LEAST)  # the last sample is zero
        A = widths.max()
        x = np.empty((K, runs, A, self._samples[0].rows.shape[1]), np.float32)
        all_places = np.full((runs, A, K), self._batch_size * K)
        for k, samples in enumerate(self._samples):
            is_there = np.arange(A) < counts[k][:, None]
            padded = np.zeros((runs, A), np.intp)
            padded[is_there] = rows[k]
            samples.rows.take(padded, axis=0, out=x[k], mode="clip")
            all_places[..., k][is_there] = places[k] * K + k
        for run, width in enumerate(widths):
            yield partial(self._sums, x[:, run, :width], all_places[run, :width])

    def _sums(self, x: Array, places: Indices, theta: Array) -> tuple[Array, Array]:
        """Return the sums of batches whose nonzero samples are x (K, A, n), at places (A, K)."""
        W_terms, other_terms = self._terms(theta, np.ascontiguousarray(x.swapaxes(1, 2)))
        others = self._sum_others(other_terms, places)
        total = np.empty_like(theta)
        total[:, :-1] = _sum_rows(_as_rows(W_terms)).reshape(total[:, :-1].shape)
        total[:, -1] = others[:, :-1]
        losses = others[:, -1] / np.float32(self._batch_size)
        if not math.isfinite(np.vdot(theta, theta) + np.vdot(total, total) + losses.dot(losses)):
            self._repeat(x, places, theta, losses, total)
        return losses, total

    def _terms(self, theta: Array, x: Array) -> tuple[Array, Array]:
        """Compute the terms of each sample in x (K, n, A): of W (K, m, n, A), and the others.

        Those are of b and, in the last row, the losses (K, n + 1, A). This is forward, loss and
        post_terms or exact_terms of model.py in one, without the penalty.
        """
        K, n, A = x.shape
        W, b = _spread(theta[:, :-1], A), theta[:, -1, :, None]
        importance = self._importance[..., :A]
        others = np.empty((K, n + 1, A), np.float32)

        p = W * x[:, None]
        h = np.add.reduce(p, axis=2)
        y = np.add.reduce(W * h[:, :, None], axis=1)
        y += b
        is_active = (y > 0).astype(np.float32)  # products with booleans are slower
        y *= is_active  # a NaN stays NaN and reaches W: the plain loop follows
        d = y - x
        e = importance * d
        np.add.reduce(e * d, axis=1, out=others[:, -1])
        others[:, -1] /= np.float32(2)

        e *= is_active
        if self._is_exact:
            W *= e[:, None]
            back = np.add.reduce(W, axis=2)
            others[:, :-1] = e
            np.multiply(h[:, :, None], e[:, None], out=p)
            p += np.multiply(back[:, :, None], x[:, None], out=W)
        else:
            np.multiply(d, is_active, out=others[:, :-1])
            p += h[:, :, None]
            p *= e[:, None]
        return p, others

    def _sum_others(self, terms: Array, places: Indices) -> Array:
        """Sum terms (K, n + 1, A) over the batch; at other places than these are constants."""
        rows = _as_rows(terms)
        constants = rows[-1]
        if np.count_nonzero(constants):
            K, width = constants.shape
            all_rows = np.empty((self._batch_size * K + 1, width), np.float32)
            all_rows[:-1].reshape(-1, K, width)[:] = constants
            row = np.dtype((np.void, all_rows.strides[0]))  # put is faster with one item a row
            np.put(all_rows.view(row), places, rows.view(row))
            rows = all_rows[:-1].reshape(-1, K, width)
        return _sum_rows(rows).reshape(constants.shape)

    def _repeat(self, x: Array, places: Indices, theta: Array, losses: Array, total: Array) -> None:
        """Compute the sums of the models whose numbers are not finite the plain way, in place."""
        K = len(theta)
        for k, problem in enumerate(self._problems):
            numbers = np.vdot(theta[k], theta[k]) + np.vdot(total[k], total[k]) + losses[k]
            if not math.isfinite(numbers):
                samples = np.zeros((self._batch_size + 1, x.shape[2]), np.float32)
                samples[places[:, k] // K] = x[k]
                losses[k], total[k] = sum_batch(problem, samples[:-1], theta[k])


class _Samples:
    """Hold a model's samples that are not all zero, and find them in its batches."""

    def __init__(self, data: Array) -> None:
        self._is_nonzero = np.asarray(data.any(axis=1))
        self._row = np.cumsum(self._is_nonzero, dtype=np.int32)  # of a nonzero sample
        self.rows = np.concatenate([np.zeros_like(data[:1]), data[self._is_nonzero]])

    def find(self, batches: Indices) -> tuple[Indices, Indices, Indices]:
        """Find the nonzero samples in batches (runs, B).

        Returns their rows, their places in their batches, and how many are in each batch (runs,).
        """
        runs, batch_size = batches.shape
        samples = batches.reshape(-1)
        nonzero = np.flatnonzero(self._is_nonzero.take(samples))
        counts = np.diff(np.searchsorted(nonzero, np.arange(runs + 1) * batch_size))
        places = nonzero - np.repeat(np.arange(runs) * batch_size, counts)
        return self._row[samples[nonzero]].astype(np.intp), places, counts


def _spread(values: Array, width: int) -> Array:
    """Return values (...) repeated along a new last axis, for which numpy's products are faster."""
    spread = np.empty((*values.shape, width), np.float32)
    spread[:] = values[..., None]
    return spread


def _as_rows(terms: Array) -> Array:
    """Return terms (..., A) as rows (A, ...), one for each sample."""
    return np.ascontiguousarray(terms.transpose(-1, *range(terms.ndim - 1)))


def _sum_rows(rows: Array) -> Array:
    """Sum rows (A, ...), one after another; they must have at least two numbers each."""
    totals: Array = np.einsum("bk->k", rows.reshape(len(rows), -1))
    return totals
