"""The sums of batch_sums.py, several times as fast and with the same bits.

If the sparsity is high, most samples of a batch are all zero. Such samples are all alike: since x
and h are zero, each adds the same constants to the loss and to the gradient of b, and nothing to
the gradient of W. So this module computes only the other samples, and the constants once.

Because float32 sums depend on the order of their terms, the sums still run over the whole batch: a
matrix gets one row for each sample, either what was computed for it or the constants. If the
constants are zero, which they are in most runs of a pentagon because all biases are negative, their
rows are left out: adding zero changes nothing.

numpy takes about a microsecond to call, and a small model has little to compute. So several models
of equal sizes are computed side by side: all arrays have an axis of K models. Their batches have
different numbers of nonzero samples, and are filled up with zero samples to the same number A.

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
import numpy.typing as npt

from .batch_sums import BatchSums, Indices, Problem, sum_batch
from .model import Array

PORTION = 2**15  # numbers that are transposed at a time, few enough for the processor's cache
LEAST = 2  # samples in a batch of nonzero ones: fewer would not be summed in order


class FastSums:
    """Compute what plain_sums does, for K models; there must be no L1 penalty."""

    def __init__(self, problems: Iterable[Problem], data: Iterable[Array], batch_size: int) -> None:
        """Keep the samples that are not all zero, of each model's data (samples + 1, n)."""
        self._samples = [_Samples(each) for each in data]
        self._problems = list(problems)
        self._batch_size = batch_size
        self._is_exact = self._problems[0].gradient == "exact"
        self._importance = np.stack([problem.importance for problem in self._problems], axis=1)

    def __call__(self, batches: Iterable[Indices]) -> Iterator[BatchSums]:
        """Yield the function of each run; each model has batches (runs, B) of its own.

        The nonzero samples of all runs are looked up together, which is faster.
        """
        rows, places, counts = zip(*map(_Samples.find, self._samples, batches), strict=True)
        K = len(rows)
        widths = np.maximum(np.max(counts, axis=0) + 1, LEAST)  # the last sample is zero
        ends = np.cumsum(widths)
        x = np.empty((K, ends[-1], self._samples[0].rows.shape[1]), np.float32)
        all_places = np.full((K, ends[-1]), self._batch_size * K)
        for k, samples in enumerate(self._samples):
            # How many slots before those of each run have a zero sample.
            zeros_before = ends - widths - (np.cumsum(counts[k]) - counts[k])
            slots = np.arange(len(rows[k])) + np.repeat(zeros_before, counts[k])
            padded = np.zeros(ends[-1], np.intp)
            padded[slots] = rows[k]
            samples.rows.take(padded, axis=0, out=x[k], mode="clip")
            all_places[k, slots] = places[k] * K + k
        for end, width in zip(ends, widths, strict=True):
            run = slice(end - width, end)
            yield partial(self._sums, x[:, run], all_places[:, run])

    def _sums(self, samples: Array, places: Indices, theta: Array) -> tuple[Array, Array]:
        """Return the sums of batches whose nonzero samples are (K, A, n), at places (K, A)."""
        n = theta.shape[-1]
        x = np.ascontiguousarray(samples.transpose(2, 0, 1))
        terms = self._terms(theta, x)
        others = terms[-n - 1 :]
        sums = np.empty(terms.shape[:2], np.float32)
        if np.count_nonzero(others[..., -1]):
            _sum_samples(terms[: -n - 1], sums[: -n - 1])
            sums[-n - 1 :] = self._sum_batch(others, places)
        else:
            _sum_samples(terms, sums)
        losses = sums[-1] / np.float32(self._batch_size)
        total = np.ascontiguousarray(sums[:-1].T).reshape(theta.shape)
        if not math.isfinite(np.vdot(theta, theta) + np.vdot(total, total) + losses.dot(losses)):
            self._repeat(x, places, theta, losses, total)
        return losses, total

    def _terms(self, theta: Array, x: Array) -> Array:
        """Compute the terms (m n + n + 1, K, A) of each sample in x (n, K, A).

        Those are of W, of b and, in the last row, the losses. This is forward, loss and post_terms
        or exact_terms of model.py in one, without the penalty.
        """
        n, K, A = x.shape
        m = theta.shape[1] - 1
        W = np.empty((m, n, K, A), np.float32)  # products with it are faster than with W (..., 1)
        W[:] = theta[:, :-1].transpose(1, 2, 0)[..., None]
        b = theta[:, -1].T[..., None]
        terms = np.empty((m * n + n + 1, K, A), np.float32)
        p, others = terms[: m * n].reshape(W.shape), terms[m * n :]

        np.multiply(W, x, out=p)
        h = np.add.reduce(p, axis=1)
        y = np.add.reduce(W * h[:, None], axis=0)
        y += b
        is_active = (y > 0).astype(np.float32)  # products with booleans are slower
        y *= is_active  # a NaN stays NaN and reaches W: the plain loop follows
        d = y - x
        e = self._importance * d
        np.add.reduce(e * d, axis=0, out=others[-1])
        others[-1] /= np.float32(2)

        e *= is_active
        if self._is_exact:
            W *= e
            back = np.add.reduce(W, axis=1)
            others[:-1] = e
            np.multiply(h[:, None], e, out=p)
            p += np.multiply(back[:, None], x, out=W)
        else:
            np.multiply(d, is_active, out=others[:-1])
            p += h[:, None]
            p *= e
        return terms

    def _sum_batch(self, terms: Array, places: Indices) -> Array:
        """Sum terms (n + 1, K, A) over the batch; at other places than these are constants."""
        constants = terms[..., -1].T.reshape(1, -1)
        rows = np.repeat(constants, self._batch_size + 1, axis=0)  # (B + 1, K (n + 1))
        item = np.dtype((np.void, 4 * len(terms)))  # put is faster with one item a sample
        np.put(rows.view(item), places, np.ascontiguousarray(terms.transpose(1, 2, 0)).view(item))
        sums: Array = np.einsum("bk->k", rows[:-1])
        return sums.reshape(-1, len(terms)).T

    def _repeat(self, x: Array, places: Indices, theta: Array, losses: Array, total: Array) -> None:
        """Compute the sums of the models whose numbers are not finite the plain way, in place."""
        K = len(theta)
        for k, problem in enumerate(self._problems):
            numbers = np.vdot(theta[k], theta[k]) + np.vdot(total[k], total[k]) + losses[k]
            if not math.isfinite(numbers):
                samples = np.zeros((self._batch_size + 1, len(x)), np.float32)
                samples[places[k] // K] = x[:, k].T
                losses[k], total[k] = sum_batch(problem, samples[:-1], theta[k])


def _sum_samples(terms: Array, sums: Array) -> None:
    """Sum terms (T, K, A) over the samples, one after another, into sums (T, K)."""
    rows, out = terms.reshape(-1, terms.shape[-1]), sums.reshape(-1)
    step = PORTION // rows.shape[1] + 1
    for start in range(0, len(rows), step):
        part = slice(min(start, len(rows) - 2), start + step)  # at least two, as said above
        np.einsum("bk->k", np.ascontiguousarray(rows[part].T), out=out[part])


class _Samples:
    """Hold a model's samples that are not all zero, and find them in its batches."""

    def __init__(self, data: Array) -> None:
        self._is_nonzero = np.asarray(data.any(axis=1))
        self._row = np.cumsum(self._is_nonzero, dtype=np.int32)  # of a nonzero sample
        self.rows = np.concatenate([np.zeros_like(data[:1]), data[self._is_nonzero]])

    def find(self, batches: Indices) -> tuple[npt.NDArray[np.int32], Indices, Indices]:
        """Find the nonzero samples in batches (runs, B).

        Returns their rows, their places in their batches, and how many are in each batch (runs,).
        """
        runs, batch_size = batches.shape
        samples = batches.reshape(-1)
        nonzero = np.flatnonzero(self._is_nonzero.take(samples))
        counts = np.diff(np.searchsorted(nonzero, np.arange(runs + 1) * batch_size))
        places = nonzero - np.repeat(np.arange(runs) * batch_size, counts)
        return self._row[samples[nonzero]], places, counts
