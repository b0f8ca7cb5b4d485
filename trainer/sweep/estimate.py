"""Estimate how long trainings take, from the first runs of a few of them."""

from collections.abc import Iterable
from dataclasses import replace
from statistics import mean
from time import perf_counter

from ..settings import Settings
from ..training import train_side_by_side
from .groups import side_by_side

STRETCH = 32  # runs that are timed together
ENOUGH = 0.3  # seconds of a training


def estimate_seconds(trials: Iterable[Settings], size: int) -> float:
    """Return the mean duration of these trainings on one core, in groups of at most this size."""
    return mean(_estimate(settings, min(size, side_by_side(settings))) for settings in trials)


def _estimate(settings: Settings, count: int) -> float:
    """Return the duration of a training that has so many side by side.

    Drawing its data may take longer than its runs.
    """
    start = perf_counter()
    first = seconds = 0.0
    timed = 0
    # train() yields a step when all runs up to the next snapshot are done.
    for [step, *_] in train_side_by_side([replace(settings, every=STRETCH)] * count):
        if step.run % STRETCH == 0:
            seconds, timed = perf_counter() - start, step.run
            first = first or seconds
            if seconds - first > ENOUGH:
                break
    rest = max(0, settings.runs - STRETCH)
    return (first + (seconds - first) / max(1, timed) * rest) / count
