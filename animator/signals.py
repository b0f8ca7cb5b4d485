"""Signals that would end the process in the middle of something: clean up first."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

DEADLY = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


class _LastWill:
    """Handle a signal: do what is left to do, then let the signal do what it did before."""

    def __init__(self, action: Callable[[], object]) -> None:
        self.action = action
        self.before: dict[int, Any] = {}  # the handlers that this one stands in for

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        self.action()  # once more from its start if a second Ctrl-C comes
        signal.signal(number, self.before[number])
        signal.raise_signal(number)


@contextmanager
def before_dying(action: Callable[[], object]) -> Iterator[None]:
    """Do `action`, which may be done twice, if a signal is about to end the process in the block.

    No exception is raised for it: those get lost in callbacks and destructors. Only signals that
    would end the process at once are handled, so Python's own Ctrl-C stays a KeyboardInterrupt.
    Blocks may be nested: the innermost action comes first.
    """
    will = _LastWill(action)
    try:
        for number, handler in _handlers().items():
            if handler == signal.SIG_DFL or isinstance(handler, _LastWill):
                will.before[number] = handler
                signal.signal(number, will)
        yield
    finally:
        for number, handler in will.before.items():
            signal.signal(number, handler)


@contextmanager
def postponed() -> Iterator[None]:
    """Let signals wait for the end of the block, whatever they would do."""
    came: list[int] = []
    handlers = _handlers()
    try:
        for number in handlers:
            signal.signal(number, lambda number, _frame: came.append(number))
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)


def _handlers() -> dict[int, Any]:
    """Return the handlers that may be replaced: those of Python, by the main thread."""
    if threading.current_thread() is not threading.main_thread():
        return {}
    handlers = {number: signal.getsignal(number) for number in DEADLY}
    return {number: handler for number, handler in handlers.items() if handler is not None}
