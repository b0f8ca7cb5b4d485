"""Whatever moment a signal comes at, it ends everything and leaves the older file."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from ..checkout import DATA, ROOT
from .film import EXE, script
from .program import command, environment

SMALL = str(DATA / "small.log")
FILM = (SMALL, "-o", "out.mp4", "--size", "240x240")
TABLE = (SMALL, "-o", "out.csv")
WAIT = "open('reached', 'w').close(); import time; time.sleep(60)"
AFTER = """
import os, pathlib, signal, subprocess
def and_then_a_signal(kind, name):
    method = getattr(kind, name)
    def wrapped(*words, **more):
        result = method(*words, **more)
        signal.raise_signal({number})
        return result
    setattr(kind, name, wrapped)
"""
ANSWER = 'case "$*" in *encoder=*) exit;; esac'  # to the question whether it has an encoder


def wait_for(path: Path, process: "subprocess.Popen[bytes]") -> None:
    while not path.exists():
        assert process.poll() is None
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def animator(folder: Path, *words: str, **variables: str) -> "subprocess.Popen[bytes]":
    """Start the program in a new folder "work" that has an older film and table."""
    work = folder / "work"
    work.mkdir()
    for name in ("out.mp4", "out.csv"):
        (work / name).write_text("older")
    # Modules of the folder come before others of their name.
    env = environment(PYTHONPATH=f"{folder}{os.pathsep}{ROOT}", **variables)
    return subprocess.Popen(
        command(*words), cwd=work, env=env, stderr=subprocess.PIPE, start_new_session=True
    )


def assert_ended(process: "subprocess.Popen[bytes]", number: int, folder: Path) -> None:
    _, stderr = process.communicate(timeout=30)
    assert (process.returncode, stderr) == (-number, b"")
    work = folder / "work"
    assert sorted(path.name for path in work.iterdir()) == ["out.csv", "out.mp4"]
    assert {path.read_text() for path in work.iterdir()} == {"older"}


@pytest.mark.parametrize(
    ("read", "number"),
    [
        ("head -c 1", signal.SIGINT),  # while rendering
        ("head -c 1", signal.SIGHUP),
        ("cat", signal.SIGINT),  # while finishing
        ("cat", signal.SIGTERM),
    ],
)
def test_a_signal_ends_ffmpeg_too(read: str, number: signal.Signals, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    ffmpeg = script(
        tmp_path,
        f"{ANSWER}; {read} > /dev/null; echo $$ > {pid_file}.new; mv {pid_file}.new {pid_file}; "
        "exec sleep 60",
    )
    process = animator(tmp_path, *FILM, **{EXE: ffmpeg})
    wait_for(pid_file, process)
    pid = int(pid_file.read_text())
    try:
        assert os.getpgid(pid) == pid  # a terminal's Ctrl-C is not for it
        os.killpg(process.pid, number)
        assert_ended(process, number, tmp_path)
        assert not is_running(pid)
    finally:
        if is_running(pid):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("module", ["argparse", "numpy", "matplotlib"])
def test_a_signal_while_importing(module: str, number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / f"{module}.py").write_text(WAIT)
    process = animator(tmp_path, *FILM)
    wait_for(tmp_path / "work" / "reached", process)
    (tmp_path / "work" / "reached").unlink()
    process.send_signal(number)
    assert_ended(process, number, tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_reading_a_log_that_has_not_ended(
    number: signal.Signals, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe.log")
    process = animator(tmp_path, "../pipe.log", "-o", "out.mp4")
    with (tmp_path / "pipe.log").open("wb", buffering=0) as log:
        log.write(b"run: 0\nL: 0.5\n")
        process.send_signal(number)
        assert_ended(process, number, tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("words", "call"),
    [(FILM, "subprocess.Popen, '__init__'"), (TABLE, "pathlib.Path, 'touch'")],
    ids=["starting ffmpeg", "beginning the file"],
)
def test_a_signal_while_something_is_begun_that_must_be_ended(
    words: tuple[str, ...], call: str, number: signal.Signals, tmp_path: Path
) -> None:
    patch = f"{AFTER.format(number=int(number))}\nand_then_a_signal({call})\n"
    (tmp_path / "sitecustomize.py").write_text(patch)
    ffmpeg = script(tmp_path, f"echo $$ >> {tmp_path}/pids; exec sleep 60")
    assert_ended(animator(tmp_path, *words, **{EXE: ffmpeg}), number, tmp_path)
    if (tmp_path / "pids").exists():  # or it was ended before its first word
        assert not any(is_running(int(pid)) for pid in (tmp_path / "pids").read_text().split())


def test_a_second_signal_while_cleaning_up(tmp_path: Path) -> None:
    patch = AFTER.format(number=int(signal.SIGINT))
    patch += "and_then_a_signal(pathlib.Path, 'touch')\nand_then_a_signal(os, 'unlink')\n"
    (tmp_path / "sitecustomize.py").write_text(patch)
    assert_ended(animator(tmp_path, *TABLE), signal.SIGINT, tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_as_the_new_file_takes_its_place_leaves_one_of_both_whole(
    number: signal.Signals, tmp_path: Path
) -> None:
    patch = f"{AFTER.format(number=int(number))}\nand_then_a_signal(pathlib.Path, 'replace')\n"
    (tmp_path / "sitecustomize.py").write_text(patch)
    process = animator(tmp_path, *TABLE)
    assert process.communicate()[1] == b""
    assert process.returncode == -number
    assert sorted(path.name for path in (tmp_path / "work").iterdir()) == ["out.csv", "out.mp4"]
    assert (tmp_path / "work" / "out.csv").read_text().endswith("\n")
