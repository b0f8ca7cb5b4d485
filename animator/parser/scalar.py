"""The values of one scalar, such as the loss, in flat arrays that grow: 8 bytes a run."""

import math
from array import array
from typing import NamedTuple

import numpy as np

from ..log import Integers

MOST_NOTES = 1000  # of each kind about a scalar; if there are more, it was printed that way


class Column(NamedTuple):
    """Hold the values of a scalar in groups of lines, which are finite."""

    values: "array[float]"
    decimals: "array[int]"
    changes: Integers  # group, line and decimals of each that differ from those of the group before


class Notes:
    """Hold the places and lines of what may be damage, as long as there are few."""

    def __init__(self) -> None:
        self.count = 0
        self._entries: list[tuple[int, int]] = []

    def add(self, place: int, line: int) -> None:
        """Add an entry."""
        self.count += 1
        if len(self._entries) < MOST_NOTES:
            self._entries.append((place, line))

    def all(self) -> list[tuple[int, int]]:
        """Return place and line of each entry, or nothing if not all of them were kept."""
        return self._entries if len(self._entries) == self.count else []


class Scalar:
    """Collect the values of one scalar in the order of the log.

    A `place` is the index of a run among all runs of the file.
    """

    def __init__(self, line: int, text: bytes) -> None:
        """Take the first line that has the name, and its number."""
        self.line, self.text = line, text
        self.is_known = False  # whether a second run has it, so that it is no odd line
        self.count = 0
        self.values = array("d")  # by place, NaN for a run without one; may end before the last run
        self.not_finite = array("q")  # start, line and stop of each series of such values
        # What can be judged only when the whole log is known:
        self.split: list[tuple[int, int, int]] = []  # that go on in the next line; with decimals
        self.missing = Notes()  # runs without a value, though the run before has one
        self.sides = (Notes(), Notes())  # values that stand before and after the loss of their run
        # Decimals hardly ever change, so only their changes are kept.
        self.decimals = -9  # of the last value; none has so many
        self.decimals_changes = array("q")  # place, line and decimals of each

    def add(self, place: int, value: float, decimals: int, line: int) -> None:
        """Set the value of a run."""
        self.is_known |= self.count > 0
        self.count += 1
        if len(self.values) < place:
            self.pad(place)
        self.values.append(value)
        if not math.isfinite(value):
            if self.not_finite and self.not_finite[-1] == place:
                self.not_finite[-1] += 1
            else:
                self.not_finite.extend((place, line, place + 1))
        if decimals != self.decimals:
            self._change_decimals(place, decimals, line)

    def add_many(self, place: int, column: Column, start: int, stop: int, line: int) -> None:
        """Add the values of groups, from a start up to a stop, to consecutive runs from a place.

        line: of the first of them.
        """
        self.count += stop - start
        if len(self.values) < place:
            self.pad(place)
        self.values.extend(column.values[start:stop])
        if column.decimals[start] != self.decimals:
            self._change_decimals(place, column.decimals[start], line)
        if len(column.changes):
            new = slice(*np.searchsorted(column.changes[:, 0], (start + 1, stop)).tolist())
            changes = column.changes[new] + (place - start, 0, 0)
            self.decimals_changes.frombytes(changes.tobytes())
            self.decimals = column.decimals[stop - 1]

    def pad(self, place: int) -> None:
        """Let the values end before a place."""
        self.values.extend(array("d", [math.nan]) * (place - len(self.values)))

    def drop(self, start: int, stop: int) -> None:
        """Set the values from one place up to another to NaN."""
        self.values[start:stop] = array("d", [math.nan]) * (stop - start)

    def _change_decimals(self, place: int, decimals: int, line: int) -> None:
        self.decimals_changes.extend((place, line, decimals))
        self.decimals = decimals
