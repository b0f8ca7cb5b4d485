"""What is no log is refused with the reason."""

import gzip
import random
import re

import pytest

from animator import LogError
from animator.errors import NotALogError

from ..logs import distinct_log, read_bytes, values_of
from ..plain import parse

GOOD = distinct_log()
EXPECTED = "no loss with a run number: expected 'run: 0', then 'L: 0.1' on the next line"
PREFIXED = "lines carry a prefix, remove it"
MEBIBYTE = 2**20


def with_prefix(prefix: str) -> bytes:
    lines = enumerate(GOOD.decode().splitlines(), start=1)
    return "".join(f"{prefix.format(number)}{line}\n" for number, line in lines).encode()


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", ": empty log"),
        (b"\n \n\r\n", ": empty log"),
        (gzip.compress(b"", mtime=0), ": empty log"),
        (with_prefix("{}:"), f":1: {PREFIXED}, (1:run: 90)"),
        (with_prefix("12:00:00 "), f":1: {PREFIXED}, (12:00:00 run: 90)"),
        (with_prefix("trainer-1  | "), f":1: {PREFIXED}, (trainer-1  | run: 90)"),
        (b"1:L: 0.5\n2:run: 0\n", f":1: {PREFIXED}, (1:L: 0.5)"),
        (b"\nDear diary,\nrun\n", f":2: {EXPECTED}; first problem: not understood, (Dear diary,)"),
        (b"Run: 0\nL: 0.5\n", f":1: {EXPECTED}; first problem: not understood, (Run: 0)"),
        (
            GOOD.replace(b".", b","),
            f":2: {EXPECTED}; first problem: a decimal comma, run the trainer with LC_ALL=C, "
            "(L: 0,2201)",
        ),
        (
            b"".join(re.findall(rb"L: .*\n", GOOD)),
            f":1: {EXPECTED}; first problem: a loss or a block before the first run, 60 in all, "
            "(L: 0.2201)",
        ),
        (
            b"run: 0\n",
            f":1: {EXPECTED}; first problem: the log ends before the loss of run 0",
        ),
        (
            b"run: 0\nrun: 1\nrun: 2\n",
            f":2: {EXPECTED}; first problem: run 0 ends here without a loss",
        ),
        (
            b"run: 0\n" + b"x" * (MEBIBYTE + 9),
            f":2: {EXPECTED}; first problem: the last line is cut off, ({'x' * 60})",
        ),
        (b"run: 0\nW: [\n 1\n]\n\0", rf":5: {EXPECTED}; first problem: NUL bytes, (\x00)"),
        (
            (b"Lorem ipsum dolor".ljust(999) + b"\n") * 2000,
            f":1: {EXPECTED}; first problem: not understood, (Lorem ipsum dolor)",
        ),
    ],
)
def test_a_text_without_a_loss_of_a_run_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(LogError) as raised:
        read_bytes(raw)
    assert (type(raised.value), str(raised.value)) == (LogError, f"<log>{message}")


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0",
        b"\0\0\0 ftypisom\0\0\2\0isomiso2avc1mp41",
        gzip.compress(b"\x7fELF\2\1\1\0\0\n", mtime=0),
        random.Random(0).randbytes(10_000),
        bytes(10_000),
        b"L: 0.5\n" + bytes(2 * MEBIBYTE) + b"\n",
    ],
)
def test_a_binary_file_is_no_text_log(raw: bytes) -> None:
    with pytest.raises(NotALogError) as raised:
        read_bytes(raw)
    assert str(raised.value) == "<log>: not a text log"


def test_text_before_the_first_run_may_have_a_mebibyte() -> None:
    prose = b"x" * (MEBIBYTE - 9) + b"\n"
    assert values_of(read_bytes(prose + b"xxxxxxx\n" + GOOD)) == parse(GOOD.decode())
    with pytest.raises(LogError):
        read_bytes(prose + b"xxxxxxxx\n" + GOOD)


def test_a_training_without_a_loss_is_an_error() -> None:
    text = "run: 0\nL: 0.5\nrun: 1\nL: 0.4\nrun: 2\nL: 0.3\nrun: 0\nrun: 1\nrun: 2\n"
    assert read_bytes(text, part=0).losses.tolist() == [0.5, 0.4, 0.3]
    with pytest.raises(LogError) as raised:
        read_bytes(text)
    assert str(raised.value) == "<log>:7: the training that starts here has no loss"
