"""What is made of a log: the suffix of the output decides."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

# pandas and matplotlib are imported by what needs them: --help and .csv shall not wait for them.
if TYPE_CHECKING:
    from .log import Log

SUFFIXES = (".mp4", ".png", ".csv", ".parquet")
DEFAULT_FPS = 10.0
DEFAULT_SIZE = (1500, 750)
FPS = (0.01, 1000)  # from, to
SIDE = (240, 7680)  # pixels from, to: below, nothing can be read; beyond, H.264 ends


def animate(
    log: "Log | str | os.PathLike[str]",
    out: str | os.PathLike[str],
    *,
    window: int | None = None,
    fps: float = DEFAULT_FPS,
    size: tuple[int, int] = DEFAULT_SIZE,
    quiet: bool = False,
) -> None:
    """Make of a log what the suffix of `out` asks for, completely or not at all.

    .mp4 is the film, a frame a snapshot; .png the last snapshot with the trails that led there;
    .csv and .parquet the tidy frame.

    window: runs of the moving average, by default a tenth of all and at most 500. fps: frames a
    second. size: width and height in pixels; a film's are rounded up to even. quiet: no progress
    bar, which only a terminal gets anyway. Raises ValueError for what is out of range, LogError for
    a log that does not hold what is needed, MovieError if ffmpeg fails, OSError from the disk.
    """
    from .log import Log
    from .meter import read_with_bar

    path = Path(out).resolve()  # through a link, so that the link stays one
    suffix = check_suffix(path)
    if window is not None and window < 1:
        raise ValueError(f"window must be at least 1, not {window}")
    if not FPS[0] <= fps <= FPS[1]:
        raise ValueError(f"fps must be from {FPS[0]} to {FPS[1]}, not {fps}")
    if not all(SIDE[0] <= side <= SIDE[1] for side in size):
        raise ValueError(f"size must have sides from {SIDE[0]} to {SIDE[1]}, not {size}")
    if not isinstance(log, Log):
        log = read_with_bar(log, quiet=quiet)
    with _beside(path) as unfinished:
        if suffix == ".csv":
            log.tidy().to_csv(unfinished, index=False, na_rep="nan", lineterminator="\n")
        elif suffix == ".parquet":
            log.tidy().to_parquet(unfinished, index=False)
        else:
            _draw(log, unfinished, suffix, window, fps, size, quiet=quiet)


def _draw(
    log: "Log",
    out: Path,
    suffix: str,
    window: int | None,
    fps: float,
    size: tuple[int, int],
    *,
    quiet: bool,
) -> None:
    from .movie import encode, even
    from .scene import Scene

    if suffix == ".png":
        Scene(log, window, size).save_last(out)
        return
    from tqdm import tqdm

    scene = Scene(log, window, even(size))
    disable = True if quiet else None  # None: unless stderr is a terminal
    frames = tqdm(scene.frames(), desc="render", total=len(scene), unit=" frames", disable=disable)
    encode(frames, scene.size, fps, out)


def check_suffix(path: Path) -> str:
    """Return the suffix of an output; raise ValueError if nothing is made for it."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ValueError(f"{path.name}: the suffix must be one of {' '.join(SUFFIXES)}")
    return suffix


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Yield a new file beside `path` that takes its place when it is complete."""
    if path.exists() and not path.is_file():
        raise FileExistsError(errno.EEXIST, "it exists and is no regular file", str(path))
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        unfinished.touch()  # fails before the work, not after, if the folder can't be written
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
