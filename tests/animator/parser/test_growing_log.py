"""A log that is looked at while it grows is the log that is read at once."""

from contextlib import suppress

import pytest

from animator import LogError
from animator.parser.reading import GrowingLog

from ..logs import distinct_log, outcome, seen
from .mutations import KINDS, mutations

GOOD = distinct_log(scalars=True)


def read_while_it_grows(raw: bytes, size: int) -> tuple[object, ...]:
    """Return what is seen in the end, after a look at what is there after each piece."""
    log = GrowingLog("<log>")
    try:
        for start in range(0, len(raw), size):
            log.add(raw[start : start + size])
            log.add_last_run()
            if log.has_loss:
                with suppress(LogError):
                    log.log(-1, None)
        log.finish("")
        return seen(log.log(-1, None))
    except LogError as error:
        return seen(error)


@pytest.mark.parametrize("size", [10, 64, 1000])
def test_looks_at_a_growing_log_change_nothing(size: int) -> None:
    assert read_while_it_grows(GOOD, size) == seen(outcome(GOOD))


@pytest.mark.parametrize("kind", KINDS)
def test_looks_at_a_growing_log_change_nothing_if_it_is_damaged(kind: str) -> None:
    for number, raw in enumerate(mutations(GOOD, kind, 6, seed=6)):
        assert read_while_it_grows(raw, 40 + 97 * number) == seen(outcome(raw)), raw
