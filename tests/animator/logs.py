"""C logs, and logs read from text."""

import gzip
import io
from pathlib import Path

from animator import Log, read_log

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
