"""The time axis of a film: which run and which values of a log each frame shows."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from .. import geometry
from ..errors import LogError
from ..geometry import Array, Booleans, Integers
from ..log import Log
from ..look import Look
from .projection import Projection, project

FARTHEST = 1e300  # beyond it, what is computed of a value overflows
LOSS_FRAMES = 100  # of a film that shows only the losses
ROUNDING = 1e-6  # runs; np.interp may return 98.9999... for run 99


class Timeline:
    """Hold what each frame shows of one log; each of its arrays has a row for each frame."""

    def __init__(self, log: Log, steps: Array, look: Look) -> None:
        """Take the run that each frame shows; raise LogError if there is nothing to show."""
        self.log = log
        rows = _shown_snapshots(log, look)
        own = snapshot_runs(log)[rows]
        places = np.interp(steps, own, np.arange(len(own)))
        places = places if look.tween else np.floor(places)
        # Of a long training, only the snapshots that frames need are copied.
        needed = np.unique(np.concatenate([np.floor(places), np.ceil(places)])).astype(np.int64)
        self._snapshots, own = rows[needed], own[needed]
        # Where each frame is among these; 2.5 is halfway between the third and the fourth.
        self._places = np.interp(places, needed, np.arange(len(needed)))
        self._is_known = steps > own[0] - ROUNDING
        runs = np.where(self._is_known, np.interp(self._places, np.arange(len(own)), own), steps)
        latest = np.searchsorted(log.runs, runs + ROUNDING, side="right") - 1
        # Before the first run, the loss is that of the first run: no step has been taken yet.
        self.runs = np.where(latest < 0, log.runs[0] - 1, log.runs[latest])  # (frames,)
        self.losses = log.losses[np.maximum(latest, 0)]  # (frames,)
        self.steps = steps  # (frames,), the runs that all logs of a picture share
        # How far each feature gets from the origin (n,); without W all get equally far.
        self.reach = np.ones(log.blocks["b"].shape[2] if "b" in log.blocks else 0)
        if "W" in log.blocks:
            norms = geometry.norms(log.matrix("W")[self._snapshots])
            self.reach = np.max(norms, axis=0, where=np.isfinite(norms), initial=0)

    def __len__(self) -> int:
        return len(self._places)

    def matrix(self, tag: str) -> Array:
        """Return a tag's values (frames, rows, cols), NaN before the first snapshot.

        A frame with values beyond FARTHEST is scaled down. Raises LogError if the log has none.
        """
        values = interpolate(self.log.matrix(tag)[self._snapshots], self._places)
        sizes = np.max(
            np.abs(values), (1, 2), keepdims=True, where=np.isfinite(values), initial=FARTHEST
        )
        values *= FARTHEST / sizes
        values[~self._is_known] = np.nan
        return values

    @cached_property
    def weights(self) -> Array:
        """W (frames, m, n)."""
        return self.matrix("W")

    @cached_property
    def norms(self) -> Array:
        """The norm of each feature (frames, n)."""
        return geometry.norms(self.weights)

    @cached_property
    def projection(self) -> Projection:
        """Where the features are drawn."""
        return project(self.weights)


def timelines(logs: Sequence[Log], look: Look) -> list[Timeline]:
    """Return the timeline of each log, in step by run; raise LogError if there is nothing to show.

    Every frame shows all logs at the same run. A log without a snapshot of that run is shown as of
    its last one before, or, if the film is interpolated, between two snapshots; before its first
    one, only its losses are shown.
    """
    logs = list(map(from_first_weights, logs))
    runs = evenly(_shown_runs(logs, look), look.frames)
    steps = np.arange((len(runs) - 1) * (look.tween + 1) + 1) / (look.tween + 1)
    steps = np.interp(steps, np.arange(len(runs)), runs)
    found = [Timeline(log, steps, look) for log in logs]
    # Each feature has the same colour in all of them, by how far it gets in any.
    features = max(len(timeline.reach) for timeline in found)
    reaches = [np.pad(one.reach, (0, features - len(one.reach))) for one in found]
    for timeline in found:
        timeline.reach = np.max(reaches, axis=0)
    return found


def runs_to_show(logs: Sequence[Log], look: Look) -> Integers:
    """Return the runs, ascending, of which some log has a snapshot in the range to show.

    Raises LogError if one has none.
    """
    return _shown_runs(map(from_first_weights, logs), look)


def _shown_runs(logs: Iterable[Log], look: Look) -> Integers:
    own = [snapshot_runs(log)[_shown_snapshots(log, look)] for log in logs]
    return np.unique(np.concatenate(own))


def from_first_weights(log: Log) -> Log:
    """Return a log with another snapshot of the weights before the first run, if it has them.

    They are the blocks `W before` and `b before`. The snapshot has the number before the first run.
    """
    first = {tag: log.blocks[f"{tag} before"][0] for tag in "Wb" if f"{tag} before" in log.blocks}
    if "W" not in first or "W" not in log.blocks:
        return log
    first["W^T W"] = first["W"].T @ first["W"]
    blocks = {
        tag: np.concatenate([[first.get(tag, np.full_like(values[0], np.nan))], values])
        for tag, values in log.blocks.items()
    }
    runs = np.append(log.runs[0] - 1, log.snapshot_runs)
    return replace(log, blocks=blocks, snapshot_runs=runs)


def evenly(runs: Integers, count: int | None) -> Integers:
    """Return so many of ascending runs, as evenly spaced as they allow, the ends among them.

    All are returned if there are no more, or count is None.
    """
    if count is None or len(runs) <= count:
        return runs
    wanted = np.linspace(runs[0], runs[-1], count)
    order = np.arange(count)
    nearest = np.searchsorted(runs[:-1] / 2 + runs[1:] / 2, wanted)
    # Where the runs lie so far apart that one is the nearest twice, its neighbours are taken.
    chosen = np.maximum.accumulate(nearest - order).clip(max=len(runs) - count) + order
    return runs[chosen]


def snapshot_runs(log: Log) -> Integers:
    """Return the run of each snapshot; the last run alone if the log has no snapshots.

    A log of another program hardly ever has some, so that some of its runs take their place.
    """
    if log.matched and not len(log.snapshot_runs):
        return evenly(np.unique(log.runs), LOSS_FRAMES)
    return log.snapshot_runs if len(log.snapshot_runs) else log.runs[-1:]


def what_is_missing(log: Log, look: Look) -> str:
    """Return why some dots are missing, or all, or the last frames; "" if nothing is missing."""
    runs = log.not_finite.get("W", np.empty(0, np.int64))
    runs = runs[_are_in_range(runs, look)]
    if len(runs):
        snapshots = "1 snapshot" if len(runs) == 1 else f"{len(runs):,} snapshots"
        return f"W is not finite in {snapshots}, first at run {runs[0]}"
    if "W" not in log.blocks or np.isfinite(log.matrix("W")[_shown_snapshots(log, look)]).any():
        return ""
    return "W is missing in these runs"


def warn_of_what_is_missing(logs: Sequence[Log], look: Look) -> None:
    """Issue a warning for each log of which a picture lacks something."""
    for log in logs:
        if reason := what_is_missing(log, look):
            warnings.warn(f"{log.file}: {reason}", stacklevel=3)


def _are_in_range(runs: Integers, look: Look) -> Booleans:
    first, last = look.runs_to_show(-np.inf, np.inf)
    return np.asarray((first <= runs) & (runs <= last))


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


def _shown_snapshots(log: Log, look: Look) -> Integers:
    """Return the indices of the snapshots to show: those in the range that have weights."""
    runs = snapshot_runs(log)
    in_range = _are_in_range(runs, look)
    if not in_range.any():
        raise LogError(log.file, None, _no_snapshot(runs, look))
    if "W" in log.blocks:
        drawn = in_range & np.isfinite(log.matrix("W")).any(axis=(1, 2))
        if drawn.any():  # else the training diverged at once, which the losses show
            in_range = drawn
    is_last = np.append(runs[1:] != runs[:-1], True)  # of a run that occurs twice
    return np.flatnonzero(in_range & is_last)


def _no_snapshot(runs: Integers, look: Look) -> str:
    first, last = look.first_run, look.last_run
    end = "on" if last is None else f"to run {last}"
    asked = f"up to run {last}" if first is None else f"from run {first} {end}"
    return f"no snapshot {asked}; the log has {len(runs)}, from run {runs[0]} to run {runs[-1]}"
