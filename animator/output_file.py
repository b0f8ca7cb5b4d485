"""Where the output goes: checked before the work, replaced after it, whole or not at all."""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from .formats import FORMATS, suffixes
from .signals import before_dying

if TYPE_CHECKING:
    from .log import Log
    from .parser.source import Source


def check_output(out: Path, logs: "Iterable[Log | Source]") -> None:
    """Find out before any work what can't be made.

    Raises ValueError for an unknown suffix and for an output that is one of the logs, be it by a
    link, OSError for a place that can't be written to, FilmError without an ffmpeg for the film.
    """
    suffix = out.suffix.lower()
    if suffix not in FORMATS:
        raise ValueError(f"{out.name}: the suffix must be one of {suffixes()}")
    if any(_is_same(out, _path(log)) for log in logs):
        raise ValueError(f"{out} is the log itself, name another output")
    if out.exists() and not out.is_file():
        raise FileExistsError(errno.EEXIST, "it exists and is no regular file", str(out))
    with _beside(_real(out)):  # nothing else tells for sure whether a folder can be written to
        pass
    if FORMATS[suffix].kind == "film":
        from .film import check_encoder

        check_encoder(suffix)


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """Yield a new file beside `out` that takes its place when the block is done.

    However the block ends, by an exception or a signal, the older file or the new one is there.
    """
    target = _real(out)  # so that a link stays one
    with _beside(target) as unfinished:
        yield unfinished
        unfinished.replace(target)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield a new file in the folder of `target`, and remove it."""
    ending = f".{os.getpid()}.tmp"
    room = os.pathconf(target.parent, "PC_NAME_MAX") - len(ending) - 1
    name = target.name
    while name and len(os.fsencode(name)) > room:
        name = name[:-1]
    unfinished = target.with_name(f".{name}{ending}")

    def remove() -> None:
        unfinished.unlink(missing_ok=True)

    with before_dying(remove):
        try:
            unfinished.touch()
            yield unfinished
        finally:
            remove()


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _path(log: "Log | Source") -> Path:
    """Return where a log comes from; what is no file's name is no matter."""
    if not isinstance(log, str | os.PathLike):
        log = str(getattr(log, "file", getattr(log, "name", "")))  # of a Log, of an open file
    return Path("/dev/stdin" if log == "-" else log)


def _is_same(out: Path, log: Path) -> bool:
    with suppress(OSError):  # one of them is not there
        return out.samefile(log)
    return False
