"""The training: a generator that yields one Step per run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np

from . import model
from .batch_sums import BatchSums, Indices, Problem, plain_sums
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


@dataclass(frozen=True, slots=True)
class Step:
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
    rng = CRandom(settings.seed, settings.random)
    data = _draw_data(settings, rng, settings.samples)
    params = INITS[settings.init](rng, settings.features, settings.hidden)
    theta = np.vstack([params.W, params.b])
    optimizer = OPTIMIZERS[settings.optimizer](settings)
    sums = _choose_sums(settings, data)
    first = params if settings.has_first_parameters else None
    for runs, has_snapshot in _stretches(settings):
        count = len(runs) * settings.batch_size
        if settings.samples == 0:
            sums = _choose_sums(settings, _draw_data(settings, rng, count))
            samples = np.arange(count)
        else:
            samples = (rng.frand(count) * np.float32(settings.samples)).astype(np.intp)
        # A training that diverges is no error: its log shows inf and NaN.
        with np.errstate(over="ignore", invalid="ignore"):
            losses = []
            for batch_sums in sums(samples.reshape(len(runs), settings.batch_size)):
                loss, total = batch_sums(theta)
                theta = optimizer.update(theta, total)
                losses.append(loss)
        snapshot = Snapshot(theta[:-1], theta[-1], -total[:-1], -total[-1])
        shown = runs[-1] if has_snapshot else None
        for run, loss in zip(runs, losses, strict=True):
            yield Step(run, loss, snapshot if run == shown else None, None if run else first)


def _draw_data(settings: Settings, rng: CRandom, samples: int) -> Array:
    features, density = settings.features, np.float32(settings.density)
    if settings.activity == "independent":
        return sparse_features(rng, samples, features, density)
    return features_in_sets(rng, samples, features, density, settings.activity, settings.set_size)


def _choose_sums(settings: Settings, data: Array) -> Callable[[Indices], Iterator[BatchSums]]:
    importance = model.importances(settings.importance, settings.features)
    l1 = np.float32(settings.l1)
    problem = Problem(data, importance, l1, settings.gradient, settings.dialect)
    if settings.fast_math:
        return DenseSums(problem, settings.batch_size)
    if settings.l1 != 0 or settings.features * settings.hidden == 1:
        return partial(plain_sums, problem)
    return FastSums(problem)


def _stretches(settings: Settings) -> Iterator[tuple[range, bool]]:
    """Divide the runs into stretches, and tell of each whether its last run has a snapshot."""
    samples = min(STRETCH, STRETCH_VALUES // settings.features)
    longest = max(1, samples // settings.batch_size)
    start = 0
    for count, has_snapshot in chain(
        ((count, True) for count in settings.snapshot_counts), [(settings.runs, False)]
    ):
        while start < count:
            end = min(start + longest, count)
            yield range(start, end), has_snapshot and end == count
            start = end
