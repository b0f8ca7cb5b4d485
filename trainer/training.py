"""The training: a generator that yields one Step a run."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from . import model
from .c_random import CRandom
from .data import sparse_features
from .descent import Problem
from .fast import FastDescent
from .model import Array
from .settings import Settings

STRETCH = 2**18  # samples to prepare at a time: enough to pay, little to keep


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
    problem = Problem(
        data=sparse_features(rng, settings.samples, settings.features, density),
        importance=model.importances(settings.importance, settings.features),
        l1=np.float32(settings.l1),
        learning_rate=np.float32(settings.learning_rate),
        gradient=settings.gradient,
    )
    params = model.draw_parameters(rng, settings.features, settings.hidden)
    descent = FastDescent(problem)
    for runs in _stretches(settings):
        draws = rng.frand(len(runs) * settings.batch_size) * np.float32(settings.samples)
        batches = draws.astype(np.intp).reshape(len(runs), settings.batch_size)
        with np.errstate(over="ignore", invalid="ignore"):  # a model may diverge; its log says so
            progress = descent.descend(params, batches)
        params, grad = progress.params, progress.grad
        for run, loss in zip(runs, progress.losses, strict=True):
            is_shown = run % settings.every == settings.every - 1
            snapshot = Snapshot(params.W, params.b, grad.W, grad.b) if is_shown else None
            yield Step(run, loss, snapshot)


def _stretches(settings: Settings) -> Iterator[range]:
    """Divide the runs so that each snapshot comes at the end of a stretch."""
    longest = max(1, STRETCH // settings.batch_size)
    start = 0
    while start < settings.runs:
        next_snapshot = (start // settings.every + 1) * settings.every
        end = min(start + longest, next_snapshot, settings.runs)
        yield range(start, end)
        start = end
