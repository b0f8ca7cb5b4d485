"""Divide the trainings of a sweep into groups that are trained side by side."""

import math
from collections.abc import Hashable, Iterable, Iterator
from itertools import islice

from ..settings import Settings
from .grid import Training

MOST = 16  # trainings side by side: more would save little, and take memory
IN_CACHE = 300_000  # bytes of an array of (m, n, A) numbers for each of them
IN_MEMORY = 27_000_000  # bytes of their data, and of their random numbers
RANDOM_NUMBERS = 600_000  # bytes for each of them
WINDOW = 8 * MOST  # trainings among which those that are alike are looked for


def group_size(missing: int, workers: int) -> int:
    """Return the size of groups that leaves no worker idle, at most MOST."""
    share = max(1, math.ceil(missing / workers))
    return math.ceil(share / math.ceil(share / MOST))


def grouped(trainings: Iterable[Training], size: int) -> Iterator[list[Training]]:
    """Yield groups of at most so many trainings that are alike, and that stay in the cache."""
    waiting = iter(trainings)
    while window := list(islice(waiting, WINDOW)):
        found: dict[Hashable, list[Training]] = {}
        for training in window:
            found.setdefault(_what_is_alike(training.settings), []).append(training)
        for alike in found.values():
            step = min(size, *(side_by_side(training.settings) for training in alike))
            for start in range(0, len(alike), step):
                yield alike[start : start + step]


def side_by_side(settings: Settings) -> int:
    """Return how many trainings like this one are fastest side by side: a power of two."""
    n, m = settings.features, settings.hidden
    if settings.fast_math or settings.l1 != 0 or n * m == 1:
        return 1  # not by trainer/fast.py
    share = _nonzero_share(settings)
    values = 4 * share * n
    most = min(
        MOST,
        IN_CACHE / (m * values * settings.batch_size),
        IN_MEMORY / (max(settings.samples, settings.batch_size) * (5 + values) + RANDOM_NUMBERS),
    )
    return int(2 ** max(0, math.floor(math.log2(most))))


def _nonzero_share(settings: Settings) -> float:
    """Return the expected share of samples that are not all zero."""
    sets, active = settings.features, settings.density
    if settings.activity == "single":
        return 1
    if settings.activity != "independent":
        sets //= settings.set_size
        active *= settings.set_size if settings.activity == "anticorrelated" else 1
    return -math.expm1(sets * math.log1p(-min(active, 1 - 1e-9)))


def _what_is_alike(settings: Settings) -> Hashable:
    """Return what must be equal in trainings side by side; the shares only for the speed."""
    return (
        settings.features,
        settings.hidden,
        settings.runs,
        settings.every,
        settings.batch_size,
        settings.samples == 0,
        settings.optimizer,
        settings.gradient,
        settings.fast_math,
        settings.l1,
        round(2 * math.log2(_nonzero_share(settings))),
    )
