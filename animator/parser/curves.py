"""The values of a scalar, which grow while the log is read and become a curve at its end.

A `place` is the index of a run among all runs of the file.
"""

import math
from array import array
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..log import Floats, Integers
from .fast_numbers import Decimals

Lines = npt.NDArray[np.uint32]

ABSENT = -9  # the decimals of a value that a run lacks
LINE = "I"  # the type of line numbers, which take half the memory of int64


class Curve(NamedTuple):
    """Hold the value of a scalar in each run of the log."""

    values: Floats  # NaN for a run without one
    decimals: Decimals  # ABSENT for a run without one
    lines: Lines  # where each value is printed; 0 for a run without one
    split: list[int]  # places of values that go on in the next line

    def drop(self, place: int | Integers) -> None:
        """Remove the value of one or several runs."""
        self.values[place] = math.nan
        self.decimals[place] = ABSENT


class Column(NamedTuple):
    """Hold the values of a scalar in groups of lines."""

    values: "array[float]"
    decimals: "array[int]"
    lines: "array[int]"


class Scalar:
    """Collect the values of one scalar, from the first run that has one to the last."""

    def __init__(self, start: int, text: bytes) -> None:
        """Take the place of the first run, and the text of the first value."""
        self.text = text
        self.split: list[int] = []
        self.start = start
        self._values = array("d")
        self._decimals = array("h")
        self.lines = array(LINE)

    @property
    def stop(self) -> int:
        """The place after that of the last value."""
        return self.start + len(self.lines)

    def add(self, place: int, value: float, decimals: int, line: int) -> None:
        """Set the value of a run."""
        self._pad(place)
        self._values.append(value)
        self._decimals.append(decimals)
        self.lines.append(line)

    def add_many(self, place: int, column: Column, start: int, stop: int) -> None:
        """Set the values of consecutive runs, from a place on, to some of a column."""
        self._pad(place)
        self._values.extend(column.values[start:stop])
        self._decimals.extend(column.decimals[start:stop])
        self.lines.extend(column.lines[start:stop])

    def curve(self, count: int) -> Curve:
        """Return the values of so many runs, which share the memory of this scalar."""
        self._pad(count)
        values, decimals = np.frombuffer(self._values), np.frombuffer(self._decimals, np.int16)
        lines = np.frombuffer(self.lines, LINE)
        if self.start:
            before = self.start, 0
            values = np.pad(values, before, constant_values=math.nan)
            decimals = np.pad(decimals, before, constant_values=ABSENT)
            lines = np.pad(lines, before)
        return Curve(values, decimals, lines, self.split)

    def _pad(self, place: int) -> None:
        """Let the values end before a place."""
        if count := place - self.stop:
            self._values.extend(array("d", [math.nan]) * count)
            self._decimals.extend(array("h", [ABSENT]) * count)
            self.lines.extend(array(LINE, [0]) * count)
