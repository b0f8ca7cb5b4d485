"""Train by any executor of `concurrent.futures`, a few groups of trainings at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
from typing import Any

from ..settings import Settings
from .grid import Training

TRIES = 3  # how often a training is run whose worker dies
A_FEW = 2  # tasks for each worker: one that runs, and one that waits to be next


@dataclass(frozen=True)
class Engine:
    """Hold what trains, and how many workers it has now."""

    executor: Executor
    workers: Callable[[], int]


def train_all(
    groups: Iterable[list[Training]],
    engine: Engine,
    train_logs: Callable[[Sequence[Settings]], list[bytes]],
) -> Iterator[tuple[str, Future[bytes]]]:
    """Yield the name of each training that has ended and a future with its log or its exception.

    Groups are taken from the iterable only when they can soon run. The trainings of a group that
    failed run again one by one, so that one of them costs none of the others. Those that were lost,
    because their worker died, run again, too.
    """
    waiting = iter(groups)
    running: dict[Future[list[bytes]], tuple[list[Training], int]] = {}

    def submit(group: list[Training], tries: int) -> None:
        settings = [training.settings for training in group]
        running[engine.executor.submit(train_logs, settings)] = group, tries

    while True:
        for group in islice(waiting, max(0, A_FEW * engine.workers() - len(running))):
            submit(group, 1)
        if not running:
            return
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            group, tries = running.pop(future)
            lost = is_lost(future)
            if (lost and tries < TRIES) or (len(group) > 1 and future.exception()):
                for training in group:
                    submit([training], tries + lost)
            else:
                for training, result in zip(group, _results(future, len(group)), strict=True):
                    yield training.name, result


def is_lost(future: Future[Any]) -> bool:
    """Return whether a training has ended because its worker died."""
    return future.cancelled() or isinstance(future.exception(), BrokenExecutor | CancelledError)


def _results(future: Future[list[bytes]], count: int) -> Iterator[Future[bytes]]:
    """Yield a future for each training of a group that has ended."""
    error = CancelledError() if future.cancelled() else future.exception()
    for k in range(count):
        result: Future[bytes] = Future()
        if error is None:
            result.set_result(future.result()[k])
        else:
            result.set_exception(error)
        yield result
