"""Processes that never outlive their test."""

import contextlib
import os
import pty
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

LONGEST = 300  # seconds; on a loaded machine, what takes a second may take a minute

SET_SIGNALS = """
import os, signal, sys
for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.{action})
os.execvp(sys.argv[1], sys.argv[1:])
"""


@contextmanager
def running(
    command: list[str], longest: float = LONGEST, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a process, and kill it at the end of the block or after so many seconds."""
    with subprocess.Popen(command, **options) as process:
        timer = threading.Timer(longest, process.kill)
        timer.start()
        try:
            yield process
        finally:
            timer.cancel()
            process.kill()


def with_signals(action: Literal["SIG_DFL", "SIG_IGN"], command: list[str]) -> list[str]:
    """Return a command that starts `command` with its signals set to the default, or ignored.

    Otherwise it would inherit what these tests were started with: nohup, for one, ignores SIGHUP.
    """
    return [sys.executable, "-c", SET_SIGNALS.format(action=action), *command]


def on_terminal(
    command: list[str], *, stdout_too: bool = False, **options: Any
) -> tuple[bytes, bytes]:
    """Run a command with its stderr, or also its stdout, on a terminal.

    Return its stdout, and what the terminal shows.
    """
    terminal, side = pty.openpty()
    termios.tcsetwinsize(side, (24, 80))
    stdout = side if stdout_too else subprocess.PIPE
    done = subprocess.run(command, stdout=stdout, stderr=side, check=False, **options)
    os.close(side)
    shown = b""
    with contextlib.suppress(OSError):  # a terminal ends with an error
        while chunk := os.read(terminal, 1000):
            shown += chunk
    os.close(terminal)
    return done.stdout, shown
