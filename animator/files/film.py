"""From frames to a film: ffmpeg encodes them as they come through a pipe."""

from collections.abc import Callable, Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import ffmpeg

from ..errors import OutputError
from ..escape import printable
from .ffmpeg_process import EXE, ffmpeg_program, run_ffmpeg
from .formats import FORMATS

PALETTE_FRAMES = 8  # evenly spaced frames, the last among them, have all colours of a film
FILE = "FILE"  # stands for the name of a file in a command

Frames = Generator[memoryview, None, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """Hold the properties of a film; `title` and `comment` are its metadata."""

    suffix: str  # of a film in FORMATS
    size: tuple[int, int]  # width and height in pixels
    fps: float
    length: int  # in frames
    title: str = ""
    comment: str = ""


def film_size(suffix: str, size: tuple[int, int]) -> tuple[int, int]:
    """Round a size up to even numbers where the codec stores colour at half of it."""
    if FORMATS[suffix].ffmpeg.get("pix_fmt") != "yuv420p":
        return size
    return size[0] + size[0] % 2, size[1] + size[1] % 2


def check_encoder(suffix: str) -> None:
    """Raise OutputError if there is no ffmpeg, or it can't make such films."""
    encoder = FORMATS[suffix].ffmpeg["vcodec"]
    answer, _ = run_ffmpeg(["-h", f"encoder={encoder}"])
    if f"Codec '{encoder}' is" in answer:  # "is not recognized", or the like
        lacking = f"{ffmpeg_program()} lacks the encoder of {suffix}, {encoder}"
        raise OutputError(f"{lacking}: install an ffmpeg that has it, and name it in {EXE}")


def encode(draw: Callable[[], Frames], film: Film, out: Path) -> None:
    """Write a film; raise OutputError if ffmpeg fails or the film can't be read back.

    draw: a function that yields the frames as RGBA bytes; it may be called twice. Raises OSError on
    a full disk.
    """
    with closing(_after_samples(draw, film) if film.suffix == ".gif" else draw()) as frames:
        _, words = run_ffmpeg(_arguments(_encoding(film), out), frames)
    readable = count_frames(out)
    if readable != film.length:
        short = f"only {readable} of the film's {film.length} frames can be read back"
        raise OutputError(f"{short}: {words}" if words else short)


def count_frames(film: Path) -> int:
    """Return how many whole frames ffmpeg can read from a file, 0 if it is no film."""
    frames = ffmpeg.input(FILE, fflags="discardcorrupt")
    # This format has a line for each frame. ffmpeg 7.0 counts no frames that it only copies.
    command = frames.output("pipe:", format="framecrc", codec="copy", map="0:v")
    with suppress(OutputError):
        lines, _ = run_ffmpeg(_arguments(command, film))
        return sum(not line.startswith("#") for line in lines.splitlines())
    return 0


def _after_samples(draw: Callable[[], Frames], film: Film) -> Frames:
    """Yield the frames that the palette is made from, then all frames."""
    step = _sampling_step(film)
    yield from islice(draw(), (film.length - 1) % step, None, step)
    yield from draw()


def _arguments(command: Any, file: Path) -> list[str]:
    """Compile a command with a file in place of FILE.

    ffmpeg-python itself can't compile names that are not Unicode.
    """
    return [f"file:{file.absolute()}" if word == FILE else word for word in command.get_args()]


def _encoding(film: Film) -> Any:
    """Return the command that makes a film of the frames on stdin."""
    width, height = film.size
    options: dict[str, Any] = {
        **FORMATS[film.suffix].ffmpeg,
        "metadata:g:0": f"title={printable(film.title)}",
        "metadata:g:1": f"comment={printable(film.comment)}",
        "fflags": "+bitexact",  # the same frames give the same bytes
    }
    size = f"{width}x{height}"
    frames = ffmpeg.input("pipe:", format="rawvideo", pix_fmt="rgba", s=size, r=film.fps)
    if film.suffix == ".gif":
        options["final_delay"] = round(100 / film.fps)  # 1/100 s; in ffmpeg 7.0 it would be 1
        return _with_palette(frames, film).output(FILE, **options)
    return _as_bt709(frames).output(FILE, **options)


def _as_bt709(frames: Any) -> Any:
    """Convert to the colours of HD video, and label the frames so; the encoder's are in YUV."""
    return frames.filter("scale", out_color_matrix="bt709", out_range="tv").filter(
        "setparams", color_primaries="bt709", color_trc="bt709", colorspace="bt709"
    )


def _with_palette(frames: Any, film: Film) -> Any:
    """Make the palette from samples, which come before the film's own frames.

    For a palette of all frames ffmpeg would keep them all in memory until the last one comes.
    """
    samples = -(-film.length // _sampling_step(film))
    both = frames.filter_multi_output("split")
    palette = both[0].filter("trim", end_frame=samples).filter("palettegen")
    own = both[1].filter("trim", start_frame=samples).filter("setpts", "PTS-STARTPTS")
    return ffmpeg.filter([own, palette], "paletteuse", dither="none")


def _sampling_step(film: Film) -> int:
    return -(-film.length // PALETTE_FRAMES)
