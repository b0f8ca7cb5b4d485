"""What trains: processes on this machine, or a Dask cluster."""

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from . import SweepError
from .engine import Engine

CONNECTING = 10  # seconds

P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def local_processes(count: int) -> Iterator[Engine]:
    """Yield an engine of so many processes; they have ended when the block has."""
    for library in ("OPENBLAS", "MKL", "OMP"):  # one core for each process
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    # After Ctrl-C, Python would complain about semaphores, which the system has removed already.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker:UserWarning")
    executor = Processes(count)
    try:
        yield Engine(executor, lambda: count)
    finally:
        executor.stop()


@contextmanager
def dask_cluster(address: str) -> Iterator[Engine]:
    """Yield an engine that trains on the cluster whose scheduler has this address.

    Its workers may come and go. Raises SweepError without Dask, or if no scheduler answers.
    """
    try:
        from dask.distributed import Client
        from distributed.comm.addressing import resolve_address
    except ImportError:
        raise SweepError(
            "--scheduler needs Dask; pip install 'superposition-log[cluster]' installs it"
        ) from None
    logging.disable()  # the sweep itself reports what fails
    try:
        resolve_address(address)  # fails at once, where Client waits for a timeout
        client = Client(address, timeout=CONNECTING, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SweepError(f"cannot connect to the scheduler {address}: {error}") from None
    try:
        yield Engine(
            client.get_executor(pure=False),
            lambda: max(1, sum(client.nthreads().values())),
        )
    except OSError:  # the folder has its own error
        raise SweepError(
            f"the scheduler {address} has gone; the same command goes on from here"
        ) from None
    finally:
        client.close(timeout=1)


class Processes(ThreadPoolExecutor):
    """Run each task in one of several processes; its future has BrokenProcessPool if that dies.

    ProcessPoolExecutor gives up all its tasks when one of its processes dies. So here each process
    has a pool of its own, and its death costs only the task that it was doing.
    """

    def __init__(self, count: int) -> None:
        """Use so many processes, which start with their first tasks."""
        super().__init__(count, initializer=_block_ctrl_c)
        self._own = threading.local()  # of each thread: its process
        self._pools: list[ProcessPoolExecutor] = []  # those of all threads
        self._starting = threading.Lock()
        self._is_stopped = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a function that can be pickled, as can its arguments and its result."""
        return super().submit(self._in_process, fn, *args, **kwargs)

    def stop(self) -> None:
        """Kill the processes, whatever they are doing."""
        with self._starting:
            self._is_stopped = True
        self.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.kill()
        for pool in self._pools:
            pool.shutdown()  # its thread must not end while Python itself does

    def _in_process(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with self._starting:  # no process starts after stop() has begun to kill
                if self._is_stopped:
                    raise CancelledError
                if not hasattr(self._own, "pool"):
                    spawn = multiprocessing.get_context("spawn")
                    self._own.pool = ProcessPoolExecutor(1, spawn, initializer=_end_with_parent)
                    self._pools.append(self._own.pool)
                future: Future[T] = self._own.pool.submit(fn, *args, **kwargs)
            return future.result()
        except BrokenProcessPool:
            del self._own.pool
            raise


def _block_ctrl_c() -> None:
    """Block SIGINT in this thread and in the processes that it starts.

    A terminal sends it to all processes. The main thread gets it, and stops the others.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])


def _end_with_parent() -> None:
    """End this process as soon as its parent ends, even by SIGKILL."""
    threading.Thread(target=_watch_parent, daemon=True).start()


def _watch_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()  # a pipe from the parent closes
        os._exit(1)
