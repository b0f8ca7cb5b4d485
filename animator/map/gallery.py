"""Write the gallery of a sweep: the weights of its best trainings side by side, in step by run."""

import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import LogError
from ..escape import printable
from ..files.drawing import encode_animation, film_look
from ..files.job import Job
from ..files.picture_file import save
from ..log import Log
from ..parser import read_log
from ..scene.timeline import runs_to_show, timelines
from .drawing import arrange, heading_of
from .small_panels import Gallery


def write_gallery(tables: Sequence[pd.DataFrame], job: Job, out: Path) -> str:
    """Write the gallery of the only table, as a film or a picture; return a few words about it.

    Raises LogError if no training has weights to show.
    """
    look = job.look
    axes, _, best = arrange(tables[0], look)
    logs = {}
    for file in best["file"][best["represented"].notna()]:  # unless the last W is not finite
        log = _weights_of(job, file)
        with suppress(LogError):
            runs_to_show([log], look)
            logs[file] = log
    _tell_blank_panels([file for file in best["file"] if file not in logs], len(best), job)
    if job.is_film:
        look = film_look(job, [*logs.values()])
    shown = best[best["file"].isin(logs)]
    columns = [[axis.values.index(value) for value in shown[axis.setting]] for axis in axes]
    heading = printable(look.title[0]) if look.title else heading_of(best, "weights")
    values = list(zip(*columns, strict=True))
    gallery = Gallery(axes, values, timelines([*logs.values()], look), look, heading)
    made = f"{len(logs):,} trainings, "
    if job.is_film:
        return made + encode_animation(gallery, look.fps, heading, job, out)
    gallery.show_last()
    return made + save(gallery.figure, out, job.suffix)


def _weights_of(job: Job, file: str) -> Log:
    """Return a log with its weights alone: no losses, which may be many, and no other blocks."""
    path = Path(str(job.sources[0])) / file
    log = read_log(path, part=job.part, scalars=(), tags=("W", "W before"), lines=job.lines)
    runs = np.union1d(log.runs[[0, -1]], log.snapshot_runs)
    return replace(log, runs=runs, curves={"L": np.full(len(runs), np.nan)})


def _tell_blank_panels(files: Sequence[str], panels: int, job: Job) -> None:
    """Warn of trainings that have nothing to show; raise LogError if these are all."""
    folder = Path(str(job.sources[0]))
    if len(files) == panels:
        raise LogError(str(folder), None, "no log has a finite W to show")
    if files:
        blank = f"{len(files)} of {panels} panels are blank"
        warnings.warn(f"{folder / files[0]}: no finite W to show; {blank}", stacklevel=4)
