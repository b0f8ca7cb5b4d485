"""What is made of a log: the suffix of the output decides."""

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from .look import Look, LookError

# pandas and matplotlib are imported by what needs them: --help and .csv shall not wait for them.
if TYPE_CHECKING:
    from .log import Log
    from .parser import Source
SUFFIXES = (".mp4", ".png", ".csv", ".parquet")
TABLES = (".csv", ".parquet")


def animate(
    log: "Log | Source | Sequence[Log | Source]",
    out: str | os.PathLike[str],
    *,
    quiet: bool = False,
    **look: Any,
) -> None:
    """Make of a log, or of several side by side, what the suffix of `out` asks for.

    .mp4 is the film, a frame a snapshot; .png the last snapshot with the trails that led there;
    .csv and .parquet the tidy frame of one log. It is made completely or not at all.

    quiet: no progress bar, which only a terminal gets anyway. look: what Look holds, fps=25 say.
    Raises ValueError for what is out of range, LogError for a log that does not hold what is
    needed, MovieError if ffmpeg fails, OSError from the disk.
    """
    from .log import Log
    from .parser import read_log

    path = Path(out).resolve()  # through a link, so that the link stays one
    suffix = check_suffix(path)
    chosen = Look(**look)
    sources = log if isinstance(log, list | tuple) else [cast("Log | Source", log)]
    check_logs(len(sources), suffix, chosen)
    logs = [one if isinstance(one, Log) else read_log(one) for one in sources]
    with _beside(path) as unfinished:
        if suffix == ".csv":
            logs[0].tidy().to_csv(unfinished, index=False, na_rep="nan", lineterminator="\n")
        elif suffix == ".parquet":
            logs[0].tidy().to_parquet(unfinished, index=False)
        else:
            _draw(logs, unfinished, suffix, chosen, quiet=quiet)


def _draw(logs: "Sequence[Log]", out: Path, suffix: str, look: Look, *, quiet: bool) -> None:
    from .movie import encode, even
    from .scene import Scene

    if suffix == ".png":
        Scene(logs, look).save_last(out)
        return
    from tqdm import tqdm

    scene = Scene(logs, replace(look, size=even(look.size)))
    disable = True if quiet else None  # None: unless stderr is a terminal
    frames = tqdm(scene.frames(), desc="render", total=len(scene), unit=" frames", disable=disable)
    encode(frames, scene.size, look.fps, out)


def check_logs(logs: int, suffix: str, look: Look) -> None:
    """Raise ValueError for a number of logs that nothing can be made of."""
    if logs == 0:
        raise ValueError("there is no log")
    if logs > 1 and suffix in TABLES:
        raise ValueError(f"a {suffix} holds one log, not {logs}")
    if look.title and len(look.title) != logs:
        raise LookError("title", f"a text for each of {logs} logs", len(look.title))


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
