import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from ..checkout import ROOT, run_trainer
from ..processes import on_terminal, running
from .program import MODULE, SHORT, WAITING, trainer

NO_SNAPSHOT = "trainer: the log will have no snapshot, because --runs 3 is less than --every 4\n"


def test_the_output_file_holds_what_stdout_would(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    done = trainer(*SHORT, "-o", log)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert log.read_bytes() == run_trainer(*SHORT)
    assert list(tmp_path.iterdir()) == [log]


def test_an_output_that_ends_with_gz_is_compressed_without_a_time(
    tmp_path: Path,
) -> None:
    log = tmp_path / "run.log.gz"
    for _ in range(2):  # the second time it replaces a log
        assert trainer(*SHORT, "-o", log).returncode == 0
        made = log.read_bytes()
        assert made[3:8] == bytes(5)  # neither a name nor a time
    unpacked = subprocess.run(["gzip", "-dc"], input=made, capture_output=True, check=True).stdout
    assert unpacked == run_trainer(*SHORT)
    assert list(tmp_path.iterdir()) == [log]


def test_the_output_goes_through_a_link_to_the_file_behind_it(tmp_path: Path) -> None:
    (tmp_path / "link.log").symlink_to(tmp_path / "real.log")
    trainer(*SHORT, "-o", tmp_path / "link.log")
    assert (tmp_path / "link.log").is_symlink()
    assert (tmp_path / "real.log").read_bytes() == run_trainer(*SHORT)


def test_a_link_that_leads_to_itself_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "run.log").symlink_to("run.log")
    assert trainer(*SHORT, "-o", tmp_path / "run.log").returncode == 0
    assert (tmp_path / "run.log").read_bytes() == run_trainer(*SHORT)


def test_a_device_is_written_to_and_not_replaced() -> None:
    assert trainer(*SHORT, "-o", "/dev/null").returncode == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    ("out", "reason"),
    [("no/folder/run.log", "No such file or directory"), ("", "Is a directory")],
)
def test_an_output_that_cannot_be_written_gets_one_line_and_status_1(
    out: str, reason: str, tmp_path: Path
) -> None:
    done = trainer(*SHORT, "-o", tmp_path / out)
    assert done.returncode == 1
    assert done.stderr == f"trainer: cannot write {tmp_path / out}: {reason}\n"
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_log_is_refused_by_name(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# Mine\n")
    done = trainer(*SHORT, "-o", readme)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"trainer: cannot write {readme}: it exists and does not begin like a log; remove it, or "
        "name another file\n"
    )
    assert readme.read_text() == "# Mine\n"
    assert list(tmp_path.iterdir()) == [readme]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_gets_one_line_and_status_1() -> None:
    done = trainer(*SHORT, "-o", "/dev/full")
    assert done.returncode == 1
    assert done.stderr == "trainer: cannot write /dev/full: No space left on device\n"
    for every in ("2", "3", "4"):  # the last run has a snapshot, or not, or no run has one
        with Path("/dev/full").open("w") as stdout:
            to_stdout = subprocess.run(
                [*MODULE, *SHORT, "--every", every, "--quiet"],
                cwd=ROOT,
                stdout=stdout,
                stderr=subprocess.PIPE,
                check=False,
            )
        assert to_stdout.returncode == 1
        assert to_stdout.stderr == b"trainer: cannot write stdout: No space left on device\n"


def test_a_disk_that_fills_up_leaves_the_old_file(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    log.write_text("run: 0\n")
    limit = "ulimit -f 1; exec"  # the largest size of a file, in kilobytes
    command = [*MODULE, "-o", str(log), "--runs", "500", "--samples", "9"]
    done = subprocess.run(
        ["bash", "-c", f'{limit} "$@"', "bash", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == f"trainer: cannot write {log}: File too large\n"
    assert log.read_text() == "run: 0\n"
    assert list(tmp_path.iterdir()) == [log]


def test_too_large_a_training_gets_one_line_and_status_1() -> None:
    done = trainer("--features", "16777216", "--samples", "16777216")  # a petabyte
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("trainer: out of memory; ")
    assert done.stderr.count("\n") == 1


def test_a_snapshot_can_be_read_before_the_next_run() -> None:
    with running(
        [*WAITING, *SHORT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        log = iter(process.stdout.readline, b"")
        lines = list(itertools.takewhile(lambda line: line != b"]\n", log))
        assert lines[:3:2] == [b"run: 0\n", b"run: 1\n"]


def test_a_log_without_snapshots_is_announced(tmp_path: Path) -> None:
    words = [*SHORT, "--every", "4"]
    assert trainer(*words).stderr == NO_SNAPSHOT
    assert trainer(*words, "-o", tmp_path / "run.log").stderr == NO_SNAPSHOT
    assert trainer(*words, "--quiet").stderr == ""
    assert trainer(*SHORT, "--every", "5,4").stderr == NO_SNAPSHOT.replace("4", "4,5")
    assert trainer(*SHORT, "--every", "0,4").stderr == ""


def train_on_terminal(*words: str, log_too: bool = False) -> tuple[bytes, bytes]:
    """Run the command with stderr, or also stdout, on a terminal; return stdout, the terminal."""
    stdout, shown = on_terminal([*MODULE, *SHORT, *words], stdout_too=log_too, cwd=ROOT)
    return stdout, shown.replace(b"\r\n", b"\n")


def test_a_terminal_shows_the_progress_of_a_log_that_goes_elsewhere(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    stdout, shown = train_on_terminal()
    assert stdout == run_trainer(*SHORT)
    for terminal in (shown, train_on_terminal("-o", str(log))[1]):
        assert b"3/3" in terminal
        assert b"loss 0.0" in terminal


def test_a_terminal_that_shows_the_log_shows_nothing_else() -> None:
    assert train_on_terminal(log_too=True)[1] == run_trainer(*SHORT)


def test_a_terminal_shows_a_summary_of_the_file_that_was_written(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    _, shown = train_on_terminal("-o", str(log), "--runs", "1200")
    assert log.stat().st_size == 198_761
    assert shown.endswith(f"\n{log}: 1,200 runs, 600 snapshots, 199 kB\n".encode())
    _, shown = train_on_terminal("-o", str(log), "--every", "log")
    assert shown.endswith(f"\n{log}: 3 runs, 3 snapshots, 2 kB\n".encode())
    _, shown = train_on_terminal("-o", str(log), "--every", "3")
    assert shown.endswith(f"\n{log}: 3 runs, 1 snapshot, 1 kB\n".encode())
    _, shown = train_on_terminal("-o", str(log), "--every", "0", "--decimals", "6")
    assert b"loss 0.007374]" in shown
    assert shown.endswith(f"\n{log}: 3 runs, 1 snapshot, 1 kB\n".encode())


def test_quiet_leaves_a_terminal_empty(tmp_path: Path) -> None:
    assert train_on_terminal("--quiet") == (run_trainer(*SHORT), b"")
    assert train_on_terminal("--quiet", "-o", str(tmp_path / "run.log")) == (b"", b"")


def test_a_python_without_numpy_is_one_line_that_says_which_to_use() -> None:
    program = "import sys; sys.modules['numpy'] = None; from trainer.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    reason = f"{sys.executable} has no numpy: use .venv/bin/python, after `make environment`"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"trainer: {reason}\n")
