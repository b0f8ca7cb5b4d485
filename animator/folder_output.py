"""What can be made of a folder of logs: its table or its map."""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from .errors import UsageError
from .formats import FORMATS, suffixes
from .log_folder import logs_in, settings_in_name
from .progress import READING_DELAY, progress_bar

if TYPE_CHECKING:
    import pandas as pd

    from .log import Log
    from .output import Job
    from .parser.source import Source

MAP_SETTINGS = ("size", "theme", "title", "x", "y", "value")  # the others are of single logs


def is_folder(source: "Log | Source") -> TypeGuard["str | os.PathLike[str]"]:
    """Return whether this is the path of a folder."""
    if not isinstance(source, str | os.PathLike):
        return False
    return os.path.isdir(source)  # noqa: PTH112  # unlike Path.is_dir() it takes any text


def check_folder(job: "Job") -> None:
    """Raise UsageError for what can't be made of a folder, LogError if it has no log."""
    if len(job.sources) > 1:
        raise UsageError("a folder of logs is not shown beside other logs")
    if not FORMATS[job.suffix].of_folder:
        made = f"a table ({suffixes('table')}) or a map ({suffixes('picture')} {suffixes('page')})"
        raise UsageError(f"a folder of logs gives {made}, not a {job.suffix}")
    [folder] = filter(is_folder, job.sources)
    with suppress(OSError):  # reading it will find the same
        settings = [settings_in_name(log.name) for log in logs_in(Path(folder))]
        if job.kind == "map":
            from .map.axes import choose_axes

            choose_axes(settings, job.look.x, job.look.y)


def read_folder(
    folder: "str | os.PathLike[str]", *, weights: bool, part: int, strict: bool, quiet: bool
) -> "pd.DataFrame":
    """Return the table of a folder, with its weights if need be; the options are animate()'s."""
    from .table import read_table

    total = len(logs_in(Path(folder)))
    bar = progress_bar("read", quiet=quiet, total=total, unit=" logs", delay=READING_DELAY)
    with bar as advance:
        return read_table(folder, weights=weights, part=part, strict=strict, progress=advance)
