"""The file that an output is written to: checked before the work, and complete or untouched."""

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError

if TYPE_CHECKING:
    from ..log import Log
    from ..parser.source import Source

NAME_SHOWN = 50  # characters of the output's name that a temporary folder's name shows


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """Yield the path of a file that replaces `out` when the block ends without an exception.

    It is in a temporary folder beside `out`, which is removed in any case. If `out` is a link, the
    file that it leads to is replaced.
    """
    target = Path(os.path.realpath(out))
    with _folder_beside(target) as folder:
        unfinished = folder / f"unfinished{target.suffix}"
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
    with _folder_beside(Path(os.path.realpath(out))):
        pass  # only trying shows for sure whether the place can be written to


@contextmanager
def _folder_beside(target: Path) -> Iterator[Path]:
    """Yield a new hidden folder, and remove it with what is in it."""
    folder = target.with_name(f".{target.name[:NAME_SHOWN]}.{secrets.token_hex(4)}.tmp")
    try:
        folder.mkdir()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _path(log: "Log | Source") -> Path:
    """Return the path that a log comes from, or something that is no file's path."""
    if not isinstance(log, str | os.PathLike):
        log = str(getattr(log, "file", getattr(log, "name", "")))  # of a Log, of an open file
    return Path("/dev/stdin" if log == "-" else log)


def _is_same(out: Path, log: Path) -> bool:
    with suppress(OSError, ValueError):  # one of them does not exist, or is not a path at all
        return out.samefile(log)
    return False
