"""Logs, and what is read from them."""

import gzip
import io
import random
from pathlib import Path

import numpy as np

from animator import Log, LogError, read_log

from ..checkout import DATA, ROOT
from .plain import Cells

C_LOGS = [
    ROOT / "logs" / "c-pentagon.log",
    DATA / "c-logs" / "video-pentagon.log.gz",  # the other dialect
    DATA / "c-logs" / "diverging.log.gz",  # ends in inf and NaN
]
SMALL = DATA / "small.log"


def text_of(path: Path) -> str:
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()


def read_bytes(raw: bytes | str, part: int = -1) -> Log:
    return read_log(io.BytesIO(raw if isinstance(raw, bytes) else raw.encode()), part=part)


def warnings_of(log: Log) -> list[str]:
    """Return the warnings about a log that was read from bytes, as "LINE: reason"."""
    return [str(warning).removeprefix("<log>:") for warning in log.warnings]


def values_of(log: Log) -> Cells:
    """Return all values of a log, NaN for those that a run lacks."""
    values = {
        (run, name, 0, 0): repr(value)
        for name, of_name in log.curves.items()
        for run, value in zip(log.runs.tolist(), of_name.tolist(), strict=True)
    }
    runs = log.snapshot_runs.tolist()
    for tag, blocks in log.blocks.items():
        for (place, row, col), value in np.ndenumerate(blocks):
            values[runs[place], tag, row, col] = repr(float(value))
    return values


def kept_values(log: Log) -> Cells:
    """Return the values of a log that are not NaN."""
    return {cell: value for cell, value in values_of(log).items() if value != "nan"}


def distinct_log(
    runs: range = range(90, 150), every: int = 12, seed: int = 1, *, scalars: bool = False
) -> bytes:
    """Return a log in which no two values of a scalar and no two values of blocks are equal.

    So a value that is kept tells where it came from. scalars: whether there are others than the
    loss, before and after it, in every run and in some.
    """
    dice = random.Random(seed)
    losses = dice.sample(range(10_000), len(runs))
    values = iter(dice.sample(range(-2999, 3000), 9 * len(runs) // every))
    others = iter(dice.sample(range(100_000), 3 * len(runs)) if scalars else ())
    text = ""
    for count, (run, loss) in enumerate(zip(runs, losses, strict=True), start=1):
        text += f"run: {run}\n"
        text += f"acc: {next(others) / 1000:.3f}\n" if scalars else ""
        text += f"L: {loss / 10_000:.4f}\n"
        text += f"grad norm: -{next(others) / 100_000:.5f}\n" if scalars else ""
        text += f"val/L_2: {next(others):.4e}\n" if scalars and count % every == 0 else ""
        if count % every == 0:
            b, *W = ("".join(f"  {next(values) / 1000:.3f} " for _ in "abc") for _ in "bWW")
            text += f"b: [\n{b}\n]\nW: [\n{W[0]}\n{W[1]}\n]\n"
    return text.encode()


def outcome(raw: bytes) -> Log | LogError:
    """Return the log that is read, or the error that refuses it."""
    try:
        return read_bytes(raw)
    except LogError as error:
        return error


def seen(result: Log | LogError) -> tuple[object, ...]:
    """Return everything about an outcome, bit by bit, to compare it with another outcome."""
    if isinstance(result, LogError):
        return type(result), str(result)
    arrays = {"run": result.runs, "snapshot": result.snapshot_runs, **result.curves}
    arrays |= {f"{tag}: [": blocks for tag, blocks in result.blocks.items()}
    values = [(name, array.shape, array.tobytes()) for name, array in arrays.items()]
    return values, warnings_of(result), result.parts
