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
from ..folder.log_folder import settings_in_name
from ..geometry import Integers
from ..log import Log
from ..parser import read_log
from ..scene.timeline import from_first_weights, shown_runs, steps_of, timeline_of
from .axes import Axis, choose_axes
from .drawing import heading_of
from .small_panels import Gallery
from .values import best_trainings

TAGS = ("W", "W before")  # of the blocks that are shown


def write_gallery(tables: Sequence[pd.DataFrame], job: Job, out: Path) -> str:
    """Write the gallery of the only table, as a film or a picture; return a few words about it.

    Raises LogError if no training has weights to show.
    """
    [table], look = tables, job.look
    x, y = choose_axes([settings_in_name(name) for name in table["file"]], look.x, look.y)
    chosen = [x] if y is None else [x, y]
    best = best_trainings(table.dropna(subset=chosen), chosen)
    axes = [Axis.of(name, best[name].tolist()) for name in chosen]
    # A training is represented, though perhaps by 0 features, if its last W and loss are finite.
    shown = best[best["represented"].notna()]
    runs = [_runs(job, file) for file in shown["file"]]
    shown, runs = shown[[len(own) > 0 for own in runs]], [own for own in runs if len(own)]
    _tell_blank_ones(best, shown, job)
    if job.is_film:
        look = film_look(job, lambda _look: np.unique(np.concatenate(runs)))
    steps = steps_of(runs, look)
    timelines = [timeline_of(_log(job, file), steps, look).alone() for file in shown["file"]]
    columns = [[axis.values.index(value) for value in shown[axis.setting]] for axis in axes]
    places = list(zip(*columns, strict=True))
    heading = printable(look.title[0]) if look.title else heading_of(best, "weights")
    gallery = Gallery(axes, places, timelines, look, heading)
    made = f"{len(places):,} trainings, "
    if job.is_film:
        return made + encode_animation(gallery, look.fps, heading, job, out)
    gallery.show_last()
    save(gallery.figure, out, job.suffix.removeprefix("."))
    return made + "x".join(map(str, look.size))


def _log(job: Job, file: str) -> Log:
    path = Path(str(job.sources[0])) / file
    return from_first_weights(read_log(path, part=job.part, tags=TAGS, lines=job.lines))


def _runs(job: Job, file: str) -> Integers:
    """Return the runs of a training's snapshots to show, which may be none."""
    with suppress(LogError):
        return shown_runs(_log(job, file), job.look)
    return np.empty(0, np.int64)


def _tell_blank_ones(best: pd.DataFrame, shown: pd.DataFrame, job: Job) -> None:
    """Warn of the trainings that have nothing to show; raise LogError if none has."""
    blank = best["file"][~best["file"].isin(shown["file"])].tolist()
    if blank:
        folder = Path(str(job.sources[0]))
        reason = f"no finite W to show, so {len(blank)} of {len(best)} panels are blank"
        if len(blank) == len(best):
            raise LogError(str(folder), None, "no training has a finite W to show")
        warnings.warn(f"{folder / blank[0]}: {reason}", stacklevel=4)
