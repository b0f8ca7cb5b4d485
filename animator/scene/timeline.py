"""A log as a film plays it: which run and which values each frame shows."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..log import Log, LogError
from ..look import Look

Array = npt.NDArray[np.float64]
Runs = npt.NDArray[np.int64]


class Timeline:
    """Hold one log in step with the others; each of its arrays has a row for each frame."""

    def __init__(self, log: Log, snapshots: Runs, places: Array) -> None:
        """Take which snapshots are shown, and for each frame where it stands among them.

        A place of 2.5 is halfway between the third of these snapshots and the fourth.
        """
        self.file = log.file
        self.all_runs = log.runs
        self.losses = log.losses
        self.tags = list(log.blocks)
        self._log = log
        self._snapshots = snapshots
        self._places = places
        runs = np.interp(places, np.arange(len(snapshots)), snapshot_runs(log)[snapshots])
        # A hair added, for 99 shall not become 98 in rounding.
        latest = np.maximum(np.searchsorted(log.runs, runs + 1e-6, side="right") - 1, 0)
        self.runs = log.runs[latest]
        self.latest = log.losses[latest]  # the loss of each frame's run

    def __len__(self) -> int:
        return len(self._places)

    def matrix(self, tag: str) -> Array:
        """Return a tag's values (frames, rows, cols); raise LogError if the log has none."""
        return interpolate(self._log.matrix(tag)[self._snapshots], self._places)


def timelines(logs: Sequence[Log], look: Look) -> list[Timeline]:
    """Return a timeline for each log, in step by run; raise LogError if nothing is to be shown.

    A frame shows each log as of the same run: a log without a snapshot of it as it stood at its
    last one before, or between two of them if the film is interpolated.
    """
    shown = [_shown_snapshots(log, look) for log in logs]
    own_runs = [snapshot_runs(log)[rows] for log, rows in zip(logs, shown, strict=True)]
    all_runs = np.unique(np.concatenate(own_runs))
    steps = np.arange((len(all_runs) - 1) * (look.tween + 1) + 1) / (look.tween + 1)
    runs = np.interp(steps, np.arange(len(all_runs)), all_runs)
    found = []
    for log, rows, own in zip(logs, shown, own_runs, strict=True):
        places = np.interp(runs, own, np.arange(len(own)))
        found.append(Timeline(log, rows, places if look.tween else np.floor(places)))
    return found


def snapshot_runs(log: Log) -> Runs:
    """Return the run of each snapshot; without any, the last run, of which the loss is known."""
    return log.snapshot_runs if len(log.snapshot_runs) else log.runs[-1:]


def interpolate(values: Array, places: Array) -> Array:
    """Return values (frames, ...) at places among values (snapshots, ...)."""
    before = places.astype(np.int64)
    share = (places - before).reshape(-1, *[1] * (values.ndim - 1))
    if not share.any():
        return values[before]
    after = np.minimum(before + 1, len(values) - 1)
    with np.errstate(invalid="ignore", over="ignore"):
        between = values[before] * (1 - share) + values[after] * share
    return np.where(share == 0, values[before], between)


def _shown_snapshots(log: Log, look: Look) -> Runs:
    """Return the rows of the snapshots that are shown: those with weights, in the range asked."""
    runs = snapshot_runs(log)
    first = runs[0] if look.first_run is None else look.first_run
    last = runs[-1] if look.last_run is None else look.last_run
    asked = (first <= runs) & (runs <= last)
    if not asked.any():
        has = f"it has {len(runs)}, from run {runs[0]} to run {runs[-1]}"
        raise LogError(log.file, None, f"no snapshot from run {first} to run {last}; {has}")
    if "W" in log.blocks:
        drawn = asked & np.isfinite(log.matrix("W")).any(axis=(1, 2))
        if drawn.any():  # else it diverged at once: the losses show that
            asked = drawn
    is_last = np.append(runs[1:] != runs[:-1], True)  # of a run that comes twice
    return np.flatnonzero(asked & is_last)


def headings(logs: Sequence[Timeline], look: Look) -> list[str]:
    """Return the heading of each log: as asked, else its file's name if there are several."""
    if look.title:
        return list(look.title)
    return [Path(log.file).name for log in logs] if len(logs) > 1 else [""]
