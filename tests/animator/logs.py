"""C logs, and logs read from text."""

import gzip
import io
import random
from pathlib import Path

from animator import Log, LogError, read_log

from ..checkout import DATA, ROOT

C_LOGS = [
    ROOT / "logs" / "c-pentagon.log",
    DATA / "c-logs" / "video-pentagon.log.gz",  # the other dialect
    DATA / "c-logs" / "diverging.log.gz",  # ends in inf and NaN
]
SMALL = DATA / "small.log"


def text_of(path: Path) -> str:
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()


def read_bytes(raw: bytes | str) -> Log:
    return read_log(io.BytesIO(raw if isinstance(raw, bytes) else raw.encode()))


def warnings_of(log: Log) -> list[str]:
    return [str(warning).removeprefix("<log>:") for warning in log.warnings]


def distinct_log(runs: range = range(90, 150), every: int = 12, seed: int = 1) -> bytes:
    """Return a log in which no two losses and no two values of blocks are equal.

    So a value that is kept tells where it came from.
    """
    dice = random.Random(seed)
    losses = dice.sample(range(10_000), len(runs))
    values = iter(dice.sample(range(-2999, 3000), 9 * len(runs) // every))
    text = ""
    for count, (run, loss) in enumerate(zip(runs, losses, strict=True), start=1):
        text += f"run: {run}\nL: {loss / 10_000:.4f}\n"
        if count % every == 0:
            b, *W = ("".join(f"  {next(values) / 1000:.3f} " for _ in "abc") for _ in "bWW")
            text += f"b: [\n{b}\n]\nW: [\n{W[0]}\n{W[1]}\n]\n"
    return text.encode()


def outcome(raw: bytes) -> Log | LogError:
    """Return what is read, or why it is not."""
    try:
        return read_bytes(raw)
    except LogError as error:
        return error


def seen(result: Log | LogError) -> tuple[object, ...]:
    """Return all that one can see of an outcome, bit by bit, to be compared with another's."""
    if isinstance(result, LogError):
        return type(result), str(result)
    frames = [
        (frame.index.tolist(), frame.columns.tolist(), frame.to_numpy().tobytes("C"))
        for frame in (result.loss, result.snapshots)
    ]
    return *frames, warnings_of(result), result.parts
