"""Work on many items in several processes."""

import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

FEWEST = 64  # items; for fewer of them, starting processes would take longer than the work
CHUNK = 16  # items that a process takes at a time

_work: Callable[[Any], Any]  # what a worker process does with an item


def in_processes(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """Yield the result for each item, in their order, computed by a process on each core.

    The processes are forked, so `work` may be any function, also a lambda. They end when the last
    result is taken, or when this process ends in whatever way. Only Linux can fork safely;
    elsewhere this process does the work.
    """
    if len(items) < FEWEST or sys.platform != "linux":
        yield from map(work, items)
        return
    with warnings.catch_warnings():
        # Workers start no threads and take no locks of other threads.
        warnings.simplefilter("ignore", DeprecationWarning)
        pool = multiprocessing.get_context("fork").Pool(os.cpu_count(), _start, (work,))
    with pool:
        yield from pool.imap(_do, items, chunksize=CHUNK)


def _start(work: Callable[[Any], Any]) -> None:
    """Prepare a worker, which ends silently when its parent has ended."""
    global _work  # noqa: PLW0603  # a worker is given its function only once
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it, too
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _do(item: Any) -> Any:
    return _work(item)
