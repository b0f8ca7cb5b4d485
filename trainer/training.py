"""The training loop: a generator that yields one Step a run."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from . import model
from .c_random import CRandom
from .data import sparse_features
from .model import Array, Parameters
from .settings import Settings


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Hold the parameters after a run and the sums that moved them there."""

    W: Array  # (m, n)
    b: Array  # (n,)
    grad_w: Array  # (m, n)
    grad_b: Array  # (n,)


@dataclass(frozen=True, slots=True)
class Step:
    """Hold what one run tells: its number, the batch's mean loss, every so often a snapshot."""

    run: int
    loss: np.float32
    snapshot: Snapshot | None


def train(settings: Settings) -> Iterator[Step]:
    """Train a model from scratch and yield a Step after each run.

    The draws come from one stream, in the C program's order: data, parameters, then the batches.
    """
    rng = CRandom(settings.seed)
    density = np.float32(1 - settings.sparsity)
    data = sparse_features(rng, settings.samples, settings.features, density)
    params = model.draw_parameters(rng, settings.features, settings.hidden)
    importance = model.importances(settings.importance, settings.features)
    l1 = np.float32(settings.l1)
    batch_size = np.float32(settings.batch_size)
    step_size = np.float32(settings.learning_rate) / batch_size

    for run in range(settings.runs):
        indices = (rng.frand(settings.batch_size) * np.float32(settings.samples)).astype(np.intp)
        x = np.ascontiguousarray(data[indices].T)
        with np.errstate(over="ignore", invalid="ignore"):  # a model may diverge; its log says so
            total_loss, grad = model.loss_and_gradient(params, importance, x, l1)
            params = Parameters(params.W + step_size * grad.W, params.b + step_size * grad.b)
        snapshot = None
        if run % settings.every == settings.every - 1:
            snapshot = Snapshot(params.W, params.b, grad.W, grad.b)
        yield Step(run, total_loss / batch_size, snapshot)
