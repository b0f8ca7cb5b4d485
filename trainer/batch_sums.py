"""What a run computes of its batch: the mean loss, and the sum of the gradient terms.

This is the plain way. fast.py computes the same bits in less time, and for several models at once.
dense.py is faster for large models, but the last bits differ.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from . import model
from .model import Activations, Array, Booleans, Parameters
from .settings import Dialect, Gradient

Indices = npt.NDArray[np.intp]

# A batch as a function of theta (m + 1, n), which holds b in its last row, below W. It returns the
# mean loss, and the sum of what each sample subtracts from theta (m + 1, n).
ModelSums = Callable[[Array], tuple[np.float32, Array]]

# The same of K models: of theta (K, m + 1, n), with the mean losses (K,) and sums (K, m + 1, n).
BatchSums = Callable[[Array], tuple[Array, Array]]


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold what stays the same in all runs, but for the data."""

    importance: Array  # (n, 1)
    l1: np.float32  # alpha
    gradient: Gradient
    dialect: Dialect


def plain_sums(problem: Problem, data: Array, batches: Indices) -> Iterator[ModelSums]:
    """Yield the function of each batch; batches (runs, B) are rows of the data (samples + 1, n)."""
    for batch in batches:
        yield partial(sum_batch, problem, data[batch])


def sum_batch(problem: Problem, samples: Array, theta: Array) -> tuple[np.float32, Array]:
    """Compute the sums of a batch, samples (B, n), by the functions of model.py."""
    params = Parameters.of(theta)
    x = np.ascontiguousarray(samples.T)
    a = model.forward(params, x)
    is_penalised = model.penalised(a.y, problem.dialect)
    losses = model.loss(params, problem.importance, a.y - x, problem.l1, is_penalised)
    terms = gradient_terms(problem, params, x, a, is_penalised)
    total = np.vstack([model.sum_over_batch(terms.W), model.sum_over_batch(terms.b)])
    return np.float32(model.sum_over_batch(losses)) / np.float32(len(samples)), total


def gradient_terms(
    problem: Problem, params: Parameters, x: Array, a: Activations, is_penalised: Booleans
) -> Parameters:
    """Return what each sample subtracts from W and b, by the problem's update rule."""
    importance, l1 = problem.importance, problem.l1
    if problem.gradient == "exact":
        return model.exact_terms(params, importance, x, a, l1, is_penalised)
    return model.post_terms(params, importance, x, a, l1)
