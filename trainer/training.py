"""The training: a generator that yields one Step per run."""

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

STRETCH = 2**18  # samples drawn at a time: enough to be fast, and only a few MB


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Hold the parameters after a run, and the gradient that led to them.

    W changed by eta / B * grad_w in this run, and b by eta / B * grad_b.
    """

    W: Array  # (m, n)
    b: Array  # (n,)
    grad_w: Array  # (m, n)
    grad_b: Array  # (n,)


@dataclass(frozen=True, slots=True)
class Step:
    """Hold the results of one run."""

    run: int  # counted from 0
    loss: np.float32  # mean loss of the batch, before the parameters changed
    snapshot: Snapshot | None  # after every Settings.every runs


def train(settings: Settings) -> Iterator[Step]:
    """Train a model from scratch and yield a Step after each run.

    All random numbers come from one stream, in the C program's order: first the data, then the
    parameters, then the batches.
    """
    rng = CRandom(settings.seed)
    density = np.float32(1 - settings.sparsity)
    problem = Problem(
        data=sparse_features(rng, settings.samples, settings.features, density),
        importance=model.importances(settings.importance, settings.features),
        l1=np.float32(settings.l1),
        learning_rate=np.float32(settings.learning_rate),
        gradient=settings.gradient,
        dialect=settings.dialect,
    )
    params = model.draw_parameters(rng, settings.features, settings.hidden)
    descent = FastDescent(problem)
    for runs in _stretches(settings):
        draws = rng.frand(len(runs) * settings.batch_size) * np.float32(settings.samples)
        batches = draws.astype(np.intp).reshape(len(runs), settings.batch_size)
        # A training that diverges is no error: its log shows inf and NaN.
        with np.errstate(over="ignore", invalid="ignore"):
            progress = descent.descend(params, batches)
        params, grad = progress.params, progress.grad
        for run, loss in zip(runs, progress.losses, strict=True):
            is_shown = run % settings.every == settings.every - 1
            snapshot = Snapshot(params.W, params.b, grad.W, grad.b) if is_shown else None
            yield Step(run, loss, snapshot)


def _stretches(settings: Settings) -> Iterator[range]:
    """Divide the runs into stretches; a run with a snapshot is always the last of its stretch."""
    longest = max(1, STRETCH // settings.batch_size)
    start = 0
    while start < settings.runs:
        next_snapshot = (start // settings.every + 1) * settings.every
        end = min(start + longest, next_snapshot, settings.runs)
        yield range(start, end)
        start = end
