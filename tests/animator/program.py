"""The animator run as a program, and the logs that it is given."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

from ..checkout import DATA, ROOT

SMALL = DATA / "small.log"
FOLDER = "folder.log"
FILES = {
    "small.log": SMALL.read_bytes(),
    "zipped.log.gz": gzip.compress(SMALL.read_bytes()),
    "no-W.log": b"run: 0\nL: 0.5\nb: [\n 1\n]\n",
    "run.csv": b"run: 0\nL: 0.5\n",
    "warning.log": b"run: 0\nL: 0.5\n?\n",
    "prose.log": b"Dear diary,\n",
    "picture.log": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
}


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "animator", *words]


def environment(**variables: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **variables}


HERE = environment()


def animator(
    cwd: Path, *words: str, stdin: bytes = b"", env: dict[str, str] = HERE
) -> tuple[int, str]:
    """Run the command; return its status and what stands on stderr. Stdout is never written to."""
    done = subprocess.run(
        command(*words), cwd=cwd, env=env, input=stdin, capture_output=True, check=False
    )
    assert done.stdout == b""
    return done.returncode, done.stderr.decode()


def new_files(folder: Path) -> list[str]:
    return sorted({path.name for path in folder.iterdir()} - {*FILES, FOLDER})
