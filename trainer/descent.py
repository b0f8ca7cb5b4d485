"""Gradient descent, run by run: the plain way, which fast.py shortens."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import model
from .model import Array, Parameters
from .settings import Gradient

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold what stays the same in all runs."""

    data: Array  # (samples + 1, n)
    importance: Array  # (n, 1)
    l1: np.float32  # alpha
    learning_rate: np.float32  # eta
    gradient: Gradient


@dataclass(frozen=True, slots=True)
class Progress:
    """Hold where a stretch of runs has led."""

    losses: list[np.float32]  # the mean loss of each run's batch
    params: Parameters  # after the last run
    grad: Parameters  # the sums that made its step


def descend(problem: Problem, params: Parameters, batches: Indices) -> Progress:
    """Do a run for each batch of sample indices, batches (runs, B)."""
    terms_of = model.GRADIENTS[problem.gradient]
    losses = []
    for batch in batches:
        x = np.ascontiguousarray(problem.data[batch].T)
        a = model.forward(params, x)
        sample_losses = model.loss(params, problem.importance, a.y - x, problem.l1)
        terms = terms_of(params, problem.importance, x, a, problem.l1)
        grad = Parameters(-model.over_batch(terms.W), -model.over_batch(terms.b))
        losses.append(np.float32(model.over_batch(sample_losses)) / np.float32(len(batch)))
        size = problem.learning_rate / np.float32(len(batch))
        params = Parameters(params.W + size * grad.W, params.b + size * grad.b)
    return Progress(losses, params, grad)
