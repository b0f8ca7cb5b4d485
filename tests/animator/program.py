"""The animator's command, run within this process or as one of its own, and logs to give it."""

import gc
import gzip
import os
import signal
import subprocess
import sys
import warnings
from contextlib import chdir
from pathlib import Path
from unittest.mock import patch

from animator.__main__ import main

from ..checkout import DATA, ROOT

SMALL = DATA / "small.log"
RESTORED = (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE)
FOLDER = "folder.log"
FILES = {
    "small.log": SMALL.read_bytes(),
    "zipped.log.gz": gzip.compress(SMALL.read_bytes()),
    "no-W.log": b"run: 0\nL: 0.5\nb: [\n 1\n]\n",
    "no-snapshot.log": b"run: 0\nL: 0.5\n",
    "run.csv": b"run: 0\nL: 0.5\n",
    "warning.log": b"run: 0\nL: 0.5\n?\n",
    "prose.log": b"Dear diary,\n",
    "picture.log": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
}


def run_here(folder: Path, *words: str) -> int:
    """Run the command within this process, leave no trace of it, and return its status."""
    handlers = {number: signal.getsignal(number) for number in RESTORED}
    with (
        chdir(folder),
        warnings.catch_warnings(action="always"),
        patch.object(sys, "argv", ["__main__.py", *words]),
    ):
        try:
            main()
        except SystemExit as exit_:
            return int(exit_.code or 0)
        finally:
            gc.unfreeze()
            gc.enable()
            for number, handler in handlers.items():
                signal.signal(number, handler)
    return 0


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "animator", *words]


def environment(**variables: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **variables}


def new_process(
    folder: Path, *words: str, stdin: bytes = b"", env: dict[str, str] | None = None
) -> tuple[int, str]:
    """Run the command as a process; return its status and what it prints on stderr."""
    done = subprocess.run(
        command(*words),
        cwd=folder,
        env=env or environment(),
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert done.stdout == b""
    return done.returncode, done.stderr.decode()


def new_files(folder: Path) -> list[str]:
    return sorted({path.name for path in folder.iterdir()} - {*FILES, FOLDER})
