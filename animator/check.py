"""Find out before any work what can't be made."""

import warnings
from collections.abc import Iterable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from .errors import LookError, OutputError, UsageError
from .files.formats import FORMATS, Kind, suffixes
from .files.job import Job, is_folder
from .files.output_file import check_output_file
from .folder.log_folder import logs_in, settings_in_name
from .look import DEFAULT_PANELS, OPTIONS, Look

# The settings that mean nothing to each kind of output, and why, as in "a .csv has no picture".
MAP_SETTINGS = ("size", "theme", "title", "x", "y", "value")  # the others are of single logs
NO_MAP = (("x", "y", "value"), "of a log is no map")
FITS = "fits the reader's window"
IGNORED: dict[Kind, list[tuple[Iterable[str], str]]] = {
    "film": [NO_MAP],
    "picture": [NO_MAP],
    "map": [([name for name in OPTIONS if name not in MAP_SETTINGS], "of a folder is a map")],
    "page": [(("size", "hold"), FITS), NO_MAP],
    "table": [(OPTIONS, "has no picture")],
}


def check(job: Job) -> None:
    """Find out before any work what can't be made.

    Raises UsageError for what is not asked for rightly, OSError for an output that can't be
    written, LogError for a folder without a log, OutputError if a library is missing.
    """
    if job.out.name in FORMATS:
        raise UsageError(f"{job.out.name}: a name is missing before the suffix")
    if job.suffix not in FORMATS:
        raise UsageError(f"{job.out.name}: the suffix must be one of {suffixes()}")
    if not job.sources:
        raise UsageError("there is no log")
    if job.has_folder:
        _check_folder(job)
    _check_look(job)
    if job.suffix == ".parquet" and find_spec("pyarrow") is None:
        raise OutputError(f"{job.suffix} needs pyarrow: pip install '.[parquet]', in the checkout")
    check_output_file(job.out, job.sources)


def _check_folder(job: Job) -> None:
    if len(job.sources) > 1:
        raise UsageError("a folder of logs is not shown beside other logs")
    if not FORMATS[job.suffix].of_folder:
        made = f"a table ({suffixes('table')}) or a map ({suffixes('picture')} {suffixes('page')})"
        raise UsageError(f"a folder of logs gives {made}, not a {job.suffix}")
    [folder] = filter(is_folder, job.sources)
    with suppress(OSError):  # reading it will find the same
        settings = list(map(settings_in_name, logs_in(Path(folder))))
        if job.kind == "map":
            from .map.axes import choose_axes  # it imports numpy

            choose_axes(settings, job.look.x, job.look.y)


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
        from .scene.layout import smallest_size  # a table needs nothing of a scene

        panels = len(look.panels or DEFAULT_PANELS)
        least = smallest_size(logs, panels, look.size)
        if least != look.size:
            what = f"{panels} panels" + (f" of {logs} logs" if logs > 1 else "")
            allowed = f"at least {least[0]}x{least[1]} to be legible with {what}"
            raise LookError("size", allowed, look.size)
