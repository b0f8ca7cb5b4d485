"""A sweep on a real Dask cluster: a scheduler and two workers on this machine."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from ...checkout import ROOT
from ...processes import running
from .program import FAILING, FAILURE, SWEEP, files, logs, sweep, sweep_that_ends

pytestmark = pytest.mark.skipif(
    find_spec("distributed") is None, reason="needs Dask, of the extra `cluster`"
)

GRID = ["--hidden", "1:6", "--seed", "1:4", "--runs", "1000", "--samples", "1000"]
ENVIRONMENT = {
    "PYTHONPATH": str(ROOT),
    # How long the scheduler looks for a log on a worker that has just died.
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s",
}
Processes = list[subprocess.Popen[bytes]]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, Processes]]:
    """Start a scheduler and two workers; yield the scheduler's address, and the workers."""
    file = tmp_path / "scheduler.json"
    where = ["--scheduler-file", str(file), "--no-dashboard"]
    options: dict[str, Any] = {"cwd": tmp_path, "env": ENVIRONMENT, "stderr": subprocess.DEVNULL}
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny"]
    with ExitStack() as stack:
        stack.enter_context(
            running([*scheduler, "--host", "127.0.0.1", "--port", "0", *where], **options)
        )
        while not file.exists():
            time.sleep(0.01)
        workers = [stack.enter_context(running([*worker, *where], **options)) for _ in range(2)]
        yield json.loads(file.read_text())["address"], workers


def test_a_sweep_that_was_stopped_and_lost_a_worker_ends_with_the_folder_of_a_local_one(
    cluster: tuple[str, Processes], tmp_path: Path
) -> None:
    address, workers = cluster
    folder = tmp_path / "cluster"
    words = [*GRID, "--scheduler", address, "-o", str(folder)]
    stopped = sweep_that_ends(signal.SIGINT, *words)
    assert (stopped.returncode, stopped.stderr) == (-signal.SIGINT, "")
    assert len(logs(folder)) == 1
    with running([*SWEEP, *words], cwd=ROOT, stderr=subprocess.PIPE) as process:
        while len(logs(folder)) < 2:
            assert process.poll() is None
            time.sleep(0.01)
        workers[0].kill()
        _, told = process.communicate()
    assert told == f"trainer.sweep: {folder}: 24 of 24 logs, 23 of them new\n".encode()
    sweep(*GRID, "-o", tmp_path / "local")
    assert files(folder) == files(tmp_path / "local")
    done = sweep(*FAILING, "-o", tmp_path / "failing", "--scheduler", address)
    assert done.stderr.startswith(f"trainer.sweep: {FAILURE}\ntrainer.sweep: 1 of 2 trainings fail")
    assert logs(tmp_path / "failing") == ["features=1.log.gz"]


def test_a_scheduler_that_does_not_answer_is_named(tmp_path: Path) -> None:
    done = sweep(*GRID, "-o", tmp_path, "--scheduler", "no-such-protocol://x:1")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "trainer.sweep: cannot connect to the scheduler no-such-protocol://x:1: "
    )
    assert done.stderr.count("\n") == 1


def test_a_cluster_without_dask_gets_the_command_that_installs_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['dask'] = None; from trainer.sweep.__main__ import main; main()"
    words = [*GRID, "-o", str(tmp_path), "--scheduler", "tcp://127.0.0.1:1"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == (
        "trainer.sweep: --scheduler needs Dask; pip install 'superposition-log[cluster]' "
        "installs it\n"
    )
