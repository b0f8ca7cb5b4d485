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

from ..settings import Settings
from .grid import Training

TRIES = 3  # how often a training is run whose worker dies
WORKER_DIED = BrokenExecutor, CancelledError  # what a task has then
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
) -> Iterator[tuple[str, bytes | BaseException]]:
    """Yield the name of each training that has ended, and its log or its exception.

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
            error = CancelledError() if future.cancelled() else future.exception()
            lost = isinstance(error, WORKER_DIED)
            if (lost and tries < TRIES) or (error and len(group) > 1):
                for training in group:
                    submit([training], tries + lost)
            elif error:
                yield group[0].name, error
            else:
                yield from zip((one.name for one in group), future.result(), strict=True)
