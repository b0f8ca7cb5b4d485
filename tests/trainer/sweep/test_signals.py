import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ...checkout import ROOT
from ...processes import running, with_signals
from .program import (
    SWEEP,
    files,
    logs,
    read_process,
    sweep,
    sweep_that_ends,
    wait_until_ended,
    workers,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to find workers")

ENDLESS = ["--seed", "1:9", "--runs", "1000000000", "--workers", "2"]
EIGHT = ["--seed", "1:8", "--runs", "400", "--samples", "1000", "--workers", "2"]

# The sweep, of which the first worker that trains is killed; a worker runs this file, too.
WITH_A_KILLED_WORKER = """
import functools, os, pathlib, signal, sys
from trainer.sweep import log_bytes
from trainer.sweep.__main__ import main

train_logs = log_bytes.train_logs

@functools.wraps(train_logs)
def killed_once(group):
    try:
        pathlib.Path(sys.argv[-1] + "-had-a-death").touch(exist_ok=False)
    except FileExistsError:
        return train_logs(group)
    os.kill(os.getpid(), signal.SIGKILL)

log_bytes.train_logs = killed_once
if __name__ == "__main__":
    main()
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files of the sweep EIGHT."""
    folder = tmp_path_factory.mktemp("whole")
    assert sweep(*EIGHT, "-o", folder).returncode == 0
    return files(folder)


def start_workers(process: subprocess.Popen[bytes]) -> list[Path]:
    """Wait until a sweep's two workers train."""
    while len(found := workers(process)) < 2 or any(
        b"numpy" not in read_process(worker / "maps") for worker in found
    ):
        assert process.poll() is None
        time.sleep(0.01)
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_ends_the_sweep_and_its_workers(number: signal.Signals, tmp_path: Path) -> None:
    command = with_signals("SIG_DFL", [*SWEEP, *ENDLESS, "-o", str(tmp_path)])
    with running(command, cwd=ROOT, stderr=subprocess.PIPE) as process:
        found = start_workers(process)
        process.send_signal(number)
        assert process.wait() == -number
        wait_until_ended(found)
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert list(files(tmp_path)) == ["settings.args"]


def test_ctrl_c_at_a_terminal_ends_all_processes_quietly(tmp_path: Path) -> None:
    command = with_signals("SIG_DFL", [*SWEEP, *ENDLESS, "-o", str(tmp_path)])
    with running(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True) as process:
        found = start_workers(process)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        _, stderr = process.communicate()
        wait_until_ended(found)
    assert (process.returncode, stderr) == (-signal.SIGINT, b"")


def test_a_sweep_that_was_killed_goes_on_to_the_same_folder(
    whole: dict[str, bytes], tmp_path: Path
) -> None:
    killed = tmp_path / "killed"
    done = sweep_that_ends(signal.SIGKILL, *EIGHT, "-o", killed)
    assert done.returncode == -signal.SIGKILL
    assert len(logs(killed)) == 1
    assert sweep(*EIGHT, "-o", killed).returncode == 0
    assert files(killed) == whole


def test_a_worker_that_is_killed_costs_no_log(whole: dict[str, bytes], tmp_path: Path) -> None:
    killed = tmp_path / "killed"
    program = tmp_path / "program.py"
    program.write_text(WITH_A_KILLED_WORKER)
    subprocess.run(
        [sys.executable, program, *EIGHT, "-o", killed],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert (tmp_path / "killed-had-a-death").exists()
    assert files(killed) == whole
