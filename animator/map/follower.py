"""Follow a folder of logs as a sweep fills it: only new logs are read."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, get_args

from ..errors import LogError, LookError, UsageError
from ..folder.log_folder import logs_in, varied_by_sweep
from ..folder.table import NOTHING, Row, Warned, read_row, table_of_rows
from ..look import Look, Value
from ..page.follower import POLL, SHARE, Follower, State, state_of
from ..page.panels import Data
from ..parser import read_log
from .page import MapData


class Known(NamedTuple):
    """Hold what is known of a log: how its file was when it was read, and what came of that."""

    state: State | None
    row: Row
    warned: Warned | None


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
        self._logs: dict[str, Known] = {}

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
        for name in self._logs.keys() - states.keys():
            del self._logs[name]
            self._is_behind = True
        work = time.thread_time() - start
        for name, state in states.items():
            start = time.thread_time()
            known = self._logs.get(name)
            if known is None or state != known.state:
                row, warned = read_row({}, True, self._read_log, self._folder / name)
                self._logs[name] = Known(state, row | {"file": name}, warned)
                self._is_behind = True
                work += time.thread_time() - start if known else 0
            self.publish_in_time()
        return work

    def publish(self) -> None:
        """Show the map of the logs that can be read, and say which can't."""
        logs = self._logs.values()
        rows = [log.row for log in logs if log.row["runs"]]
        odd = [
            f"{log.row['file']}: {log.warned[2]}"
            for log in logs
            if log.warned and not log.row["runs"]
        ]
        written = max((log.state[2] for log in logs if log.state), default=0.0)
        count = f"{len(rows):,} log{'s' if len(rows) != 1 else ''}"
        told = [f"{count}, the last written at {time.strftime('%X', time.localtime(written))}"]
        if odd:
            more = f", and {len(odd) - 1:,} more" if len(odd) > 1 else ""
            told.append(f"left out: {odd[0]}{more}")
        page = None
        if rows:
            try:
                page = MapData(table_of_rows(rows), self._look, varied_by_sweep(self._folder))
            except UsageError as error:
                told.append(str(error))
        with self._changed:
            self._written = written
            self.say("; ".join(told), page)

    def page_since(self, page: MapData, seen: Sequence[int] | None) -> tuple[Data, Sequence[int]]:
        """Return the trainings that a viewer has not seen."""
        return page.since(seen or ()), page.trainings
