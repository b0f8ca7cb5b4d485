import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ...checkout import ROOT
from ...processes import running, with_signals
from .program import SWEEP, files, logs, sweep, wait_until_ended, workers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to find workers")

ENDLESS = ["--seed", "1:9", "--runs", "1000000000", "--workers", "2"]
EIGHT = ["--seed", "1:8", "--runs", "400", "--samples", "1000", "--workers", "2"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files of the sweep EIGHT."""
    folder = tmp_path_factory.mktemp("whole")
    assert sweep(*EIGHT, "-o", folder).returncode == 0
    return files(folder)


def start_workers(process: subprocess.Popen[bytes]) -> list[Path]:
    """Wait until a sweep's two workers train."""
    while len(found := workers(process)) < 2 or any(
        b"numpy" not in (worker / "maps").read_bytes() for worker in found
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
    with running([*SWEEP, *EIGHT, "-o", str(killed)], cwd=ROOT) as process:
        while not logs(killed):
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
        process.wait()
    assert 1 <= len(logs(killed)) < 8
    assert sweep(*EIGHT, "-o", killed).returncode == 0
    assert files(killed) == whole


def test_a_worker_that_is_killed_costs_no_log(whole: dict[str, bytes], tmp_path: Path) -> None:
    killed = tmp_path / "killed"
    with running([*SWEEP, *EIGHT, "-o", str(killed)], cwd=ROOT) as process:
        os.kill(int(start_workers(process)[0].name), signal.SIGKILL)
        assert process.wait() == 0
    assert files(killed) == whole
