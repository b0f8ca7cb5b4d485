"""Format steps as text, according to logs/FORMAT.md; nothing else here formats the log."""

import math
import os
from pathlib import Path

import numpy as np

from .model import Array, gram
from .settings import Dialect, Settings
from .training import Snapshot, Step, train

VALUE = {"post": "  {} ", "program": " {} "}  # a value with the spaces around it
NUMBER = {"post": "%.*f", "program": "% .*f"}


def write_log(settings: Settings, path: str | os.PathLike[str]) -> None:
    """Train, and write the log that `python -m trainer` prints into a file.

    The file grows run by run. An old file is replaced. Raises OSError if it can't be written.
    """
    steps = train(settings)
    with Path(path).open("w", newline="\n") as out:
        out.writelines(format_step(step, settings.dialect, settings.decimals) for step in steps)


def format_step(step: Step, dialect: Dialect, decimals: int) -> str:
    """Return the lines of a run: its number, its loss and, if it has a snapshot, its blocks.

    The loss has so many decimals, and the values of the blocks one less.
    """
    text = f"run: {step.run}\nL: {_number('%.*f', decimals, float(step.loss))}\n"
    if step.snapshot is not None:
        text += _blocks(step.snapshot, dialect, decimals - 1)
    return text


def _blocks(snapshot: Snapshot, dialect: Dialect, decimals: int) -> str:
    matrices = {
        "b": snapshot.b,
        "W": snapshot.W,
        "grad w": snapshot.grad_w,
        "grad b": snapshot.grad_b,
    }
    if dialect == "program":
        matrices = {"W^T W": gram(snapshot.W)} | matrices
    return "".join(
        f"{tag}: [\n{_rows(matrix, dialect, decimals)}]\n" for tag, matrix in matrices.items()
    )


def _rows(matrix: Array, dialect: Dialect, decimals: int) -> str:
    return "".join(
        "".join(_value(v, dialect, decimals) for v in row) + "\n"
        for row in np.atleast_2d(matrix).tolist()
    )


def _value(v: float, dialect: Dialect, decimals: int) -> str:
    if v == 0:  # also -0.0
        return VALUE[dialect].format("0".ljust(decimals + 2))  # as wide as 0.000
    return VALUE[dialect].format(_number(NUMBER[dialect], decimals, v))


def _number(template: str, decimals: int, v: float) -> str:
    # printf shows the sign of a NaN, % does not. It is always set in gcc's program on x86-64.
    return "-nan" if math.isnan(v) else template % (decimals, v)
