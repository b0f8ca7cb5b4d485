"""The progress of a sweep on stderr: a bar on a terminal, otherwise a line a minute."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

MINUTE = 60  # seconds


@contextmanager
def progress(total: int, done: int, *, quiet: bool) -> Iterator[Callable[[], object]]:
    """Yield a function to call after each training; `done` trainings were done before."""
    if quiet:
        yield lambda: None
    elif sys.stderr.isatty():
        from tqdm import tqdm

        with tqdm(
            desc="sweep", total=total, initial=done, unit=" trainings", smoothing=0, miniters=1
        ) as bar:
            yield bar.update
    else:
        yield _print_lines(total, done)


def _print_lines(total: int, before: int) -> Callable[[], object]:
    done, start = before, monotonic()
    printed = start

    def advance() -> None:
        nonlocal done, printed
        done += 1
        now = monotonic()
        if now - printed >= MINUTE:
            printed = now
            rate = (done - before) / (now - start)
            left = duration((total - done) / rate)
            sys.stderr.write(
                f"trainer.sweep: {done:,} of {total:,} trainings, "
                f"{rate * MINUTE:.3g} a minute, {left} left\n"
            )
            sys.stderr.flush()

    return advance


def duration(seconds: float) -> str:
    """Return a duration with about two digits, as in "40 s", "12 min" or "3.5 h"."""
    for unit, length in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            number = seconds / length
            return f"{number:.1f} {unit}" if number < 10 else f"{number:.0f} {unit}"
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
