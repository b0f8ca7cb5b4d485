"""What is made of a log: the suffix of the output decides."""

import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from .target import STILLS, check_output, whole_file

# pandas and matplotlib are imported by what needs them: --help and .csv shall not wait for them.
if TYPE_CHECKING:
    from .log import Log
    from .movie import Frames
    from .source import Source

DEFAULT_FPS = 10.0
DEFAULT_SIZE = (1500, 750)
FPS = (0.01, 1000)  # from, to
SIDE = (240, 7680)  # pixels from, to: below, nothing can be read; beyond, H.264 ends


def animate(
    log: "Log | Source",
    out: str | os.PathLike[str],
    *,
    window: int | None = None,
    fps: float = DEFAULT_FPS,
    size: tuple[int, int] = DEFAULT_SIZE,
    quiet: bool = False,
    command: str | None = None,
) -> None:
    """Make of a log what the suffix of `out` asks for, completely or not at all.

    .mp4, .webm and .gif are the film, a frame a snapshot; .png, .svg and .pdf the last snapshot
    with the trails that led there; .csv and .parquet the tidy frame.

    window: runs of the moving average, by default a tenth of all and at most 500. fps: frames a
    second, of which a GIF shows 50 at most. size: width and height in pixels; rounded up to even
    in .mp4 and .webm. quiet: no progress bar, which only a terminal gets anyway. command: what
    these films say made them, this call unless given. Raises ValueError for what is out of range
    and for an output that is the log itself, LogError for a log that does not hold what is needed,
    MovieError if ffmpeg fails, OSError from the disk.
    """
    from .log import Log
    from .meter import read_with_bar

    path = Path(out)
    suffix = path.suffix.lower()
    if window is not None and window < 1:
        raise ValueError(f"window must be at least 1, not {window}")
    if not FPS[0] <= fps <= FPS[1]:
        raise ValueError(f"fps must be from {FPS[0]} to {FPS[1]}, not {fps}")
    if not all(SIDE[0] <= side <= SIDE[1] for side in size):
        raise ValueError(f"size must have sides from {SIDE[0]} to {SIDE[1]}, not {size}")
    check_output(path, [log])
    if not isinstance(log, Log):
        log = read_with_bar(log, quiet=quiet)
    command = command or f"animate({log.file!r}, {os.fspath(out)!r}, {fps=}, {size=}, {window=})"
    with whole_file(path) as unfinished:
        if suffix == ".csv":
            log.tidy().to_csv(unfinished, index=False, na_rep="nan", lineterminator="\n")
        elif suffix == ".parquet":
            log.tidy().to_parquet(unfinished, index=False)
        elif suffix in STILLS:
            _still(log, unfinished, suffix, window, size)
        else:
            _film(log, unfinished, suffix, window, fps, size, quiet=quiet, command=command)


def log_name(file: str) -> str:
    """Return the name of a log's file without folder, .log and .gz."""
    return Path(file).name.removesuffix(".gz").removesuffix(".log")


def _still(log: "Log", out: Path, suffix: str, window: int | None, size: tuple[int, int]) -> None:
    from .scene import Scene

    picture = BytesIO()  # on a full disk matplotlib trips over its own feet
    Scene(log, window, size).save_last(picture, suffix.removeprefix("."))
    out.write_bytes(picture.getvalue())


def _film(
    log: "Log",
    out: Path,
    suffix: str,
    window: int | None,
    fps: float,
    size: tuple[int, int],
    *,
    quiet: bool,
    command: str,
) -> None:
    from tqdm import tqdm

    from .movie import Film, encode, film_size
    from .scene import Scene

    scene = Scene(log, window, film_size(suffix, size))
    film = Film(
        suffix=suffix,
        size=scene.size,
        fps=fps,
        length=len(scene),
        title=log_name(log.file),
        comment=command,
    )
    disable = True if quiet else None  # None: unless stderr is a terminal

    def draw() -> "Frames":
        with tqdm(total=len(scene), desc="render", unit=" frames", disable=disable) as bar:
            for frame in scene.frames():
                yield frame
                bar.update()

    encode(draw, film, out)
