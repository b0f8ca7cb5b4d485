"""From logs to an output in three steps: check what was asked for, read the logs, write."""

import os
import warnings
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .check import check
from .errors import LogError
from .files.formats import FORMATS, GALLERY
from .files.job import Job, Reading
from .files.output_file import whole_file
from .folder.log_folder import logs_in
from .look import look_from, takes_look
from .progress import READING_DELAY, progress_bar
from .shown_warnings import shown_warnings

# Modules that need numpy, pandas or matplotlib are imported where they are used: --help and a wrong
# command must not wait for them.
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from .log import Log
    from .parser.source import Source

    Logs = Log | Source | Sequence[Log | Source]
    Data = Log | pd.DataFrame  # what was read of a log, or of a folder of logs


@takes_look
def animate(
    log: "Logs",
    out: str | os.PathLike[str],
    *,
    part: int = -1,
    lines: "Sequence[str]" = (),
    strict: bool = False,
    quiet: bool = False,
    **look: Any,
) -> None:
    """Make of a log, of several side by side, or of a folder, what the suffix of `out` asks for.

    .mp4, .webm and .gif are a film with a frame for each snapshot, or, with a UserWarning, for as
    many as fill 60 seconds, unless `frames` says how many; .png, .svg and .pdf a picture of
    the last snapshot with the trails that led there; .html a page with a slider over the snapshots;
    .csv and .parquet the tidy values of one log. Of a folder of logs, .png, .svg and .pdf are a
    map, .html a page of it, .csv and .parquet what read_table() gives; .mp4, .webm and .gif, and
    pictures with `value="weights"`, are a gallery of the weights of its trainings. Curves, as
    `overlay` and `value` ask for them, are a picture or a page.
    The file is replaced when the new one is complete, or else left as it was.

    - log: a Log, what read_log() takes, or the path of a folder of logs; or a list of them
    - part: which training, if a file holds several
    - lines: templates that tell where the values stand in the lines of another program's log, as
      read_log() takes them
    - strict: raise LogError where there is a LogWarning otherwise
    - quiet: show no progress bar, nor how many lines match each template

    A GIF shows at most 50 frames a second; .mp4 and .webm round sizes up to even numbers.

    Raises ValueError for settings that are out of range, LogError for a log that lacks what is
    needed, OutputError if ffmpeg fails, and OSError.

    >>> animate("logs/c-pentagon.log", "pentagon.png", size=(800, 400))
    """
    sources: list[Any] = list(log) if isinstance(log, list | tuple) else [log]
    files = [getattr(source, "file", source) for source in sources]
    shown = files[0] if len(files) == 1 else files
    options = "".join(f", {name}={value!r}" for name, value in look.items())
    job = Job(
        sources=sources,
        out=Path(out),
        look=look_from(look),
        command=f"animate({shown!r}, {os.fspath(out)!r}{options})",
        part=part,
        lines=lines,
        strict=strict,
        quiet=quiet,
    )
    check(job)
    write = writer(job)
    write(list(map(reader(job), sources)))


def reader(job: Job) -> "Callable[[Any], Data]":
    """Return the function that reads a source of the job."""
    tags = None if job.kind == "table" else job.look.tags  # a table has all blocks
    if job.kind == "curves":
        tags = {"W"} if job.is_page else set()
    if not job.has_folder:
        return partial(read, job, tags)
    own: dict[str, Any] = {"weights": job.is_page}
    if job.kind == "curves":
        from .map.curves import curve_of

        own |= {"columns": {"curve": partial(curve_of, job.look)}, "tags": tags}
    return partial(_read_folder, job, own)


def read(how: Reading, tags: set[str] | None, source: "Log | Source") -> "Log":
    """Return a log, reading it if need be, and issue its warnings.

    tags: those of the blocks that are needed.
    """
    from .log import Log
    from .parser import read_log

    if isinstance(source, Log):
        log = source
    else:
        bar = progress_bar("read", quiet=how.quiet, unit="B", unit_scale=True, delay=READING_DELAY)
        with bar as advance:
            log = read_log(source, part=how.part, tags=tags, lines=how.lines, progress=advance)
    for warning in shown_warnings(log.warnings):
        warnings.warn(warning, stacklevel=3)  # the place where animate() was called
    if log.matched and not how.quiet:
        found = ", ".join(f"{count} lines match {line!r}" for line, count in log.matched.items())
        warnings.warn(f"{log.file}: {found}", stacklevel=3)
    if how.strict and log.warnings:
        raise LogError(log.file, None, "nothing is written, because strict allows no warning")
    return log


def _read_folder(how: Reading, own: "dict[str, Any]", folder: str) -> "pd.DataFrame":
    """Return the table of a folder; `own` is for read_table()."""
    from .folder.table import read_table

    total = len(logs_in(Path(folder)))
    bar = progress_bar("read", quiet=how.quiet, total=total, unit=" logs", delay=READING_DELAY)
    own |= {"part": how.part, "lines": how.lines, "strict": how.strict}
    with bar as advance:
        return read_table(folder, **own, progress=advance)


def writer(job: Job) -> "Callable[[Sequence[Data]], str]":
    """Return the function that writes the output of logs, and tells in a few words what it made.

    All modules that it needs are imported by then. Raises OutputError if a film needs an ffmpeg or
    an encoder that is not there. The function itself raises LogError for a log that lacks what is
    needed, OutputError if ffmpeg fails, and OSError.
    """
    format_ = FORMATS[job.suffix]
    is_table = job.has_folder or job.kind == "curves"
    made_by = format_.of_folder if is_table else format_.of_logs
    module, name = (GALLERY if job.kind == "gallery" else made_by).split(":")
    if job.is_film:
        from concurrent.futures import ThreadPoolExecutor

        from .files.film import check_encoder

        with ThreadPoolExecutor() as pool:
            answer = pool.submit(check_encoder, job.suffix)
            import_module(f".{module}", __package__)  # meanwhile, as both take a tenth of a second
        answer.result()
    write_file = getattr(import_module(f".{module}", __package__), name)

    def write(logs: "Sequence[Data]") -> str:
        if is_table and not job.has_folder:
            from .map.curves import table_of_logs

            logs = [table_of_logs(logs, job.look)]  # type: ignore[arg-type]  # no folder, no table
        with whole_file(job.out) as unfinished:
            made = write_file(logs, job, unfinished)
            size = unfinished.stat().st_size
        return f"{made}, {size / 1000:,.0f} kB"

    return write
