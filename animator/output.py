"""What is made of logs: the suffix of the output decides."""

import os
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from .formats import FORMATS
from .look import Look, LookError
from .output_file import check_output, whole_file

# pandas and matplotlib are imported by what needs them: --help and .csv shall not wait for them.
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .film import Frames
    from .log import Log
    from .parser.source import Source


def animate(
    log: "Log | Source | Sequence[Log | Source]",
    out: str | os.PathLike[str],
    *,
    quiet: bool = False,
    **look: Any,
) -> None:
    """Make of a log, or of several side by side, what the suffix of `out` asks for.

    .mp4, .webm and .gif are the film, a frame a snapshot; .png, .svg and .pdf the last snapshot
    with the trails that led there; .csv and .parquet the tidy frame of one log. It is made
    completely or not at all.

    quiet: no progress bar, which only a terminal gets anyway. look: what Look holds, fps=25 say; a
    GIF shows 50 frames a second at most, and in .mp4 and .webm sides are rounded up to even. Raises
    ValueError for what is out of range and for an output that is a log itself, LogError for a log
    that does not hold what is needed, FilmError if ffmpeg fails, OSError from the disk.
    """
    from .log import Log
    from .progress import read_with_bar

    chosen = Look(**look)
    sources = log if isinstance(log, list | tuple) else [cast("Log | Source", log)]
    check_output(Path(out), sources)
    check_logs(len(sources), Path(out), chosen)
    logs = [one if isinstance(one, Log) else read_with_bar(one, quiet=quiet) for one in sources]
    files = ", ".join(repr(one.file) for one in logs)
    files = f"[{files}]" if len(logs) > 1 else files
    options = "".join(f", {setting}={value!r}" for setting, value in look.items())
    call = f"animate({files}, {os.fspath(out)!r}{options})"
    make(logs, Path(out), chosen, command=call, quiet=quiet)


def make(logs: "Sequence[Log]", out: Path, look: Look, *, command: str, quiet: bool) -> None:
    """Make of logs what the suffix of `out` asks for; both are checked already.

    command: what .mp4 and .webm say made them. Raises what animate() does.
    """
    suffix = out.suffix.lower()
    with whole_file(out) as unfinished:
        if suffix == ".csv":
            logs[0].tidy().to_csv(unfinished, index=False, na_rep="nan", lineterminator="\n")
        elif suffix == ".parquet":
            logs[0].tidy().to_parquet(unfinished, index=False)
        elif FORMATS[suffix].kind == "picture":
            _still(logs, unfinished, suffix, look)
        else:
            _film(logs, unfinished, suffix, look, command, quiet=quiet)


def check_logs(logs: int, out: Path, look: Look) -> None:
    """Raise ValueError for a number of logs that nothing can be made of."""
    suffix = out.suffix.lower()
    if logs == 0:
        raise ValueError("there is no log")
    if logs > 1 and FORMATS[suffix].kind == "table":
        raise ValueError(f"a {suffix} holds one log, not {logs}")
    if look.title and len(look.title) != logs:
        raise LookError("title", f"a text for each of {logs} logs", len(look.title))


def log_name(file: str) -> str:
    """Return the name of a log's file without folder, .log and .gz."""
    return Path(file).name.removesuffix(".gz").removesuffix(".log")


def _still(logs: "Sequence[Log]", out: Path, suffix: str, look: Look) -> None:
    from .scene import Scene

    picture = BytesIO()  # on a full disk matplotlib trips over its own feet
    Scene(logs, look).save_last(picture, suffix.removeprefix("."))
    out.write_bytes(picture.getvalue())


def _film(
    logs: "Sequence[Log]", out: Path, suffix: str, look: Look, comment: str, *, quiet: bool
) -> None:
    from tqdm import tqdm

    from .film import Film, encode, film_size
    from .scene import Scene

    scene = Scene(logs, replace(look, size=film_size(suffix, look.size)))
    film = Film(
        suffix=suffix,
        size=scene.size,
        fps=look.fps,
        length=len(scene),
        title=", ".join(look.title or [log_name(log.file) for log in logs]),
        comment=comment,
    )
    disable = True if quiet else None  # None: unless stderr is a terminal

    def draw() -> "Frames":
        with tqdm(total=len(scene), desc="render", unit=" frames", disable=disable) as bar:
            for frame in scene.frames():
                yield frame
                bar.update()

    encode(draw, film, out)
