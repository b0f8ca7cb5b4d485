"""The command line: `python -m trainer [@FILE] [options] > run.log`."""

import math
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from . import signals

if TYPE_CHECKING:
    from .settings import Settings
    from .training import Step


def main() -> None:
    """Run the command; exit with status 2 for a wrong command, 1 for a failed job."""
    signals.end_at_once()  # before the slow imports
    from .options import OUT_OF_MEMORY, parse

    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` ends the program quietly, as in C
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # starting idle threads takes time
    settings, args = parse(sys.argv[1:])
    try:
        _print_log(settings, args.output, quiet=args.quiet)
    except OSError as error:
        name = "stdout" if args.output == "-" else args.output
        # Drop what is still in stdout's buffer: writing it at exit would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(f"trainer: cannot write {name}: {error.strerror}")
    except MemoryError:
        sys.exit(f"trainer: {OUT_OF_MEMORY}")
    except ModuleNotFoundError as error:
        hint = "use .venv/bin/python, after `make environment`"
        sys.exit(f"trainer: {sys.executable} has no {error.name}: {hint}")


def _print_log(settings: "Settings", output: str, *, quiet: bool) -> None:
    """Train and print the log; say on stderr what the user should know about it."""
    from .log import format_step
    from .options import value_text
    from .training import train

    if not settings.snapshot_counts and not quiet:
        print(
            f"trainer: the log will have no snapshot, because --runs {settings.runs} is less than "
            f"--every {value_text(settings.every)}",
            file=sys.stderr,
        )
    size = 0
    with signals.clean_up_first(), _open_output(output) as out:
        steps = train(settings)
        if not quiet and sys.stderr.isatty() and not out.isatty():
            steps = _with_progress_bar(steps, settings)
        for step in steps:
            text = format_step(step, settings.dialect, settings.decimals)
            size += out.write(text)
            if step.snapshot is not None:
                out.flush()  # whoever watches the log sees each snapshot at once
    if not quiet and sys.stderr.isatty() and output != "-":
        print(_summary(settings, output, size), file=sys.stderr)


def _with_progress_bar(steps: Iterator["Step"], settings: "Settings") -> Iterator["Step"]:
    from tqdm import tqdm

    with tqdm(steps, desc="train", total=settings.runs, unit=" runs") as bar:
        for step in bar:
            bar.set_postfix_str(f"loss {step.loss:.{settings.decimals}f}", refresh=False)
            yield step


def _summary(settings: "Settings", name: str, size: int) -> str:
    """Describe the log that was written, as in "run.log: 10,000 runs, 100 snapshots, 229 kB"."""
    runs = _count(settings.runs, "run")
    snapshots = _count(len(settings.snapshot_counts), "snapshot")
    return f"{name}: {runs}, {snapshots}, {math.ceil(size / 1000):,} kB"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


@contextmanager
def _open_output(name: str) -> Iterator[TextIO]:
    """Yield stdout for "-", or a temporary file that replaces the file `name` when it is complete.

    If its name ends with .gz, it is compressed. A device or a FIFO is written to directly. Raises
    OSError, also if the old file is no log.
    """
    from .log_file import open_log, refuse_other_file

    path = Path(os.path.realpath(name))  # the target of a link is replaced, not the link
    if name == "-":
        yield sys.stdout
        sys.stdout.flush()
    elif path.exists() and not path.is_file():
        with path.open("w") as out:
            yield out
    else:
        refuse_other_file(path)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            with open_log(unfinished, "x", is_gzipped=path.suffix == ".gz") as out:
                yield out
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
