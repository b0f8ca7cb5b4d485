"""The runs of a log: its parts, and run numbers that are damaged.

Run numbers go up by a constant step. One that breaks it alone is damaged; where they go on from a
smaller number another training starts, a part of the file.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .records import Records
from .report import Report

SOME_RUNS = 100  # whose differences show the step of a part
FEWEST_STEPS = 2  # equal ones among them
NEAR = 8  # steps: a run number that is not so near after another one does not follow it
AHEAD = 3  # runs that show whether the one before them is damaged


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hold a part: its runs' places from start up to stop."""

    start: int
    stop: int
    line: int  # of its first run
    step: int | None  # of its run numbers, if they have one


class Runs:
    """Find the parts of a log and its damaged run numbers, which are reported."""

    def __init__(self, records: Records, report: Report) -> None:
        """Judge the runs in their order."""
        self.numbers = np.frombuffer(records.runs, np.int64)
        self.parts: list[Stretch] = []
        self.dropped: set[int] = set()  # places
        self._last_good = 0  # before the place that was dropped last
        self._report = report
        self._is_split = {split.place for split in records.splits if split.is_run}
        self._is_after_damage = records.after_damage
        self._ends_without_loss = math.isnan(records.losses[-1])
        (start, first_line), *changes = (
            np.frombuffer(records.steps, np.int64).reshape(-1, 2).tolist()
        )
        step = usual_step(self.numbers[:SOME_RUNS])
        for place, line in changes:
            if self._is_restart(place, line, step, int(self.numbers[start])):
                self.parts.append(Stretch(start, place, first_line, step))
                start, first_line = place, line
                step = usual_step(self.numbers[place : place + SOME_RUNS])
        self.parts.append(Stretch(start, len(self.numbers), first_line, step))

    def part_at(self, place: int) -> Stretch:
        """Return the part that a run is in."""
        return self.parts[bisect_right(self.parts, place, key=lambda part: part.start) - 1]

    def _is_restart(self, place: int, line: int, step: int | None, first: int) -> bool:
        """Tell whether a part starts here; report what else breaks the step."""
        last = self._last_good if place - 1 in self.dropped else place - 1
        before, run = self.numbers[[last, place]].tolist()
        if step and run == before + (place - last) * step:
            return False
        if reason := self._damage(last, place, step, first):
            self.dropped.add(place)
            self._last_good = last
            self._report.warn(line, f"{reason}, dropped")
            return False
        if run == before:
            self._report.warn(line, f"run {run} once more")
        elif step and run > before + step and not self._is_reported(place, run - before, step):
            self._report.warn(line, f"no run between run {before} and run {run}")
        return bool(run < before)

    def _is_reported(self, place: int, gap: int, step: int) -> bool:
        """Tell whether a few runs are missing where something was dropped."""
        return place in self._is_after_damage and gap <= NEAR * step

    def _damage(self, last: int, place: int, step: int | None, first: int) -> str:
        """Say why a run number, where the last good one is known, is damaged; or nothing."""
        before, run = self.numbers[[last, place]].tolist()
        following = self.numbers[place + 1 : place + 1 + AHEAD].tolist()
        if place in self._is_split:
            return f"the number of run {run} is split by a newline"
        if step is None:
            return ""
        if following[:1] == [before + (place - last + 1) * step]:
            return f"run {run} between run {before} and run {following[0]}"
        follows = before <= run <= before + NEAR * step or _goes_on(run, following[:1], step)
        is_alone = not following and (run > first or self._ends_without_loss)  # and no restart
        if not follows and (is_alone or _goes_on(before, following, NEAR * step)):
            return f"run {run} after run {before}"
        return ""


def _goes_on(run: int, following: list[int], reach: int) -> bool:
    """Tell whether one of the following run numbers is near after a run's."""
    return any(0 < number - run <= reach for number in following)


def usual_step(numbers: npt.NDArray[np.int64]) -> int | None:
    """Return the difference of more than half of the run numbers that follow each other."""
    steps = np.diff(numbers)
    step = int(np.median(steps)) if len(steps) else 0
    times = np.count_nonzero(steps == step)
    return step if step > 0 and times >= FEWEST_STEPS and 2 * times > len(steps) else None
