"""Frames to a film: ffmpeg reads them from a pipe as they come."""

import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

import ffmpeg
import imageio_ffmpeg

SHOWN_LINES = 5  # of ffmpeg's last words

H264 = {
    "format": "mp4",
    "vcodec": "libx264",
    "pix_fmt": "yuv420p",  # what every player can show
    "movflags": "+faststart",  # a browser can start before it has the whole file
}


class MovieError(RuntimeError):
    """Say in ffmpeg's own words why there is no film."""


def even(size: tuple[int, int]) -> tuple[int, int]:
    """Round a size up to even numbers: yuv420p stores colour at half of it."""
    return size[0] + size[0] % 2, size[1] + size[1] % 2


def encode(frames: Iterable[memoryview], size: tuple[int, int], fps: float, out: Path) -> None:
    """Write frames of RGBA bytes as an H.264 film; raise MovieError if ffmpeg fails."""
    # Its words go to a file: in a pipe that nobody reads they would stop it.
    with tempfile.TemporaryFile() as words:
        try:
            process = subprocess.Popen(
                _command(size, fps, out),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=words,
            )
        except (OSError, RuntimeError) as error:  # imageio-ffmpeg finds none, or none that starts
            raise MovieError(f"ffmpeg cannot be started: {error}") from error
        try:
            # If it ends early its status and its words say why.
            with suppress(BrokenPipeError), cast("IO[bytes]", process.stdin) as pipe:
                for frame in frames:
                    pipe.write(frame)
            process.wait()
        finally:
            process.kill()  # whatever has stopped us; does nothing if it has ended
            process.wait()
        words.seek(0)
        last = words.read().decode(errors="replace").strip().splitlines()[-SHOWN_LINES:]
    if process.returncode != 0 or out.stat().st_size == 0:
        raise MovieError(f"ffmpeg failed with status {process.returncode}: {' | '.join(last)}")


def _command(size: tuple[int, int], fps: float, out: Path) -> list[str]:
    width, height = size
    film = (
        ffmpeg.input("pipe:", format="rawvideo", pix_fmt="rgba", s=f"{width}x{height}", r=fps)
        .filter("scale", out_color_matrix="bt709", out_range="tv")
        .filter("setparams", color_primaries="bt709", color_trc="bt709", colorspace="bt709")
        .output(f"file:{out.absolute()}", **H264)
        .global_args("-loglevel", "warning", "-nostdin")
        .overwrite_output()
    )
    command: list[str] = film.compile(cmd=imageio_ffmpeg.get_ffmpeg_exe())
    return command
