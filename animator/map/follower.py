"""Follow a folder of logs as a sweep fills it: only new logs are read."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import get_args

from ..errors import LogError, LookError, UsageError
from ..folder.log_folder import logs_in, varied_by_sweep
from ..folder.table import NOTHING, Row, read_row, table_of_rows
from ..look import Look, Value
from ..page.follower import SHARE, Follower, State, state_of
from ..page.frames import Data
from ..page.growing_file import POLL
from ..parser import read_log
from .page import MapData


class MapFollower(Follower):
    """Read the logs of a folder for ever."""

    def __init__(self, folder: str, look: Look, part: int, lines: Sequence[str] = ()) -> None:
        """Raise LookError if a map shows no such value."""
        super().__init__()
        shown = [value for value in get_args(Value) if value in {*NOTHING, "agreement"}]
        if look.value not in shown:
            raise LookError("value", f"one of {', '.join(shown)} in a page", look.value)
        self._folder = Path(folder)
        self._look = look
        self._read_log = partial(read_log, part=part, tags={"W"}, lines=lines)
        self._states: dict[str, State | None] = {}  # how each log was when it was read
        self._rows: dict[str, Row] = {}  # of the logs that can be read
        self._problems: dict[str, str] = {}  # of the others

    def run(self) -> None:
        """Read new logs, and those that have changed, until the process ends."""
        while True:
            work = 0.0
            try:
                work = self.read_new()
            except LogError:
                self.say(f"no logs yet in {self._folder}")
            except OSError as error:
                self.say(f"the folder cannot be read: {error.strerror}")
            time.sleep(max(POLL, SHARE * work))

    def read_new(self) -> float:
        """Read what is new in the folder; return the seconds of what will be done again."""
        start = time.thread_time()
        states = {name: state_of(self._folder / name) for name in logs_in(self._folder)}
        for name in self._states.keys() - states.keys():
            self._forget(name)
        work = time.thread_time() - start
        for name, state in states.items():
            start = time.thread_time()
            is_known = name in self._states
            if not is_known or state != self._states[name]:
                self._forget(name)
                self._read(name)
                self._states[name] = state
                work += is_known * (time.thread_time() - start)
            self.publish_in_time()
        return work

    def _forget(self, name: str) -> None:
        for known in (self._states, self._rows, self._problems):
            known.pop(name, None)
        self._is_behind = True

    def _read(self, name: str) -> None:
        row, warned = read_row({}, True, self._read_log, self._folder / name)
        if row["runs"]:
            self._rows[name] = row | {"file": name}
        elif warned:
            self._problems[name] = f"{name}: {warned[2]}"

    def publish(self) -> None:
        """Show the map of the logs that can be read, and say which can't."""
        written = max((state[2] for state in self._states.values() if state), default=0.0)
        count = f"{len(self._rows):,} log{'s' if len(self._rows) != 1 else ''}"
        told = [f"{count}, the last written at {time.strftime('%X', time.localtime(written))}"]
        if self._problems:
            first = next(iter(self._problems.values()))
            rest = len(self._problems) - 1
            told.append(f"left out: {first}" + (f", and {rest:,} more" if rest else ""))
        page = None
        if self._rows:
            try:
                table = table_of_rows(list(self._rows.values()))
                page = MapData(table, self._look, varied_by_sweep(self._folder))
            except UsageError as error:
                told.append(str(error))
        with self._changed:
            self._written = written
            self.say("; ".join(told), page)

    def page_since(self, page: MapData, seen: Sequence[int] | None) -> tuple[Data, Sequence[int]]:
        """Return the trainings that a viewer has not seen."""
        return page.since(seen or ()), page.trainings
