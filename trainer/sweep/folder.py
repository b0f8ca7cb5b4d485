"""The folder of a sweep: logs that are whole, and a file with the settings that they share.

A power cut may come at any moment, so a log is on the disk before it gets its name.
"""

import errno
import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from . import SweepError
from .grid import Grid, Training

SETTINGS = "settings.args"
UNFINISHED = ".unfinished.tmp"


def missing(path: Path, trainings: Iterable[Training]) -> Iterator[Training]:
    """Yield the trainings whose logs are not in the folder, which need not exist."""
    for training in trainings:
        if not (path / training.name).exists():
            yield training


def add_log(path: Path, name: str, log: bytes) -> None:
    """Write a log, which appears when it is complete.

    Raises OSError if only this log is too large, SweepError if the others can't be written either.
    """
    unfinished = path / UNFINISHED
    try:
        with unfinished.open("wb") as file:
            file.write(log)
            os.fsync(file.fileno())
        unfinished.rename(path / name)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise
        raise SweepError(f"cannot write {path / name}: {error.strerror}") from None


@contextmanager
def open_folder(path: Path, grid: Grid) -> Iterator[None]:
    """Make the folder if it is not there, and let no other sweep use it during the block.

    If it has all logs, it is only read. Raises SweepError if another sweep uses it, or if its logs
    are not of this grid.
    """
    if not any(missing(path, grid)):
        check_settings(path, grid)
        yield
        return
    _refuse_other_logs(path)  # before settings.args is made
    path.mkdir(parents=True, exist_ok=True)
    with (path / SETTINGS).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SweepError(f"another sweep is writing to {path}; wait until it ends") from None
        check_settings(path, grid)
        text = _settings_text(grid)
        file.seek(0)
        if file.read() != text:
            file.truncate(0)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            yield
        finally:
            (path / UNFINISHED).unlink(missing_ok=True)


def check_settings(path: Path, grid: Grid) -> None:
    """Raise SweepError if the folder's logs have other settings than the grid."""
    try:
        text = (path / SETTINGS).read_text(errors="backslashreplace")
    except FileNotFoundError:
        _refuse_other_logs(path)
        return
    expected = _settings_text(grid)
    if not text.endswith("\n") or text == expected:
        return  # text without an end was never complete, and logs came after it
    theirs, ours = text.splitlines(), expected.splitlines()
    # A file of an earlier version does not name a newer setting, which had what is its default now.
    known = {line.split()[0] for line in theirs if line}
    newer = [line for line in Grid({}).fixed_options() if line.split()[0] not in known]
    ours = [line for line in ours if line not in newer]
    if theirs == ours:
        return
    raise SweepError(
        f"the logs in {path} were trained with {_without(theirs, ours)}, not with "
        f"{_without(ours, theirs)}; name another folder",
        status=2,
    )


def _refuse_other_logs(path: Path) -> None:
    """Raise SweepError if there are logs in the folder, but no settings of a sweep."""
    logs = sorted([*path.glob("*.log"), *path.glob("*.log.gz")])
    if logs and not (path / SETTINGS).exists():
        raise SweepError(
            f"{path} holds other logs, such as {logs[0].name}, and no sweep; name another folder",
            status=2,
        )


def _without(lines: list[str], others: list[str]) -> str:
    """Name the lines that are not among the others."""
    return (
        ", ".join(line.removeprefix("# ") for line in lines if line not in others) or "the defaults"
    )


def _settings_text(grid: Grid) -> str:
    """Return a file of options, which the trainer can read."""
    lines = ["# What all logs in this folder share.", *grid.fixed_options()]
    return "\n".join([*lines, f"# varied: {', '.join(grid.varied)}", ""])
