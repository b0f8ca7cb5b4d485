"""The parser's peak memory, each case in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from ...checkout import ROOT

MOST_MEMORY = 64 * 2**20  # bytes beside the result
MEASURE = r"""
import gzip, re, sys, zlib
from pathlib import Path
from animator import LogError, read_log
from tests.animator.parser.sources import Pipe

def peak():
    return int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) * 1024

def runs(count, step=1000):
    for first in range(0, count, step):
        some = range(first, first + step)
        yield b"".join(b"run: %d\nL: 0.%04d\n" % (run, run % 9999) for run in some)
        yield b"W: [\n" + b" 0.123 -0.321 1.234 0.001 0.002 \n" * 2 + b"]\n"

def zipped(pieces):
    packer = zlib.compressobj(wbits=31)
    yield from map(packer.compress, pieces)
    yield packer.flush()

START = b"run: 0\nL: 0.5\n"
MEGABYTE = 2**20
sources = {
    "a good log": lambda: runs(1_500_000),
    "a good log, gzipped": lambda: zipped(runs(500_000)),
    "a long line": lambda: [START, *[b"x" * MEGABYTE] * 100, b"\n"],
    "a long row": lambda: [START, b"W: [\n", *[b" 1" * (MEGABYTE // 2)] * 100, b"\n]\n"],
    "a long block": lambda: [START, b"W: [\n", *[b" 1" * 2000 + b"\n"] * 2200, b"]\n"],
    "NULs": lambda: [START, *[bytes(MEGABYTE)] * 200],
    "only NULs": lambda: [bytes(MEGABYTE)] * 200,
    "a gzip bomb": lambda: zipped([START, *[bytes(MEGABYTE)] * 200]),
    "junk": lambda: [START, *[b"?\n" * (MEGABYTE // 8)] * 3],
}
list(runs(2000)), read_log(Pipe(runs(2000))).snapshots
before = peak()
try:
    log = read_log(Pipe(sources[sys.argv[1]]()))
    frames = log.loss, log.snapshots
    result = sum(frame.to_numpy().nbytes + frame.index.nbytes for frame in frames)
except LogError:
    result = 0
print(peak() - before - result)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")
@pytest.mark.parametrize(
    "source",
    [
        *("a good log", "a good log, gzipped", "a long line", "a long row", "a long block"),
        *("NULs", "only NULs", "a gzip bomb", "junk"),
    ],
)
def test_memory_is_the_result_and_little_more(source: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, source], cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    assert int(done.stdout) < MOST_MEMORY
