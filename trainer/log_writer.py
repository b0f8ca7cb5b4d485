"""Write the log of a training loop that is not ours, such as one in PyTorch, JAX or numpy."""

import math
import operator
import os
import re
import sys
import warnings
from pathlib import Path
from typing import Any, Literal, Self, TextIO

import numpy as np
import numpy.typing as npt

from .log import Floats, format_block, format_loss, format_run, format_scalar
from .log_file import refuse_other_file
from .settings import MAX_DECIMALS, Settings

# The last word of a name must not be like `run`: logs/FORMAT.md, "Scalars".
NAME = re.compile(
    r"(?!(?:l|(?:.*[^a-z0-9_])?run|.?un|r.?n|ru.?|.run|r.un|ru.n|run.|urn|rnu)\Z)"
    r"[^\s\d+.:\[\]\0-\x1f-](?:[^:\[\]\0-\x1f]*[^\s:\[\]\0-\x1f])?",
    re.IGNORECASE,
)
MOST_RUNS = 10**18  # a larger number does not fit into an int64
MOST_VALUES = 2**22  # of a block
LONGEST_LINE = 2**20  # characters; a longer line is not read
ARRAY = f"a number, a vector or a matrix, with rows of one length and at most {MOST_VALUES} values"


class LogWriter:
    """Write a log run by run; others can read each run as soon as it is written.

    Column i of W is feature i, here one of three in a single hidden dimension. A script that uses
    LogWriter must not be called `trainer.py`, or it would import itself.

    >>> with LogWriter("-") as log:
    ...     log.write(99, 0.25, lr=0.01, W=[[0.5, 0.125, -1.5]])
    run: 99
    L: 0.2500
    lr: 1.0000e-02
    W: [
      0.500   0.125   -1.500
    ]
    """

    def __init__(
        self,
        file: str | os.PathLike[str] | TextIO,
        mode: Literal["w", "a", "x"] = "w",
        *,
        every: int = 1,
        decimals: int = 4,
    ) -> None:
        """Open a log.

        - file: a path, "-" for stdout, or an open text file, which is not closed
        - mode: "w" replaces an old log at the first write, "a" appends to it, "x" refuses it
        - every: blocks are written in every so many runs only
        - decimals: of the loss, and of the other scalars, which have an exponent, too; the values
          of blocks have one less

        Raises OSError if the file cannot be opened, FileExistsError if mode "w" would replace a
        file that does not begin like a log, ValueError for a wrong argument.
        """
        if mode not in {"w", "a", "x"}:
            raise ValueError(f"mode must be 'w', 'a' or 'x', not {mode!r}")
        if _whole("every", every) < 1:
            raise ValueError(f"every must be 1 or more, not {every}")
        self._every = every
        self._decimals = Settings(decimals=decimals).decimals
        self._run = -1  # the last one
        self._count = 0  # of the runs so far
        self._shapes: dict[str, tuple[int, ...]] = {}  # of the scalars and blocks so far
        self._has_warned = False
        given = sys.stdout if file == "-" else file
        self._is_ours = isinstance(given, str | os.PathLike)
        self._file = _open(Path(given), mode) if isinstance(given, str | os.PathLike) else given
        self._replaces = self._is_ours and mode == "w" and Path(self._file.name).is_file()

    def write(self, run: int, loss: npt.ArrayLike, **values: npt.ArrayLike) -> None:
        """Write the number of a run, its loss, and other scalars and blocks by their names.

        A single number is a scalar, such as lr=0.01. A vector or a matrix is a block, such as W=W
        of shape (m, n), which has a column for each feature, or b=b of shape (n,). Arrays, lists
        and tensors will do; NaN and infinity are allowed. A film needs several blocks W, and a
        scalar is read only if two runs have it. `**{"grad w": grad}` gives a name with a blank.

        Raises ValueError, and writes nothing, if the run number is not greater than the last one,
        if a value has not the shape that it had before, or if the format does not allow a name or
        rows as long as these.
        """
        number = self._next_run(run)
        losses = _array("loss", loss)
        if losses.size > 1:
            raise ValueError(f"loss must be a number, not of shape {losses.shape}: pass its mean")
        mean = losses.item()
        arrays = {_checked_name(name): _array(name, value) for name, value in values.items()}
        shapes = self._checked_shapes(arrays)
        self._warn_of_zero(mean)
        self._warn_of_rows(shapes)
        text = format_run(number) + format_loss(mean, self._decimals)
        for name, array in arrays.items():
            if array.ndim == 0:
                text += format_scalar(name, float(array), self._decimals)
        for name, array in arrays.items():
            if array.ndim > 0 and (self._count + 1) % self._every == 0:
                text += format_block(name, array, self._decimals - 1)
        if max(map(len, text.splitlines())) > LONGEST_LINE:
            raise ValueError("a row of more than 1 MiB would not be read: write fewer columns")
        if self._replaces and self._count == 0:
            self._file.truncate(0)
        self._file.write(text)
        self._file.flush()
        self._run, self._shapes, self._count = number, shapes, self._count + 1

    def close(self) -> None:
        """Close the file if it was opened here."""
        if self._is_ours:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _next_run(self, run: int) -> int:
        number = _whole("run", run)
        if not self._run < number < MOST_RUNS:
            least = f"greater than that of the last run, {self._run}" if self._run >= 0 else ">= 0"
            raise ValueError(f"run must be {least}, and less than 10^18, not {number}")
        return number

    def _checked_shapes(self, arrays: dict[str, Floats]) -> dict[str, tuple[int, ...]]:
        """Return all shapes so far, with those of the arrays; raise ValueError if they differ."""
        shapes = {name: array.shape for name, array in arrays.items()}
        for name, shape in shapes.items():
            if self._shapes.get(name, shape) != shape:
                raise ValueError(
                    f"{name} must have the shape {self._shapes[name]} in all runs of a log, not "
                    f"{shape}: start another log, or give it another name"
                )
        shapes = self._shapes | shapes
        W, b = shapes.get("W"), shapes.get("b")
        if W and b and W[-1] != b[-1]:
            hint = ": perhaps W=W.T" if W[0] == b[-1] else ", one for each feature"
            raise ValueError(f"b has {b[-1]} values, but W has {W[-1]} columns{hint}")
        return shapes

    def _warn_of_zero(self, loss: float) -> None:
        """Warn once if the loss has too few decimals to differ from zero."""
        if 0 < abs(loss) < 0.5 / 10**self._decimals and not self._has_warned:
            self._has_warned = True
            enough = min(2 - math.floor(math.log10(abs(loss))), MAX_DECIMALS)
            warnings.warn(
                f"the loss is {loss:.1e}, but is written as 0.{'0' * self._decimals}: "
                f"LogWriter(..., decimals={enough}) keeps it",
                stacklevel=3,
            )

    def _warn_of_rows(self, shapes: dict[str, tuple[int, ...]]) -> None:
        """Warn if the first W has more rows than columns, and no b tells the number of features."""
        W = shapes.get("W", ())
        if "W" not in self._shapes and "b" not in shapes and len(W) == 2 and W[0] > W[1]:
            warnings.warn(
                f"W has {W[0]} rows and {W[1]} columns, and column i is feature i: perhaps W=W.T "
                "(no warning follows if b is passed, too)",
                stacklevel=3,
            )


def _open(path: Path, mode: Literal["w", "a", "x"]) -> TextIO:
    """Open a file; if its last line is cut off, end it so that it is not read as a whole one."""
    if path.suffix == ".gz":
        raise ValueError(
            "LogWriter does not compress a path: pass gzip.open(path, 'wt'), or a .log"
        )
    is_cut_off = False
    if mode == "w":
        refuse_other_file(path)
    if mode == "a" and path.is_file() and path.stat().st_size:
        with path.open("rb") as old:
            old.seek(-1, os.SEEK_END)
            is_cut_off = old.read() != b"\n"
    file = path.open("a" if mode == "w" else mode, encoding="utf-8", newline="\n")
    if is_cut_off:
        file.write(" (cut off)\n")
    return file


def _whole(name: str, value: int) -> int:
    try:
        return operator.index(value)
    except TypeError:
        raise ValueError(f"{name} must be a whole number, such as 100, not {value!r}") from None


def _checked_name(name: str) -> str:
    if name == "L":
        raise ValueError("L is the loss: pass it as the second argument, write(run, loss)")
    if not NAME.fullmatch(name):
        raise ValueError(
            f"a name must not be {name!r}: it may have no ':' or bracket, must not start like a "
            "number, and must not be like 'run' or 'l'"
        )
    return name


def _array(name: str, value: npt.ArrayLike) -> Floats:
    """Return a value as an array of at most two dimensions; raise ValueError if it is none."""
    allowed = "a number" if name == "loss" or np.isscalar(value) else ARRAY
    try:
        array = np.asarray(_without_torch(value)).astype(np.float64, casting="same_kind")
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be {allowed}, not {type(value).__name__}") from None
    if array.ndim > 2 or not 0 < array.size <= MOST_VALUES:
        raise ValueError(f"{name} must be {allowed}, not of shape {array.shape}")
    return array


def _without_torch(value: Any) -> Any:
    """Make tensors of PyTorch readable for numpy: they may need a gradient, or be on a GPU."""
    if isinstance(value, list | tuple):
        return [_without_torch(element) for element in value]
    return np.asarray(value.detach().cpu().double()) if hasattr(value, "detach") else value
