"""Run ffmpeg: feed it frames through a pipe, and never leave it running."""

import errno
import fcntl
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from typing import IO, cast

from ..errors import OutputError
from ..escape import printable

SHOWN_LINES = 5  # of the end of what ffmpeg wrote
SENDER = re.compile(r"^(?:\[[^]]* @ 0x[0-9a-f]+\] ?)+")  # what a line of ffmpeg's begins with
PIPE_SIZE = 2**20  # bytes, all that Linux allows; of 64 kB, each frame would be dozens of writes
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # no space, quota exceeded, file too large


def run_ffmpeg(
    arguments: list[str], frames: Iterable[memoryview] = ()
) -> tuple[str, Exception | None]:
    """Run ffmpeg with frames on its stdin; return what it writes on stdout, and why it failed.

    The reason is an OSError for a full disk, or else an OutputError with ffmpeg's last words. If
    ffmpeg stops reading, no more frames are asked for. It is killed if an exception ends the work.
    Raises OutputError if it can't be started.
    """
    # Its output goes to files, because ffmpeg would wait if nobody read a pipe.
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        process = _start(arguments, stdout, stderr)
        pipe = cast("IO[bytes]", process.stdin)
        with suppress(OSError, AttributeError):  # the user has many such pipes, or no Linux
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_SIZE)
        try:
            with suppress(BrokenPipeError):
                for frame in frames:
                    _write(pipe, frame)
            pipe.close()
            status = process.wait()
        finally:
            process.kill()  # does nothing if ffmpeg has ended
            process.wait()
            pipe.close()
        return _text(stdout), _error(status, _text(stderr))


def _error(status: int, words: str) -> Exception | None:
    """Return why ffmpeg failed, from its status, negative for a signal, and what it wrote."""
    if status == 0 and not words:  # on a full disk, for example, the status alone can be 0
        return None
    for number in FULL:
        if os.strerror(number) in words:
            return OSError(number, os.strerror(number))
    lines = [SENDER.sub("", line) for line in words.splitlines()]
    shown = " | ".join(printable(line) for line in dict.fromkeys(lines[-SHOWN_LINES:]))
    return OutputError(f"ffmpeg failed with status {status}: {shown}")


def _start(arguments: list[str], stdout: IO[bytes], stderr: IO[bytes]) -> "subprocess.Popen[bytes]":
    import imageio_ffmpeg  # it is needed only here, and takes time to import

    try:
        return subprocess.Popen(
            [imageio_ffmpeg.get_ffmpeg_exe(), *arguments],
            bufsize=0,  # nothing is left to write when the pipe is closed
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=stderr,
            process_group=0,  # Ctrl-C in a terminal reaches this process only
        )
    except (OSError, RuntimeError) as error:  # imageio-ffmpeg finds none, or it does not start
        raise OutputError(f"ffmpeg cannot be started: {error}") from error


def _write(pipe: IO[bytes], frame: memoryview) -> None:
    """Write a whole frame: a signal can interrupt a write in the middle."""
    left = frame.cast("B")
    while left:
        left = left[pipe.write(left) :]


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace").strip()
