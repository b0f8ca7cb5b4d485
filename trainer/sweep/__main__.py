"""The command line: `python -m trainer.sweep [@FILE] [options] -o DIR`."""

import signal
import sys
from argparse import Namespace
from itertools import islice
from pathlib import Path

from .. import signals

TRIALS = 5  # trainings that the estimate of a dry run is from
NAMED = 3  # trainings that failed, in the last line about them


def main() -> None:
    """Run the command; exit with status 2 for a wrong command, 1 if any training failed."""
    signals.end_at_once()  # before the slow imports
    from ..options import OUT_OF_MEMORY
    from . import SweepError
    from .options import parse
    from .progress import say

    command = parse(sys.argv[1:])
    try:
        failures = _dry_run(command) if command.dry_run else _sweep(command)
    except SweepError as error:
        say(str(error))
        sys.exit(error.status)
    except OSError as error:
        name = error.filename or command.folder
        sys.exit(f"trainer.sweep: cannot write {name}: {error.strerror}")
    except MemoryError:  # in a trial of the dry run
        sys.exit(f"trainer.sweep: {OUT_OF_MEMORY}")
    sys.exit(1 if failures else 0)


def _sweep(command: Namespace) -> int:
    """Train what is missing in the folder, and return the number of trainings that failed."""
    from .engine import train_all
    from .executors import dask_cluster, local_processes
    from .folder import missing, open_folder
    from .groups import group_size, grouped
    from .log_bytes import train_logs
    from .progress import progress, say

    total = len(command.grid)
    done = total - command.missing
    new = 0
    failed: list[str] = []
    if command.scheduler is None:
        start_engine = local_processes(command.workers)
    else:
        start_engine = dask_cluster(command.scheduler)
    with (
        signals.clean_up_first(),
        open_folder(command.folder, command.grid),
        start_engine as engine,
        progress(total, done, quiet=command.quiet) as advance,
    ):
        waiting = missing(command.folder, command.grid)
        groups = grouped(waiting, group_size(command.missing, engine.workers()))
        for name, result in train_all(groups, engine, train_logs):
            reason = _keep(command.folder, name, result)
            if reason:
                failed.append(name)
            else:
                new += 1
            advance(reason and f"{name} failed: {reason}")
            if reason and command.halt:
                break
    if failed:
        rest = f" and {len(failed) - NAMED:,} more" if len(failed) > NAMED else ""
        unended = command.missing - new - len(failed)  # if the sweep was halted
        rest += f"; {unended:,} did not end" if unended else ""
        say(
            f"{len(failed):,} of {command.missing:,} trainings failed: "
            f"{', '.join(failed[:NAMED])}{rest}; the same command trains what is missing"
        )
    if not command.quiet:
        say(f"{command.folder}: {done + new:,} of {total:,} logs, {new:,} of them new")
    return len(failed)


def _keep(folder: Path, name: str, result: bytes | BaseException) -> str:
    """Write the log of a training into the folder; return in one line why there is none, or "".

    Raises SweepError if no log can be written there.
    """
    from ..options import OUT_OF_MEMORY
    from .engine import TRIES, WORKER_DIED
    from .folder import add_log

    if isinstance(result, bytes):
        try:
            add_log(folder, name, result)
        except OSError as error:  # it is too large
            result = error
        else:
            return ""
    if isinstance(result, WORKER_DIED):
        return f"its worker died {TRIES} times, perhaps because the memory was full"
    if isinstance(result, MemoryError):
        return OUT_OF_MEMORY
    return " ".join(f"{type(result).__name__}: {result}".split())


def _dry_run(command: Namespace) -> int:
    """Print the names of the logs that would be trained, and how long that would take."""
    from .estimate import estimate_seconds
    from .folder import check_settings, missing
    from .groups import group_size
    from .progress import duration

    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` ends the program quietly
    check_settings(command.folder, command.grid)
    for training in missing(command.folder, command.grid):
        print(training.name)
    total = f"{len(command.grid):,} trainings"
    if not command.missing:
        print(f"{total}, all of them are done")
        return 0
    trials = islice(missing(command.folder, command.grid), 0, None, -(-command.missing // TRIALS))
    size = group_size(command.missing, command.workers)
    seconds = command.missing * estimate_seconds((trial.settings for trial in trials), size)
    if command.scheduler is None:
        time = f"{duration(seconds / command.workers)} with {command.workers} processes"
    else:
        time = f"{duration(seconds)} divided by the number of workers"
    print(f"{total}, {command.missing:,} to do; they take about {time}")
    return 0


if __name__ == "__main__":
    main()
