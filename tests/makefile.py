"""Run make in a copy of the checkout."""

import os
import subprocess
import time
from pathlib import Path

from .checkout import SHELL

TINY = "--runs 30 --every 10 --samples 100 --batch-size 8\n"

# Called as python: prints the file of settings as the log, makes a file of the animator's words.
STAND_IN = """#!/bin/bash
case $2 in
    trainer) cat "${3#@}" ;;
    animator) shift 2; out="$*"; out=${out#* -o }; printf '<%s>' "$@" > "${out%% *}" ;;
    *) exit 1 ;;
esac
"""


def script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def make(
    checkout: Path, *words: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = ["make", *words]
    env = {**SHELL, **(env or {})}
    return subprocess.run(
        command, cwd=checkout, env=env, capture_output=True, text=True, check=False
    )


def instead_of_sleeping(checkout: Path, command: str) -> dict[str, str]:
    """Return an environment in which sleep runs another command."""
    script(checkout / "sleep", f"#!/bin/sh\n{command}\n")
    return {"PATH": f"{checkout}:{SHELL['PATH']}"}


def touch(path: Path) -> None:
    later = time.time() + 5  # whatever the resolution of the file system's times
    os.utime(path, (later, later))


def stages(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return which stages make has run."""
    assert done.returncode == 0, done.stderr
    return [stage for stage in ("trainer", "animator") if f"-m {stage}" in done.stdout]


def files(checkout: Path) -> dict[str, bytes]:
    """Return the files in the checkout's folder and in logs/."""
    paths = [path for folder in (checkout, checkout / "logs") for path in folder.iterdir()]
    return {str(path.relative_to(checkout)): path.read_bytes() for path in paths if path.is_file()}
