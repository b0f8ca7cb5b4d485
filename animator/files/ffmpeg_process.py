"""Run ffmpeg: feed it frames through a pipe, and never leave it running."""

import errno
import fcntl
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from typing import IO, cast

from ..errors import OutputError
from ..escape import printable

EXE = "IMAGEIO_FFMPEG_EXE"  # the environment variable that names another ffmpeg

# They come first: after an output named "-", ffmpeg 4 to 7 overlook -loglevel. Without -xerror,
# ffmpeg 4 to 6 can end with status 0 though the disk is full.
GLOBAL_OPTIONS = ["-hide_banner", "-loglevel", "error", "-nostdin", "-xerror", "-y"]

SHOWN_LINES = 5  # of the end of what ffmpeg wrote
SENDER = re.compile(r"^(?:\[[^]]* @ 0x[0-9a-f]+\] ?)+")  # what a line of ffmpeg's begins with
PIPE_SIZE = 2**20  # bytes, all that Linux allows; of 64 kB, each frame would be dozens of writes
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # no space, quota exceeded, file too large

ANOTHER = f"name another ffmpeg in {EXE}"
HINTS: dict[int, str] = {  # of a signal
    signal.SIGKILL: "perhaps memory was short, try a smaller size",
    signal.SIGILL: f"perhaps it was built for another processor, {ANOTHER}",
    **dict.fromkeys((signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGFPE), ANOTHER),
}


def ffmpeg_program() -> str:
    """Return the path of ffmpeg, or raise OutputError if there is none."""
    import imageio_ffmpeg  # it is needed only here, and takes time to import

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        how = "install it, for example with apt, brew or conda"
        raise OutputError(f"no ffmpeg was found: {how}, or name one in {EXE}") from error


def run_ffmpeg(arguments: list[str], frames: Iterable[memoryview] = ()) -> tuple[str, str]:
    """Run ffmpeg with frames on its stdin; return what it writes on stdout, and its last words.

    If ffmpeg stops reading, no more frames are asked for. It is killed if an exception ends the
    work. Words on stderr are no failure: some versions warn of what others don't. Raises OSError
    for a full disk, OutputError if ffmpeg fails, in its last words, or can't be started.
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
        words = _text(stderr)
        _check(status, words)
        return _text(stdout), _last(words)


def _check(status: int, words: str) -> None:
    """Raise what ffmpeg failed with, by its status, negative for a signal, and what it wrote."""
    if status == -signal.SIGXFSZ:
        words = os.strerror(errno.EFBIG)
    for number in FULL:  # in any case: a program around ffmpeg may lose its status
        if os.strerror(number) in words:
            raise OSError(number, os.strerror(number))
    if status > 0:
        raise OutputError(f"ffmpeg failed with status {status}: {_last(words)}")
    if status < 0:
        hint = HINTS.get(-status)
        killed = f"ffmpeg was killed by signal {-status}, {signal.strsignal(-status)}"
        raise OutputError(f"{killed}; {hint}" if hint else killed)


def _last(words: str) -> str:
    """Return the end of what ffmpeg wrote, in a line."""
    lines = [SENDER.sub("", line) for line in words.splitlines()]
    return " | ".join(printable(line) for line in dict.fromkeys(lines[-SHOWN_LINES:]))


def _start(arguments: list[str], stdout: IO[bytes], stderr: IO[bytes]) -> "subprocess.Popen[bytes]":
    program = ffmpeg_program()
    try:
        return subprocess.Popen(
            [program, *GLOBAL_OPTIONS, *arguments],
            bufsize=0,  # nothing is left to write when the pipe is closed
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=stderr,
            process_group=0,  # Ctrl-C in a terminal reaches this process only
        )
    except OSError as error:
        how = f"correct {EXE}, or unset it" if os.getenv(EXE) else ANOTHER
        reason = f"ffmpeg cannot be started: {program}: {error.strerror}"
        raise OutputError(f"{reason}; {how}") from error


def _write(pipe: IO[bytes], frame: memoryview) -> None:
    """Write a whole frame: a signal can interrupt a write in the middle."""
    left = frame.cast("B")
    while left:
        left = left[pipe.write(left) :]


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace").strip()
