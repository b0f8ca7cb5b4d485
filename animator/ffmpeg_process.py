"""Run ffmpeg as a child: fed from a pipe, never in the way, and gone when this process goes."""

import os
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, cast

from .escape import printable
from .signals import before_dying, postponed

SHOWN_LINES = 5  # of ffmpeg's last words


class FilmError(RuntimeError):
    """Say, where it can in ffmpeg's own words, why there is no film."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Hold how ffmpeg has ended: its exit status, negative for a signal, and what it wrote."""

    status: int
    stdout: str
    stderr: str

    @property
    def is_well(self) -> bool:
        """Whether nothing went wrong: on a full disk, say, the status alone can be 0."""
        return self.status == 0 and not self.stderr

    @property
    def reason(self) -> str:
        """The status and the last words, on one line."""
        words = " | ".join(printable(line) for line in self.stderr.splitlines()[-SHOWN_LINES:])
        return f"ffmpeg failed with status {self.status}: {words}"


def run_ffmpeg(arguments: list[str], frames: Iterable[memoryview] = ()) -> Ended:
    """Run ffmpeg, frames on its stdin; raise FilmError if it can't be started.

    If it stops reading, no more frames are asked for. It is killed when an exception or a signal
    ends the work.
    """
    # What it writes goes to files: in a pipe that nobody reads it would stop ffmpeg.
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        process: subprocess.Popen[bytes] | None = None

        def kill() -> None:
            if process is not None:
                process.kill()
                with suppress(ChildProcessError):  # not process.wait(): this may be called amid it
                    os.waitpid(process.pid, 0)

        with before_dying(kill):
            try:
                with postponed():  # or there might be a child that nobody knows
                    process = _start(arguments, stdout, stderr)
                with suppress(BrokenPipeError), cast("IO[bytes]", process.stdin) as pipe:
                    for frame in frames:
                        pipe.write(frame)
                status = process.wait()
            finally:
                if process is not None:
                    process.kill()  # does nothing if it has ended
                    process.wait()
        return Ended(status, _text(stdout), _text(stderr))


def _start(arguments: list[str], stdout: IO[bytes], stderr: IO[bytes]) -> "subprocess.Popen[bytes]":
    import imageio_ffmpeg  # not before it is needed

    try:
        return subprocess.Popen(
            [imageio_ffmpeg.get_ffmpeg_exe(), *arguments],
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=stderr,
            process_group=0,  # Ctrl-C in a terminal is not for it
        )
    except (OSError, RuntimeError) as error:  # imageio-ffmpeg finds none, or none that starts
        raise FilmError(f"ffmpeg cannot be started: {error}") from error


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace").strip()
