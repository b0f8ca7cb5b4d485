"""Train by any executor of `concurrent.futures`, a few trainings at a time."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from dataclasses import dataclass
from itertools import islice

from ..settings import Settings
from .grid import Training

TRIES = 3  # how often a training is run whose worker dies


@dataclass(frozen=True)
class Engine:
    """Hold what trains, and how many trainings it should be given at a time to be always busy."""

    executor: Executor
    capacity: Callable[[], int]


def train_all(
    trainings: Iterable[Training], engine: Engine, train_log: Callable[[Settings], bytes]
) -> Iterator[tuple[str, Future[bytes]]]:
    """Yield the name of each training that has ended and the future with its log or its exception.

    Trainings are taken from the iterable only when they can soon run. Those that were lost, because
    their worker died, run again.
    """
    waiting = iter(trainings)
    running: dict[Future[bytes], tuple[Training, int]] = {}

    def submit(training: Training, tries: int) -> None:
        running[engine.executor.submit(train_log, training.settings)] = training, tries

    while True:
        for training in islice(waiting, max(0, engine.capacity() - len(running))):
            submit(training, 1)
        if not running:
            return
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            training, tries = running.pop(future)
            if is_lost(future) and tries < TRIES:
                submit(training, tries + 1)
            else:
                yield training.name, future


def is_lost(future: Future[bytes]) -> bool:
    """Return whether a training has ended because its worker died."""
    return future.cancelled() or isinstance(future.exception(), BrokenExecutor | CancelledError)
