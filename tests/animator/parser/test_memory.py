"""The parser's peak memory: the result and little more, whatever the log."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ...checkout import ROOT

MOST_MEMORY = 64 * 2**20  # bytes beside the result
MEASURE = r"""
import json, os, re, sys, zlib
from pathlib import Path
from animator import LogError, read_log
from tests.animator.parser.sources import Pipe

def peak():
    return int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) * 1024

def runs(thousands):
    pairs = b"".join(b"run: X%03d\nL: 0.%04d\n" % (run, 7 * run) for run in range(1000))
    text = pairs + b"W: [\n" + b" 0.123 -0.321 1.234 0.001 0.002 \n" * 2 + b"]\n"
    return (text.replace(b"X", b"%d" % number) for number in range(1, thousands + 1))

def zipped(pieces):
    packer = zlib.compressobj(wbits=31)
    yield from filter(None, map(packer.compress, pieces))  # an empty piece is the end of a pipe
    yield packer.flush()

START = b"run: 0\nL: 0.5\n"
MEBIBYTE = 2**20
SOURCES = {
    "a good log": lambda: runs(1500),
    "a long line": lambda: [START, *[b"x" * MEBIBYTE] * 80, b"\n"],
    "a long row": lambda: [START, b"W: [\n", *[b" 1" * (MEBIBYTE // 2)] * 80, b"\n]\n"],
    "a long block": lambda: [START, b"W: [\n", *[b" 1" * 2000 + b"\n"] * 2100, b"]\n"],
    "NULs": lambda: [START, *[bytes(MEBIBYTE)] * 80],
    "only NULs": lambda: [bytes(MEBIBYTE)] * 80,
    "a gzip bomb": lambda: zipped([START, *[bytes(MEBIBYTE)] * 80]),
    "odd lines": lambda: [START, *[b"?\n" * 110_000] * 2],
}

def measure(pieces):
    before = peak()
    try:
        log = read_log(Pipe(pieces))
        frames = log.loss, log.snapshots
        result = sum(frame.to_numpy().nbytes + frame.index.nbytes for frame in frames)
    except LogError:
        result = 0
    return peak() - before - result

read_log(Pipe(zipped(runs(2)))).snapshots
for name, pieces in SOURCES.items():  # each in a process of its own: a peak never goes down
    if os.fork() == 0:
        print(json.dumps([name, measure(pieces())]), flush=True)
        os._exit(0)
    os.wait()
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")
def test_memory_is_the_result_and_little_more() -> None:
    command = [sys.executable, "-c", MEASURE]
    one_thread = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # which can be forked
    done = subprocess.run(command, cwd=ROOT, env=one_thread, stdout=subprocess.PIPE, check=True)
    peaks = dict(json.loads(line) for line in done.stdout.splitlines())
    assert len(peaks) == 8
    assert {name: peak for name, peak in peaks.items() if peak > MOST_MEMORY} == {}
