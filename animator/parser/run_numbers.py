"""The parts of a log, and run numbers that are damaged.

Run numbers go up by a constant step. One that breaks the step alone is damaged; where they go on
from a smaller number, another part starts. It is another training, or the same one, which has been
resumed.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass, replace

import numpy as np

from ..log import Floats, Integers
from .records import Records
from .report import Report

SOME_RUNS = 100  # the first runs of a training; their differences show its step
FEWEST_STEPS = 2  # of them that must be equal
NEAR = 8  # steps: a run number further ahead than that does not follow another one
AHEAD = 3  # runs that show whether the one before them is damaged
FEWEST_TURNS = 2  # of programs that write in turn


@dataclass(frozen=True, slots=True)
class Training:
    """Hold the places of the runs of a training, or of a part of it, from start up to stop."""

    start: int
    stop: int
    line: int  # of its first run
    step: int | None  # of its run numbers, if they have one
    resumes: bool = False  # whether it goes on with the training before it


class RunNumbers:
    """Split the runs of a log into trainings, and find the damaged numbers among them."""

    def __init__(self, records: Records, losses: Floats, report: Report) -> None:
        self.numbers = np.frombuffer(records.runs, np.int64)
        self.trainings: list[Training] = []
        self.dropped: set[int] = set()  # places of runs whose number is damaged
        self._records = records
        self._losses = losses
        self._report = report
        self.alternate = False  # whether two programs seem to have written in turn
        self._last_good = 0  # the place of the run before the one that was dropped last
        self._breaks = [0]  # places of runs that break the step and are not dropped

    def split_into_trainings(self) -> None:
        """Find the trainings; drop damaged run numbers, and report whatever breaks the step."""
        start, step = 0, _usual_step(self.numbers[:SOME_RUNS])
        steps = np.diff(self.numbers)
        changes = np.flatnonzero(steps[1:] != steps[:-1]) + 2
        for place in [1, *changes.tolist()][: len(self.numbers) - 1]:
            if self._is_restart(place, step, int(self.numbers[start])):
                self._add_training(start, place, step)
                start, step = place, _usual_step(self.numbers[place : place + SOME_RUNS])
        self._add_training(start, len(self.numbers), step)
        self.alternate = len(self.trainings) > FEWEST_TURNS and self._go_on_in_turn()
        if not self.alternate:
            self._join_resumed()

    def chosen(self, part: int) -> list[Training]:
        """Return one of the trainings; of the last one, -1, also those that it resumes."""
        start = part % len(self.trainings)
        stop = start + 1
        while part == -1 and self.trainings[start].resumes:
            start -= 1
        return self.trainings[start:stop]

    def training_at(self, place: int) -> Training:
        """Return the training that a run belongs to."""
        following = bisect_right(self.trainings, place, key=lambda training: training.start)
        return self.trainings[following - 1]

    def _add_training(self, start: int, stop: int, step: int | None) -> None:
        self.trainings.append(Training(start, stop, self._records.lines[start], step))

    def _is_restart(self, place: int, step: int | None, first: int) -> bool:
        """Tell whether a training starts here; report what else breaks the step."""
        last = self._last_good if place - 1 in self.dropped else place - 1
        before, run = self._records.runs[last], self._records.runs[place]
        line = self._records.lines[place]
        if step and run == before + (place - last) * step:
            return False
        if damage := self._damage(last, place, step, first):
            self.dropped.add(place)
            self._last_good = last
            self._report.warn(line, f"{damage}, dropped")
            return False
        self._breaks.append(place)
        following = self._records.runs[place + 1 : place + 2].tolist()
        if step and run == before > first + NEAR * step and following == [run + step]:
            return True  # it was resumed at its last run
        if run == before:
            self._report.warn(line, f"run {run} appears again")
        elif step and run > before + step and not self._changes_step(place, run - before):
            # a few runs may be missing because of a line that has been reported
            is_near = run <= before + NEAR * step
            if not (is_near and place - 1 in self._records.odd_lines):
                self._report.warn(line, f"runs are missing between run {before} and run {run}")
        return run < before

    def _changes_step(self, place: int, step: int) -> bool:
        """Tell whether the run numbers have another step from a place on."""
        following = np.diff(self.numbers[place : place + AHEAD])
        return len(following) == AHEAD - 1 and bool((following == step).all())

    def _go_on_in_turn(self) -> bool:
        """Tell whether most series of run numbers go on where the last but one ended."""
        starts = np.array(self._breaks)
        firsts, lasts = self.numbers[starts], self.numbers[np.append(starts[1:], 0) - 1]
        turns = np.count_nonzero(firsts[2:] - lasts[:-2] == (self.trainings[0].step or 1))
        return bool(turns >= FEWEST_TURNS and 2 * turns >= len(starts))

    def _join_resumed(self) -> None:
        """Find the trainings that go on from a run in the middle of the one before them."""
        first = 0
        for number in range(1, len(self.trainings)):
            if self._resumes(first, number):
                self.trainings[number] = replace(self.trainings[number], resumes=True)
            else:
                first = number

    def _resumes(self, first: int, number: int) -> bool:
        """Tell whether a training goes on with those from the first one up to it."""
        before, training = self.trainings[number - 1 : number + 1]
        start, run = (self.numbers[self.trainings[one].start] for one in (first, number))
        step = before.step
        # After a damaged line, the first runs of another training may be missing.
        is_damaged = training.start - 1 in self._records.serious_lines
        if run <= start + is_damaged * NEAR * (step or 1):
            return False
        if step is None:
            return bool((self.numbers[before.start : before.stop] == run).any())
        if number > 1 and run == self.numbers[self.trainings[number - 2].stop - 1] + step:
            return False  # two programs may have written in turn
        return training.step in (None, step) and (run - start) % step == 0

    def _damage(self, last: int, place: int, step: int | None, first: int) -> str:
        """Say what is wrong with a run number, or nothing.

        last: the place of the last good run before it. first: the training's first run number.
        """
        before, run = self._records.runs[last], self._records.runs[place]
        following = self._records.runs[place + 1 : place + 1 + AHEAD].tolist()
        if place in self._records.split_runs:
            return f"the number of run {run} is split by a newline"
        if step is None:
            return ""
        if following[:1] == [before + (place - last + 1) * step]:
            return f"run {run} between run {before} and run {following[0]}"
        follows = before <= run <= before + NEAR * step or _goes_on(run, following[:1], step)
        is_no_restart = not following and (run > first or math.isnan(self._losses[-1]))
        if not follows and (is_no_restart or _goes_on(before, following, NEAR * step)):
            return f"run {run} after run {before}"
        return ""


def _goes_on(run: int, following: list[int], reach: int) -> bool:
    """Tell whether one of the following run numbers is ahead of a run's by at most this much."""
    return any(0 < number - run <= reach for number in following)


def _usual_step(numbers: Integers) -> int | None:
    """Return the step by which more than half of the run numbers go up, if there is one."""
    steps = np.diff(numbers)
    step = int(np.median(steps)) if len(steps) else 0
    count = np.count_nonzero(steps == step)
    return step if step > 0 and count >= FEWEST_STEPS and 2 * count > len(steps) else None
