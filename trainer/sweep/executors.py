"""What trains: processes on this machine, or a Dask cluster."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from .engine import Engine
from .errors import SweepError
from .processes import Processes

A_FEW = 2  # trainings for each worker: one that runs, and one that waits to be next
CONNECTING = 10  # seconds


@contextmanager
def local_processes(count: int) -> Iterator[Engine]:
    """Yield an engine of so many processes; they have ended when the block has."""
    for library in ("OPENBLAS", "MKL", "OMP"):  # one core for each process
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    # After Ctrl-C, Python would complain about semaphores, which the system has removed already.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker:UserWarning")
    executor = Processes(count)
    try:
        yield Engine(executor, lambda: A_FEW * count)
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
            lambda: A_FEW * max(1, sum(client.nthreads().values())),
        )
    except OSError:  # the folder has its own error
        raise SweepError(
            f"the scheduler {address} has gone; the same command goes on from here"
        ) from None
    finally:
        client.close(timeout=1)
