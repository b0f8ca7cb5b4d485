"""Write the gallery of a sweep: the weights of its trainings side by side, in step by run.

The logs are read several times, each alone, so that memory holds only what is shown of them.
"""

import warnings
from collections.abc import Sequence
from contextlib import suppress
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
from ..scene.timeline import from_first_weights, shown_runs, steps_of, timeline_of
from .drawing import arrange, heading_of
from .small_panels import Gallery

TAGS = ("W", "W before")  # of the blocks that are shown


def write_gallery(tables: Sequence[pd.DataFrame], job: Job, out: Path) -> str:
    """Write the gallery of the only table, as a film or a picture; return a few words about it.

    Raises LogError if no training has weights to show.
    """
    look = job.look
    axes, _, best = arrange(tables[0], look)
    runs = {}
    for file in best["file"][best["represented"].notna()]:  # unless the last W is not finite
        with suppress(LogError):
            runs[file] = shown_runs(_log(job, file), look)
    _tell_blank_panels([file for file in best["file"] if file not in runs], len(best), job)
    if job.is_film:
        look = film_look(job, np.unique(np.concatenate([*runs.values()])))
    steps = steps_of([*runs.values()], look)
    timelines = [timeline_of(_log(job, file), steps, look).alone() for file in runs]
    shown = best[best["file"].isin(runs)]
    columns = [[axis.values.index(value) for value in shown[axis.setting]] for axis in axes]
    heading = printable(look.title[0]) if look.title else heading_of(best, "weights")
    gallery = Gallery(axes, list(zip(*columns, strict=True)), timelines, look, heading)
    made = f"{len(runs):,} trainings, "
    if job.is_film:
        return made + encode_animation(gallery, look.fps, heading, job, out)
    gallery.show_last()
    return made + save(gallery.figure, out, job.suffix)


def _log(job: Job, file: str) -> Log:
    path = Path(str(job.sources[0])) / file
    return from_first_weights(read_log(path, part=job.part, tags=TAGS, lines=job.lines))


def _tell_blank_panels(files: Sequence[str], panels: int, job: Job) -> None:
    """Warn of trainings that have nothing to show; raise LogError if these are all."""
    folder = Path(str(job.sources[0]))
    if len(files) == panels:
        raise LogError(str(folder), None, "no log has a finite W to show")
    if files:
        blank = f"{len(files)} of {panels} panels are blank"
        warnings.warn(f"{folder / files[0]}: no finite W to show; {blank}", stacklevel=4)
