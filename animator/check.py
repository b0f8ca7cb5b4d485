"""Find out before any work what can't be made."""

import warnings
from collections.abc import Collection, Iterator
from contextlib import suppress
from importlib.util import find_spec
from math import ceil, prod
from pathlib import Path
from typing import Any

from .errors import LogError, LookError, OutputError, UsageError
from .files.formats import FORMATS, Kind, suffixes
from .files.job import Job, is_folder
from .files.output_file import check_output_file
from .folder.log_folder import logs_in, settings_in_name
from .look import DEFAULT_PANELS, OPTIONS, Look

# The settings that mean nothing to each kind of output, and why, as in "a .csv has no picture".
MAP_SETTINGS = ("size", "theme", "title", "x", "y", "value")  # the others are of single logs
FRAME_SETTINGS = ("frames", "fps", "tween", "hold", "first_run", "last_run")
GALLERY_SETTINGS = MAP_SETTINGS + FRAME_SETTINGS
NO_MAP = (("x", "y", "value"), "of a log is no map")
NO_LOSS = (("window", "average", "scalar", "loss_scale", "level"), "has no panel loss")
MOST_TRAININGS = 100  # in a gallery
IGNORED: dict[Kind, list[tuple[Collection[str], str]]] = {
    "film": [NO_MAP],
    "picture": [NO_MAP],
    "map": [([name for name in OPTIONS if name not in MAP_SETTINGS], "of a folder is a map")],
    "gallery": [
        ([name for name in OPTIONS if name not in GALLERY_SETTINGS], "of a folder has only weights")
    ],
    "curves": [(("panels", "frames", "fps", "tween", "hold", "y"), "of curves is one panel")],
    "page": [NO_MAP],
    "table": [(OPTIONS, "has no picture")],
}
# The same by the kind that the suffix stands for, whatever is shown.
IGNORED_BY_SUFFIX: dict[Kind, tuple[Collection[str], str]] = {
    "picture": (("fps", "hold"), "is no film"),
    "page": (("size", "hold"), "fits the reader's window"),
}


def check(job: Job) -> None:
    """Find out before any work what can't be made.

    Raises UsageError for what is not asked for rightly, OSError for an output that can't be
    written, LogError for a folder without a log, OutputError if a library is missing.
    """
    if job.out.name in FORMATS:
        raise UsageError(f"{job.out.name}: a name is missing before the suffix")
    if job.suffix not in FORMATS:
        raise UsageError(f"{job.out.name or job.out}: the suffix must be one of {suffixes()}")
    if not job.sources:
        raise UsageError("there is no log")
    if job.look.shows_curves and job.is_film:
        made = f"a picture ({suffixes('picture')}) or a page ({suffixes('page')})"
        raise UsageError(f"curves of several trainings give {made}, not a {job.suffix}")
    if job.has_folder:
        _check_folder(job)
    _check_look(job)
    if job.suffix == ".parquet" and find_spec("pyarrow") is None:
        raise OutputError(f"{job.suffix} needs pyarrow: pip install '.[parquet]', in the checkout")
    check_output_file(job.out, job.sources)


def _check_folder(job: Job) -> None:
    if len(job.sources) > 1:
        raise UsageError("a folder of logs is not shown beside other logs")
    value = job.look.value
    if (job.is_film and value not in {"weights", Look().value}) or (
        job.is_page and value == "weights"
    ):
        can = suffixes("picture")
        raise UsageError(f"a {job.suffix} of a folder does not show --value {value}; {can} do")
    [folder] = filter(is_folder, job.sources)
    with suppress(OSError):  # reading it will find the same
        settings = list(map(settings_in_name, logs_in(Path(folder))))
        if job.kind == "table":
            return
        from .map.axes import choose_axes, curve_setting  # they import numpy

        if job.kind == "curves":
            curve_setting(settings, job.look)
            return
        chosen = choose_axes(settings, job.look.x, job.look.y)
        if job.kind == "gallery":
            _check_gallery(settings, chosen, job.look.size)


def check_followed(path: str, look: Look) -> Iterator[str]:
    """Yield which settings mean nothing to a page that follows a log or a folder, and why.

    Raises LookError if logs are in the folder already, and none of them has the setting of an axis.
    """
    if not is_folder(path):
        yield from ignored_settings(look, "page", "page")
        return
    with suppress(OSError, LogError):  # there are none yet
        names = dict.fromkeys(name for log in logs_in(Path(path)) for name in settings_in_name(log))
        for axis in ("x", "y"):
            if (name := getattr(look, axis)) is not None and name not in names:
                allowed = " or ".join(names) or "which have none"
                raise LookError(axis, f"a setting in the names of the logs, {allowed}", name)
    yield from ignored_settings(look, "map", "page")


def _check_gallery(settings: list[dict[str, Any]], axes: list[str], size: tuple[int, int]) -> None:
    """Raise UsageError if there are too many panels, LookError if they are too small."""
    from .scene.layout import SMALLEST_UNLABELLED, grid, grid_side

    arranged = [one for one in settings if one.keys() >= {*axes}]
    counts = [len({one[name] for one in arranged}) for name in axes]
    shape = grid(counts, size)
    if prod(counts) > MOST_TRAININGS:
        varied = " and ".join(f"{n} values of {x}" for n, x in zip(counts, axes, strict=True))
        reason = f"a gallery shows up to {MOST_TRAININGS} trainings, but there are {varied}"
        raise UsageError(f"{reason}: choose others with --x and --y, or a folder of fewer logs")
    if (scale := SMALLEST_UNLABELLED / grid_side(shape, size)) > 1:
        least = "x".join(str(ceil(scale * side)) for side in size)
        panels = "x".join(map(str, shape))
        raise LookError("size", f"at least {least} to be legible with {panels} panels", size)


def ignored_settings(look: Look, kind: Kind, suffix: Kind) -> Iterator[str]:
    """Yield which settings mean nothing to a kind of output, and why.

    suffix: the kind that its suffix stands for.
    """
    rows = [*IGNORED[kind]]
    if suffix in IGNORED_BY_SUFFIX:
        rows.append(IGNORED_BY_SUFFIX[suffix])
    if NO_MAP in rows and look.panels and "loss" not in look.panels:
        rows.append(NO_LOSS)
    given = [name for name in OPTIONS if getattr(look, name) != getattr(Look(), name)]
    for names, why in rows:
        if ignored := [name for name in given if name in names]:
            yield f"{why}: {', '.join(ignored)} ignored"
            given = [name for name in given if name not in ignored]


def _check_look(job: Job) -> None:
    logs, look = len(job.sources), job.look
    if job.kind == "table" and logs > 1:
        raise UsageError(f"a {job.suffix} holds one log, not {logs}")
    titles = {0, logs, 1} if job.kind == "curves" else {0, logs}
    if job.kind != "table" and len(look.title) not in titles:
        raise LookError("title", f"given once for each log ({logs})", len(look.title))
    for reason in ignored_settings(look, job.kind, FORMATS[job.suffix].kind):
        warnings.warn(f"a {job.suffix} {reason}", stacklevel=4)
    if job.kind not in {"table", "gallery"} and not job.is_page:
        from .scene.layout import smallest_size  # a table needs nothing of a scene

        panels = len(look.panels or DEFAULT_PANELS)
        logs, panels = (1, 1) if job.kind == "curves" else (logs, panels)
        least = smallest_size(logs, panels, look.size)
        if least != look.size:
            what = f"{panels} panels" + (f" of {logs} logs" if logs > 1 else "")
            allowed = f"at least {least[0]}x{least[1]} to be legible with {what}"
            raise LookError("size", allowed, look.size)
