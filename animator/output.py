"""From logs to an output in three steps: check what was asked for, read the logs, write."""

import os
import warnings
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import LogError, LookError, OutputError, UsageError
from .folder_output import MAP_SETTINGS, check_folder, is_folder, read_folder
from .formats import FORMATS, Kind, suffixes
from .look import OPTIONS, Look, look_from, takes_look
from .output_file import check_output_file, whole_file
from .progress import READING_DELAY, progress_bar
from .shown_warnings import shown_warnings

# Modules that need numpy, pandas or matplotlib are imported where they are used: --help and a wrong
# command must not wait for them.
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pandas as pd

    from .log import Log
    from .parser.source import Source

    Logs = Log | Source | Sequence[Log | Source]
    Data = Log | pd.DataFrame  # what was read of a log, or of a folder of logs

# The settings that mean nothing to each kind of output, and why, as in "a .csv has no picture".
NO_MAP = (("x", "y", "value"), "of a log is no map")
FITS = "fits the reader's window"
IGNORED: "dict[Kind, list[tuple[Iterable[str], str]]]" = {
    "film": [NO_MAP],
    "picture": [NO_MAP],
    "map": [([name for name in OPTIONS if name not in MAP_SETTINGS], "of a folder is a map")],
    "page": [(("size", "hold"), FITS), NO_MAP],
    "table": [(OPTIONS, "has no picture")],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Hold what is to be made of which logs."""

    sources: "Sequence[Log | Source]"
    out: Path
    look: Look
    command: str  # what a film's metadata say it was made by
    quiet: bool = False  # no progress bar

    @property
    def suffix(self) -> str:
        """The suffix of the output, in lower case."""
        return self.out.suffix.lower()

    @property
    def kind(self) -> Kind:
        """What is made; the picture or the page of a folder of logs is a map."""
        kind = FORMATS[self.suffix].kind
        return "map" if kind in {"picture", "page"} and self.has_folder else kind

    @property
    def is_page(self) -> bool:
        """Whether it is a page, of logs or of a map."""
        return FORMATS[self.suffix].kind == "page"

    @property
    def has_folder(self) -> bool:
        """Whether there is a folder among the sources."""
        return any(map(is_folder, self.sources))


@takes_look
def animate(
    log: "Logs",
    out: str | os.PathLike[str],
    *,
    part: int = -1,
    strict: bool = False,
    quiet: bool = False,
    **look: Any,
) -> None:
    """Make of a log, of several side by side, or of a folder, what the suffix of `out` asks for.

    .mp4, .webm and .gif are a film with a frame for each snapshot, or, with a UserWarning, for as
    many as fill 60 seconds, unless `frames` says how many; .png, .svg and .pdf a picture of
    the last snapshot with the trails that led there; .html a page with a slider over the snapshots;
    .csv and .parquet the tidy values of one log. Of a folder of logs, .png, .svg and .pdf are a
    map, .html a page of it, .csv and .parquet what read_table() gives.
    The file is replaced when the new one is complete, or else left as it was.

    - log: a Log, what read_log() takes, or the path of a folder of logs; or a list of them
    - part: which training, if a file holds several
    - strict: raise LogError where there is a LogWarning otherwise
    - quiet: show no progress bar

    A GIF shows at most 50 frames a second; .mp4 and .webm round sizes up to even numbers.

    Raises ValueError for settings that are out of range, LogError for a log that lacks what is
    needed, OutputError if ffmpeg fails, and OSError.

    >>> animate("logs/c-pentagon.log", "pentagon.png", size=(800, 400))
    """
    sources = as_list(log)
    files = [getattr(source, "file", source) for source in sources]
    shown = files[0] if len(files) == 1 else files
    options = "".join(f", {name}={value!r}" for name, value in look.items())
    job = Job(
        sources=sources,
        out=Path(out),
        look=look_from(look),
        command=f"animate({shown!r}, {os.fspath(out)!r}{options})",
        quiet=quiet,
    )
    check(job)
    write = writer(job)
    read_source = partial(reader(job), part=part, strict=strict, quiet=quiet)
    write(list(map(read_source, sources)))


def check(job: Job) -> None:
    """Find out before any work what can't be made.

    Raises UsageError for what is not asked for rightly, OSError for an output that can't be
    written, OutputError if a library for it is missing.
    """
    if job.out.name in FORMATS:
        raise UsageError(f"{job.out.name}: a name is missing before the suffix")
    if job.suffix not in FORMATS:
        raise UsageError(f"{job.out.name}: the suffix must be one of {suffixes()}")
    if not job.sources:
        raise UsageError("there is no log")
    if job.has_folder:
        check_folder(job)
    _check_look(job)
    if job.suffix == ".parquet" and find_spec("pyarrow") is None:
        raise OutputError(f"{job.suffix} needs pyarrow, install it with pip")
    check_output_file(job.out, job.sources)


def reader(job: Job) -> "Callable[..., Data]":
    """Return the function that reads a source of the job; it takes options of animate()."""
    if job.has_folder:
        return partial(read_folder, weights=job.is_page)
    tags = None if job.kind == "table" else job.look.tags  # a table has all blocks
    return partial(read, tags=tags)


def read(
    source: "Log | Source", *, tags: set[str] | None, part: int, strict: bool, quiet: bool
) -> "Log":
    """Return a log, reading it if need be, and issue its warnings.

    tags: those of the blocks that are needed. The other options are animate()'s.
    """
    from .log import Log
    from .parser import read_log

    if isinstance(source, Log):
        log = source
    else:
        bar = progress_bar("read", quiet=quiet, unit="B", unit_scale=True, delay=READING_DELAY)
        with bar as advance:
            log = read_log(source, part=part, tags=tags, progress=advance)
    for warning in shown_warnings(log.warnings):
        warnings.warn(warning, stacklevel=3)  # the place where animate() was called
    if strict and log.warnings:
        raise LogError(log.file, None, "nothing is written, because strict allows no warning")
    return log


def writer(job: Job) -> "Callable[[Sequence[Data]], str]":
    """Return the function that writes the output of logs, and tells in a few words what it made.

    All modules that it needs are imported by then. Raises OutputError if a film needs an ffmpeg or
    an encoder that is not there. The function itself raises LogError for a log that lacks what is
    needed, OutputError if ffmpeg fails, and OSError.
    """
    format_ = FORMATS[job.suffix]
    module, name = (format_.of_folder if job.has_folder else format_.of_logs).split(":")
    if job.kind == "film":
        from concurrent.futures import ThreadPoolExecutor

        from .film import check_encoder

        with ThreadPoolExecutor() as pool:
            answer = pool.submit(check_encoder, job.suffix)
            import_module(f".{module}", __package__)  # meanwhile, as both take a tenth of a second
        answer.result()
    write_file = getattr(import_module(f".{module}", __package__), name)

    def write(logs: "Sequence[Data]") -> str:
        with whole_file(job.out) as unfinished:
            made = write_file(logs, job, unfinished)
            size = unfinished.stat().st_size
        return f"{made}, {size / 1000:,.0f} kB"

    return write


def as_list(log: "Logs") -> "list[Log | Source]":
    """Return logs as a list, also a single one."""
    return list(log) if isinstance(log, list | tuple) else [log]  # type: ignore[list-item]


def log_name(file: str) -> str:
    """Return the name of a log's file without its folder, .log and .gz."""
    return Path(file).name.removesuffix(".gz").removesuffix(".log")


def _check_look(job: Job) -> None:
    logs, look = len(job.sources), job.look
    if job.kind == "table" and logs > 1:
        raise UsageError(f"a {job.suffix} holds one log, not {logs}")
    if job.kind != "table" and look.title and len(look.title) != logs:
        raise LookError("title", f"given once for each log ({logs})", len(look.title))
    map_page = job.kind == "map" and job.is_page
    for names, why in IGNORED[job.kind] + map_page * [(("size",), FITS)]:
        ignored = [name for name in names if getattr(look, name) != getattr(Look(), name)]
        if ignored:
            warnings.warn(f"a {job.suffix} {why}: {', '.join(ignored)} ignored", stacklevel=4)
    if job.kind != "table" and not job.is_page:
        from .scene.layout import smallest_size

        least = smallest_size(logs, len(look.panels), look.size)
        if least != look.size:
            what = f"{len(look.panels)} panels" + (f" of {logs} logs" if logs > 1 else "")
            allowed = f"at least {least[0]}x{least[1]} to be legible with {what}"
            raise LookError("size", allowed, look.size)
