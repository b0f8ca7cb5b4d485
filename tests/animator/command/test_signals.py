"""Whatever moment a signal comes at, it ends everything and leaves the older file."""

import os
import signal
import time
from contextlib import AbstractContextManager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Literal

import pytest

from ...checkout import DATA, ROOT
from ...processes import LONGEST, running, with_signals
from ..film import ANSWER, EXE, script
from ..program import command, environment

Action = Literal["SIG_DFL", "SIG_IGN"]

SMALL = str(DATA / "small.log")
FILM = command(SMALL, "-o", "out.mp4", "--size", "240x240")
TABLE = command(SMALL, "-o", "out.csv")
INT, TERM, HUP = signal.SIGINT, signal.SIGTERM, signal.SIGHUP
WAIT = "open('reached', 'w').close(); import time; time.sleep(60)"
AFTER = """
import os, pathlib, shutil, signal, subprocess
def and_then_a_signal(kind, name):
    method = getattr(kind, name)
    def wrapped(*words, **more):
        result = method(*words, **more)
        if signal.getsignal({number}) is not signal.SIG_DFL:
            signal.raise_signal({number})
        return result
    setattr(kind, name, wrapped)
"""

# As compiled code does that asks Python for a number and is interrupted in the middle.
SWALLOWED = f"""
import pathlib, signal
mkdir = pathlib.Path.mkdir
def interrupted(*words, **more):
    mkdir(*words, **more)
    if signal.getsignal({int(INT)}) is not signal.SIG_DFL:
        try:
            signal.raise_signal({int(INT)})
        except KeyboardInterrupt:
            raise ValueError("not a number") from None
pathlib.Path.mkdir = interrupted
"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return a folder with an older film and an older table."""
    (tmp_path / "work").mkdir()
    for name in ("out.mp4", "out.csv"):
        (tmp_path / "work" / name).write_text("older")
    return tmp_path / "work"


def started(
    words: list[str], work: Path, variables: dict[str, str], action: Action = "SIG_DFL"
) -> AbstractContextManager["Popen[bytes]"]:
    """Start the animator in a session of its own."""
    return running(
        with_signals(action, words),
        cwd=work,
        env=environment(**variables),
        stderr=PIPE,
        start_new_session=True,
    )


def wait_for(path: Path, process: "Popen[bytes]") -> None:
    while not path.exists():
        assert process.poll() is None
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def assert_ended(process: "Popen[bytes]", number: int, work: Path) -> None:
    _, stderr = process.communicate(timeout=LONGEST)
    assert (process.returncode, stderr) == (-number, b"")
    assert sorted(path.name for path in work.iterdir()) == ["out.csv", "out.mp4"]
    assert {path.read_text() for path in work.iterdir()} == {"older"}


@pytest.mark.parametrize(
    ("read", "number"),
    [("head -c 1", INT), ("head -c 1", HUP), ("cat", TERM)],
    ids=["rendering", "rendering", "finishing"],
)
def test_a_signal_ends_ffmpeg_too(
    read: str, number: signal.Signals, work: Path, tmp_path: Path
) -> None:
    pid_file = tmp_path / "pid"
    ffmpeg = script(
        tmp_path,
        f"{ANSWER}; {read} > /dev/null; echo $$ > {pid_file}.new; mv {pid_file}.new {pid_file}; "
        "exec sleep 60",
    )
    with started(FILM, work, {EXE: ffmpeg}) as process:
        wait_for(pid_file, process)
        pid = int(pid_file.read_text())
        try:
            assert os.getpgid(pid) == pid  # a terminal's Ctrl-C is not for it
            os.killpg(process.pid, number)
            assert_ended(process, number, work)
            assert not is_running(pid)
        finally:
            if is_running(pid):
                os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize(
    ("module", "number"), [("argparse", INT), ("numpy", INT), ("matplotlib", TERM)]
)
def test_a_signal_while_importing_ends_without_a_word(
    module: str, number: signal.Signals, work: Path, tmp_path: Path
) -> None:
    (tmp_path / f"{module}.py").write_text(WAIT)
    with started(FILM, work, {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}) as process:
        wait_for(work / "reached", process)
        (work / "reached").unlink()
        process.send_signal(number)
        assert_ended(process, number, work)


def test_a_signal_while_reading_a_log_that_has_not_ended(work: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.log")
    with (
        started(command("../pipe.log", "-o", "out.mp4"), work, {}) as process,
        (tmp_path / "pipe.log").open("wb", buffering=0) as log,
    ):
        log.write(b"run: 0\nL: 0.5\n")
        process.send_signal(INT)
        assert_ended(process, INT, work)


def with_a_signal_after(calls: list[str], number: int, folder: Path) -> dict[str, str]:
    """Return the variables with which a process sends itself a signal after each of the calls."""
    lines = [f"and_then_a_signal({call})" for call in calls]
    (folder / "sitecustomize.py").write_text("\n".join([AFTER.format(number=int(number)), *lines]))
    return {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}


@pytest.mark.parametrize(
    ("words", "calls"),
    [
        (FILM, ["subprocess.Popen, '__init__'"]),
        (TABLE, ["pathlib.Path, 'mkdir'"]),
        (TABLE, ["pathlib.Path, 'mkdir'", "shutil, 'rmtree'"]),  # a second one
    ],
    ids=["starting ffmpeg", "making the folder", "cleaning up"],
)
def test_a_signal_while_something_is_begun_that_must_be_ended(
    words: list[str], calls: list[str], work: Path, tmp_path: Path
) -> None:
    ffmpeg = script(tmp_path, f"{ANSWER}; echo $$ > {tmp_path}/pid; cat > /dev/null")
    variables = with_a_signal_after(calls, INT, tmp_path)
    with started(words, work, {**variables, EXE: ffmpeg}) as process:
        assert_ended(process, INT, work)
    deadline = time.monotonic() + LONGEST
    while (tmp_path / "pid").exists() and is_running(int((tmp_path / "pid").read_text() or -1)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_signal_as_the_new_file_takes_its_place_leaves_one_of_both_whole(
    work: Path, tmp_path: Path
) -> None:
    variables = with_a_signal_after(["pathlib.Path, 'replace'"], TERM, tmp_path)
    with started(TABLE, work, variables) as process:
        assert process.communicate()[1] == b""
        assert process.returncode == -TERM
    assert sorted(path.name for path in work.iterdir()) == ["out.csv", "out.mp4"]
    assert (work / "out.csv").read_text().endswith("\n")


def test_a_signal_that_a_library_turns_into_another_error_ends_without_a_word(
    work: Path, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(SWALLOWED)
    variables = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    with started(TABLE, work, variables) as process:
        assert_ended(process, INT, work)


@pytest.mark.parametrize("number", [INT, HUP])
def test_a_signal_that_is_ignored_stays_ignored(
    number: signal.Signals, work: Path, tmp_path: Path
) -> None:
    variables = with_a_signal_after(["pathlib.Path, 'mkdir'"], number, tmp_path)
    with started(TABLE, work, variables, "SIG_IGN") as process:
        assert process.communicate()[1] == b""
        assert process.returncode == 0
    assert (work / "out.csv").read_text() != "older"
