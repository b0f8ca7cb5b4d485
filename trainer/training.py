"""The training: a generator that yields one Step per run."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import NamedTuple

import numpy as np

from . import model
from .batch_sums import BatchSums, Indices, ModelSums, Problem, plain_sums
from .c_random import CRandom
from .data import features_in_sets, sparse_features
from .dense import DenseSums
from .fast import FastSums
from .initialisation import INITS
from .model import Array, Parameters
from .optimizers import OPTIMIZERS
from .settings import Settings

STRETCH = 2**18  # samples drawn at a time: enough to be fast, and only a few MB
STRETCH_VALUES = 2**23  # values of their features, 32 MB
# Matrix products of all samples are faster than fast.py if the share of those that are not all zero
# times (m + 2), which is about what fast.py does for each, is larger: measured for n from 5 to 300.
ENOUGH_FOR_BLAS = 1


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Hold the parameters after a run, and the gradient that led to them.

    With plain steps, W changed by eta / B * grad_w in this run, and b by eta / B * grad_b. AdamW
    computes its steps from -grad_w / B and -grad_b / B.
    """

    W: Array  #: the weights (m, n)
    b: Array  #: the bias (n,)
    grad_w: Array  #: of all samples together, (m, n)
    grad_b: Array  #: likewise, (n,)


class Step(NamedTuple):
    """Hold the results of one run."""

    run: int  #: counted from 0
    loss: np.float32  #: mean loss of the batch, before the parameters changed
    snapshot: Snapshot | None  #: after those runs that Settings.every says, otherwise None
    before: Parameters | None = None  #: those before the first run, if Settings.every says so


def train(settings: Settings) -> Iterator[Step]:
    """Train a model from scratch and yield a Step after each run.

    All random numbers come from one stream, in the C program's order: first the data, then the
    parameters, then the batches. If there is no data set (settings.samples is 0), each batch is
    drawn as such a data set of its own.

    >>> *_, last = train(Settings(features=5, hidden=2, runs=200))
    >>> last.run, last.snapshot.W.shape
    (199, (2, 5))
    """
    return (step for [step] in train_side_by_side([settings]))


def train_side_by_side(group: Sequence[Settings]) -> Iterator[list[Step]]:
    """Train several models together, which is faster, and yield their Steps after each run.

    Each has the steps that train() yields for its settings. These must be alike, as in
    trainer/sweep/groups.py.
    """
    alike = group[0]
    rngs = [CRandom(settings.seed, settings.random) for settings in group]
    sums = _choose_sums(group, _draw_data(group, rngs, [settings.samples for settings in group]))
    first = [
        INITS[settings.init](rng, settings.features, settings.hidden)
        for settings, rng in zip(group, rngs, strict=True)
    ]
    before = [params if alike.has_first_parameters else None for params in first]
    theta = np.stack([np.vstack([params.W, params.b]) for params in first])
    optimizer = OPTIMIZERS[alike.optimizer](group)
    for runs, has_snapshot in _stretches(alike, len(group)):
        shape = len(runs), alike.batch_size
        batches: Iterator[Indices]  # of a model at a time, so that memory holds only those
        if alike.samples == 0:
            counts = [math.prod(shape)] * len(group)
            sums = _choose_sums(group, _draw_data(group, rngs, counts))
            batches = (np.arange(counts[0]).reshape(shape) for _ in group)
        else:
            batches = (
                _draw_batches(rng, settings.samples, shape)
                for rng, settings in zip(rngs, group, strict=True)
            )
        # A training that diverges is no error: its log shows inf and NaN.
        with np.errstate(over="ignore", invalid="ignore"):
            losses = []
            for batch_sums in sums(batches):
                loss, total = batch_sums(theta)
                theta = optimizer.update(theta, total)
                losses.append(loss)
        snapshots = [
            Snapshot(W_b[:-1], W_b[-1], -sums_of[:-1], -sums_of[-1])
            for W_b, sums_of in zip(theta, total, strict=True)
        ]
        none = [None] * len(group)
        for run, loss in zip(runs, losses, strict=True):
            shown = snapshots if has_snapshot and run == runs[-1] else none
            yield list(map(Step, [run] * len(group), loss, shown, none if run else before))


def _draw_data(
    group: Sequence[Settings], rngs: Sequence[CRandom], counts: Sequence[int]
) -> Iterator[Array]:
    """Yield so many samples (count + 1, n) for each model."""
    for settings, rng, count in zip(group, rngs, counts, strict=True):
        n, density, activity = settings.features, np.float32(settings.density), settings.activity
        if activity == "independent":
            yield sparse_features(rng, count, n, density)
        else:
            yield features_in_sets(rng, count, n, density, activity, settings.set_size)


def _draw_batches(rng: CRandom, samples: int, shape: tuple[int, int]) -> Indices:
    u, places = rng.frand(math.prod(shape)), np.empty(math.prod(shape), np.intp)
    np.multiply(u, np.float32(samples), out=places, dtype=np.float32, casting="unsafe")
    return places.reshape(shape)


def _choose_sums(
    group: Sequence[Settings], data: Iterator[Array]
) -> Callable[[Iterator[Indices]], Iterator[BatchSums]]:
    settings = group[0]
    problems = (  # not computed before the data, which may be too large
        Problem(
            model.importances(each.importance, each.features),
            np.float32(each.l1),
            each.gradient,
            each.dialect,
        )
        for each in group
    )
    if settings.fast_math:
        [samples] = data
        work = samples.any(axis=1).mean() * (settings.hidden + 2)
        if settings.l1 != 0 or work > ENOUGH_FOR_BLAS:
            return partial(_one_model, DenseSums(next(problems), samples, settings.batch_size))
        data = iter([samples])
    if settings.l1 != 0 or settings.features * settings.hidden == 1:
        [samples] = data
        return partial(_one_model, partial(plain_sums, next(problems), samples))
    return FastSums(problems, data, settings.batch_size)


def _one_model(
    sums: Callable[[Indices], Iterator[ModelSums]], batches: Iterator[Indices]
) -> Iterator[BatchSums]:
    """Yield the functions of a single model's batches with an axis for several."""
    for of_model in sums(next(batches)):
        yield partial(_add_axis, of_model)


def _add_axis(of_model: ModelSums, theta: Array) -> tuple[Array, Array]:
    loss, total = of_model(theta[0])
    return np.array([loss]), total[None]


def _stretches(settings: Settings, models: int) -> Iterator[tuple[range, bool]]:
    """Divide the runs into stretches, and tell of each whether its last run has a snapshot."""
    samples = min(STRETCH, STRETCH_VALUES // settings.features) // max(1, models // 8)
    longest = max(1, samples // settings.batch_size)
    start = 0
    for count, has_snapshot in chain(
        ((count, True) for count in settings.snapshot_counts), [(settings.runs, False)]
    ):
        while start < count:
            end = min(start + longest, count)
            yield range(start, end), has_snapshot and end == count
            start = end
