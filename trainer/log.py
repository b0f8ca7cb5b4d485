"""Format runs as text, according to logs/FORMAT.md; nothing else here formats the log."""

import math
import os
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .log_file import open_log, refuse_other_file
from .model import gram
from .settings import Dialect, Settings
from .training import Step, train

Floats = npt.NDArray[np.floating]

VALUE = {"post": "  {} ", "program": " {} "}  # a value with the spaces around it
NUMBER = {"post": "%.*f", "program": "% .*f"}


def write_log(settings: Settings, path: str | os.PathLike[str]) -> None:
    """Train, and write the log that `python -m trainer` prints into a file.

    The file grows run by run, and is compressed if its name ends with .gz. An old log is replaced.
    Raises OSError if the file can't be written, and FileExistsError if it is there and does not
    begin like a log.

    >>> write_log(Settings(runs=200), "run.log")
    """
    file = Path(path)
    refuse_other_file(file)
    steps = train(settings)
    with open_log(file, "w", is_gzipped=file.suffix == ".gz") as out:
        out.writelines(format_step(step, settings.dialect, settings.decimals) for step in steps)


def format_step(step: Step, dialect: Dialect, decimals: int) -> str:
    """Return the lines of a run: its number, its loss and, if it has a snapshot, its blocks.

    The loss has so many decimals, and the values of the blocks one less.
    """
    lines = format_run(step.run) + format_loss(float(step.loss), decimals)
    blocks: dict[str, Floats] = {}
    if (first := step.before) is not None:
        blocks |= {"b before": first.b, "W before": first.W}
    if (snapshot := step.snapshot) is not None:
        if dialect == "program":
            blocks["W^T W"] = gram(snapshot.W)
        blocks |= {"b": snapshot.b, "W": snapshot.W}
        blocks |= {"grad w": snapshot.grad_w, "grad b": snapshot.grad_b}
    for tag, matrix in blocks.items():
        lines += format_block(tag, matrix, decimals - 1, dialect)
    return lines


def format_run(run: int) -> str:
    """Return the line of a run number."""
    return f"run: {run}\n"


def format_loss(loss: float, decimals: int) -> str:
    """Return the line of the loss, with so many decimals."""
    return f"L: {_number('%.*f', decimals, loss)}\n"


def format_scalar(name: str, value: float, decimals: int) -> str:
    """Return the line of another scalar, with an exponent, since a learning rate is small."""
    return f"{name}: {_number('%.*e', decimals, value)}\n"


def format_block(tag: str, matrix: Floats, decimals: int, dialect: Dialect = "post") -> str:
    """Return the lines of a block, a vector or a matrix, whose values have so many decimals."""
    rows = np.atleast_2d(matrix).tolist()
    lines = ("".join(_value(v, dialect, decimals) for v in row) + "\n" for row in rows)
    return f"{tag}: [\n{''.join(lines)}]\n"


def _value(v: float, dialect: Dialect, decimals: int) -> str:
    if v == 0:  # also -0.0
        return VALUE[dialect].format("0".ljust(decimals + 2))  # as wide as 0.000
    return VALUE[dialect].format(_number(NUMBER[dialect], decimals, v))


def _number(template: str, decimals: int, v: float) -> str:
    # printf shows the sign of a NaN, % does not. It is always set in gcc's program on x86-64.
    return "-nan" if math.isnan(v) else template % (decimals, v)
