"""Format runs as text, according to logs/FORMAT.md; nothing else here formats the log."""

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from .model import gram
from .settings import Dialect
from .training import Snapshot, Step

Floats = npt.NDArray[np.floating]

VALUE = {"post": "  {} ", "program": " {} "}  # a value with the spaces around it
NUMBER = {"post": "%.*f", "program": "% .*f"}


def format_step(step: Step, dialect: Dialect, decimals: int) -> str:
    """Return the lines of a run of our trainer, as format_run does."""
    blocks = {} if step.snapshot is None else _blocks(step.snapshot, dialect)
    return format_run(step.run, {"L": float(step.loss)}, blocks, dialect, decimals)


def format_run(
    run: int,
    scalars: Mapping[str, float],
    blocks: Mapping[str, Floats],
    dialect: Dialect,
    decimals: int,
) -> str:
    """Return the lines of a run: its number, its scalars and its blocks, vectors or matrices.

    The scalars have so many decimals, and the values of the blocks one less.
    """
    text = f"run: {run}\n"
    for name, value in scalars.items():
        text += f"{name}: {_number('%.*f', decimals, value)}\n"
    for tag, matrix in blocks.items():
        text += f"{tag}: [\n{_rows(matrix, dialect, decimals - 1)}]\n"
    return text


def _blocks(snapshot: Snapshot, dialect: Dialect) -> dict[str, Floats]:
    gram_block = {"W^T W": gram(snapshot.W)} if dialect == "program" else {}
    return gram_block | {
        "b": snapshot.b,
        "W": snapshot.W,
        "grad w": snapshot.grad_w,
        "grad b": snapshot.grad_b,
    }


def _rows(matrix: Floats, dialect: Dialect, decimals: int) -> str:
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
