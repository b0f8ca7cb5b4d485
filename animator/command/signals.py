"""End the program by a signal, such as Ctrl-C, without leaving files behind.

While nothing is open, a signal may end the process at once. Later it raises KeyboardInterrupt, so
that `finally` blocks clean up, and the process then dies by the same signal.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


def end_at_once() -> None:
    """Let Ctrl-C end the process without a traceback, as the other signals do by default."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def clean_up_first() -> Iterator[None]:
    """Let signals raise KeyboardInterrupt in the block; afterwards the process dies by the signal.

    An ignored signal stays ignored: SIGHUP under nohup, or SIGINT in the background of a script.
    """
    handled = [number for number in ENDING if signal.getsignal(number) != signal.SIG_IGN]
    received: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> NoReturn:
        for other in ENDING:
            signal.signal(other, signal.SIG_IGN)  # a second Ctrl-C must not interrupt the clean-up
        received.append(number)
        raise KeyboardInterrupt

    try:
        for number in handled:
            signal.signal(number, interrupt)
        yield
    except BaseException:
        if not received:  # compiled code may have raised an exception of its own in its place
            raise
    finally:
        for number in handled:
            signal.signal(number, signal.SIG_DFL)
    for caught in received:
        signal.raise_signal(caught)  # tells the caller why the process ended
