"""The sweep run as a program, and the processes and files that it makes."""

import subprocess
import sys
import time
from pathlib import Path

from ...checkout import ROOT
from ...processes import LONGEST

SWEEP = [sys.executable, "-m", "trainer.sweep"]
FAILING = ["--features", "16777216,1", "--samples", "16777216", "--runs", "1"]  # a petabyte
FAILURE = (
    "features=16777216.log.gz failed: out of memory; fewer --samples or --features or a smaller "
    "--batch-size need less"
)


# The sweep, which sends itself a signal when it has written the first log and not yet the second.
ENDED = """
import os, pathlib, sys
from trainer.sweep import folder
from trainer.sweep.__main__ import main

def fsync(file):
    if list(pathlib.Path(sys.argv[-1]).glob("*.log.gz")):
        os.kill(os.getpid(), {number})

if __name__ == "__main__":
    folder.os.fsync = fsync
    main()
"""


def sweep(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    command = [*SWEEP, *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def sweep_that_ends(number: int, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command into the folder that is its last word, until it has written one log."""
    command = [sys.executable, "-c", ENDED.format(number=int(number)), *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def files(folder: Path) -> dict[str, bytes]:
    """Return the contents of all files in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def logs(folder: Path) -> list[str]:
    """Return the names of the logs in a folder, which need not exist."""
    return sorted(path.name for path in folder.glob("*.log.gz"))


def workers(process: subprocess.Popen[bytes]) -> list[Path]:
    """Return the folders in /proc of a sweep's workers."""
    tasks = Path(f"/proc/{process.pid}/task")
    children = b" ".join(map(read_process, tasks.glob("*/children"))).split()
    folders = [Path("/proc") / child.decode() for child in children]
    return [folder for folder in folders if b"spawn_main" in read_process(folder / "cmdline")]


def read_process(file: Path) -> bytes:
    """Return a file in /proc, or nothing if its process or thread has ended meanwhile."""
    try:
        return file.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def lives(worker: Path) -> bool:
    """Return whether a process runs on; nobody may have asked yet how it ended."""
    _, _, state = read_process(worker / "stat").rpartition(b") ")
    return state[:1] not in {b"", b"Z"}


def wait_until_ended(processes: list[Path]) -> None:
    end = time.monotonic() + LONGEST
    while any(map(lives, processes)):
        assert time.monotonic() < end
        time.sleep(0.01)
