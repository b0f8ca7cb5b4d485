"""Where the output goes: looked at before the work, replaced after it, whole or not at all."""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .signals import before_dying


def check_target(out: Path, inputs: Iterable[Path]) -> None:
    """Raise ValueError for an output that is an input, OSError if no file can be written there.

    A link to an input, even a hard one, is that input.
    """
    if any(_is_same(out, source) for source in inputs):
        raise ValueError(f"{out} is the log itself, name another output")
    if out.exists() and not out.is_file():
        raise FileExistsError(errno.EEXIST, "it exists and is no regular file", str(out))
    with _temporary(out):  # nothing else tells for sure whether a folder can be written
        pass


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """Yield a new file beside `out` that takes its place when the block is done.

    However the block ends, by an exception or a signal, the older file or the new one is there.
    """
    target = _real(out)  # so that a link stays one
    with _temporary(out) as unfinished:
        yield unfinished
        unfinished.replace(target)


@contextmanager
def _temporary(out: Path) -> Iterator[Path]:
    target = _real(out)
    ending = f".{os.getpid()}.tmp"
    room = os.pathconf(target.parent, "PC_NAME_MAX") - len(ending) - 1
    name = target.name
    while len(os.fsencode(name)) > room:
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


def _is_same(out: Path, source: Path) -> bool:
    with suppress(OSError):  # one of them is not there
        return out.samefile(source)
    return False
