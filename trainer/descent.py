"""Gradient descent, one run after another: the plain loop, which fast.py makes fast."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import model
from .model import Activations, Array, Booleans, Parameters
from .optimizers import Optimizer
from .settings import Dialect, Gradient

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold what stays the same in all runs."""

    data: Array  # (samples + 1, n)
    importance: Array  # (n, 1)
    l1: np.float32  # alpha
    gradient: Gradient
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class Progress:
    """Hold the results of several consecutive runs."""

    losses: list[np.float32]  # of each run: the mean loss of its batch
    params: Parameters  # after the last run
    optimizer: Optimizer  # likewise
    grad: (
        Parameters  # of the last run: minus the sum of its gradient terms, as the C program has it
    )


Descend = Callable[[Parameters, Optimizer, Indices], Progress]


def descend(
    problem: Problem, params: Parameters, optimizer: Optimizer, batches: Indices
) -> Progress:
    """Do one run for each batch; batches (runs, B) holds indices of samples."""
    optimizer = copy(optimizer)
    losses = []
    for batch in batches:
        x = np.ascontiguousarray(problem.data[batch].T)
        a = model.forward(params, x)
        is_penalised = model.penalised(a.y, problem.dialect)
        sample_losses = model.loss(params, problem.importance, a.y - x, problem.l1, is_penalised)
        terms = gradient_terms(problem, params, x, a, is_penalised)
        total = Parameters(model.sum_over_batch(terms.W), model.sum_over_batch(terms.b)).flat()
        losses.append(np.float32(model.sum_over_batch(sample_losses)) / np.float32(len(batch)))
        params = Parameters.from_flat(optimizer.update(params.flat(), total), params.W.shape)
    return Progress(losses, params, optimizer, Parameters.from_flat(-total, params.W.shape))


def gradient_terms(
    problem: Problem, params: Parameters, x: Array, a: Activations, is_penalised: Booleans
) -> Parameters:
    """Return what each sample subtracts from W and b, by the problem's update rule."""
    importance, l1 = problem.importance, problem.l1
    if problem.gradient == "exact":
        return model.exact_terms(params, importance, x, a, l1, is_penalised)
    return model.post_terms(params, importance, x, a, l1)
