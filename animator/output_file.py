"""The file that an output is written to: checked before the work, and complete or untouched."""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from .errors import UsageError

if TYPE_CHECKING:
    from .log import Log
    from .parser.source import Source

NAME_SHOWN = 50  # characters of the output's name that a temporary folder's name shows


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """Yield the path of a file that replaces `out` when the block ends without an exception.

    It is in a temporary folder beside `out`, which is removed in any case. If `out` is a link, the
    file that it leads to is replaced.
    """
    target = Path(os.path.realpath(out))
    prefix = f".{target.name[:NAME_SHOWN]}."
    with TemporaryDirectory(prefix=prefix, suffix=".tmp", dir=target.parent) as folder:
        unfinished = Path(folder) / f"unfinished{target.suffix}"
        yield unfinished
        unfinished.replace(target)


def check_output_file(out: Path, logs: "Iterable[Log | Source]") -> None:
    """Find out before any work whether a file can be written.

    Raises UsageError if it is one of the logs, even by another name, and OSError if its folder
    can't be written to, or something that is no file has its name.
    """
    if any(_is_same(out, _path(log)) for log in logs):
        raise UsageError(f"{out} is the log itself, name another output")
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(out.stat().st_mode):
            raise FileExistsError(errno.EEXIST, "it exists and is not a regular file", str(out))
    # Only trying shows for sure whether the folder can be written to.
    with TemporaryDirectory(prefix=".", suffix=".tmp", dir=os.path.realpath(out.parent)):
        pass


def _path(log: "Log | Source") -> Path:
    """Return the path that a log comes from, or something that is no file's path."""
    if not isinstance(log, str | os.PathLike):
        log = str(getattr(log, "file", getattr(log, "name", "")))  # of a Log, of an open file
    return Path("/dev/stdin" if log == "-" else log)


def _is_same(out: Path, log: Path) -> bool:
    with suppress(OSError, ValueError):  # one of them does not exist, or is not a path at all
        return out.samefile(log)
    return False
