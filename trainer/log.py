"""Format steps as text, according to logs/FORMAT.md; nothing else here formats the log."""

import math

import numpy as np

from .model import Array, gram
from .settings import Dialect
from .training import Snapshot, Step

VALUE = {"post": "  {} ", "program": " {} "}  # a value with the spaces around it
NUMBER = {"post": "%.3f", "program": "% .3f"}
ZERO = "0    "  # 0.0 and -0.0, in either dialect


def format_step(step: Step, dialect: Dialect) -> str:
    """Return the lines of a run: its number, its loss and, if it has a snapshot, its blocks."""
    text = f"run: {step.run}\nL: {_number('%.4f', float(step.loss))}\n"
    if step.snapshot is not None:
        text += _blocks(step.snapshot, dialect)
    return text


def _blocks(snapshot: Snapshot, dialect: Dialect) -> str:
    matrices = {
        "b": snapshot.b,
        "W": snapshot.W,
        "grad w": snapshot.grad_w,
        "grad b": snapshot.grad_b,
    }
    if dialect == "program":
        matrices = {"W^T W": gram(snapshot.W)} | matrices
    return "".join(f"{tag}: [\n{_rows(matrix, dialect)}]\n" for tag, matrix in matrices.items())


def _rows(matrix: Array, dialect: Dialect) -> str:
    return "".join(
        "".join(_value(v, dialect) for v in row) + "\n" for row in np.atleast_2d(matrix).tolist()
    )


def _value(v: float, dialect: Dialect) -> str:
    return VALUE[dialect].format(ZERO if v == 0 else _number(NUMBER[dialect], v))


def _number(template: str, v: float) -> str:
    # printf shows the sign of a NaN, % does not. It is always set in gcc's program on x86-64.
    return "-nan" if math.isnan(v) else template % v
