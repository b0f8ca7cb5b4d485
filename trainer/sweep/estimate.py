"""Estimate how long trainings take, from the first runs of a few of them."""

from collections.abc import Iterable
from dataclasses import replace
from statistics import mean
from time import perf_counter

from ..settings import Settings
from ..training import train

STRETCH = 32  # runs that are timed together
ENOUGH = 0.3  # seconds of a training


def estimate_seconds(trials: Iterable[Settings]) -> float:
    """Return the mean duration of these trainings on one core."""
    return mean(map(_estimate, trials))


def _estimate(settings: Settings) -> float:
    """Return the duration of a training; drawing its data may take longer than its runs."""
    start = perf_counter()
    first = seconds = 0.0
    timed = 0
    # train() yields a step when all runs up to the next snapshot are done.
    for step in train(replace(settings, every=STRETCH)):
        if step.run % STRETCH == 0:
            seconds, timed = perf_counter() - start, step.run
            first = first or seconds
            if seconds - first > ENOUGH:
                break
    rest = max(0, settings.runs - STRETCH)
    return first + (seconds - first) / max(1, timed) * rest
