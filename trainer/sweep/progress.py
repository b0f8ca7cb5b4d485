"""What a sweep says on stderr: its progress, as a bar or a line a minute, and what has failed."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from time import monotonic

MINUTE = 60  # seconds


@contextmanager
def progress(total: int, done: int, *, quiet: bool) -> Iterator[Callable[[str], object]]:
    """Yield a function to call after each training, with a reason if it failed, or else "".

    The reason is printed at once, above the bar and even if quiet is true. `done` trainings were
    done before.
    """
    if quiet or not sys.stderr.isatty():
        yield _print_lines(total, done, inf if quiet else MINUTE)
        return
    from tqdm import tqdm

    with tqdm(
        desc="sweep", total=total, initial=done, unit=" trainings", smoothing=0, miniters=1
    ) as bar:

        def advance(failure: str) -> None:
            if failure:
                with bar.external_write_mode(file=sys.stderr):
                    say(failure)
            bar.update()

        yield advance


def say(message: str) -> None:
    """Print a line on stderr."""
    sys.stderr.write(f"trainer.sweep: {message}\n")
    sys.stderr.flush()


def _print_lines(total: int, before: int, pause: float) -> Callable[[str], object]:
    done, start = before, monotonic()
    printed = start

    def advance(failure: str) -> None:
        nonlocal done, printed
        if failure:
            say(failure)
        done += 1
        now = monotonic()
        if now - printed >= pause:
            printed = now
            rate = (done - before) / (now - start)
            left = duration((total - done) / rate)
            say(f"{done:,} of {total:,} trainings, {rate * MINUTE:.3g} a minute, {left} left")

    return advance


def duration(seconds: float) -> str:
    """Return a duration with about two digits, as in "40 s", "12 min" or "3.5 h"."""
    for unit, length in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            number = seconds / length
            return f"{number:.1f} {unit}" if number < 10 else f"{number:.0f} {unit}"
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
