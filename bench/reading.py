"""Measure the parser against the loop that one writes first: part of `make bench`.

The logs repeat that of a training, with the runs renumbered as in one long training. Each reading
is a process of its own, which measures its time without its imports. The two readings of a row take
turns; the row gives the median of their ratios, and the range. The loop does not survive damage, so
it always reads a clean log.
"""

import gzip
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .film import train
from .training import ROOT

Reading = tuple[str, Path]  # code that defines read(), and the log to read

HERE = Path(__file__).parent
LOG = ROOT / "logs" / "c-pentagon.log"
OTHERS = {  # what their logs are called here -> the trainings
    "the program's pentagon": ["@logs/video-pentagon.args"],
    "the post's hexagon": ["@logs/hexagon.args"],
    "the program's hexagon": ["@logs/video-hexagon.args"],
}
LONG, SHORT = 200_000_000, 20_000_000  # bytes
DAMAGED = 0.01  # of the lines
ROUNDS = 5
LOGS = 2000  # in a folder

LOOP = "from line_loop import read"
OURS = "from animator.parser import read_log as read"
TABLE = "from animator import read_table as read"
UNPACK = """
import gzip
from multiprocessing import get_context
from pathlib import Path
def unpack(path):
    with gzip.open(path) as log:
        log.read()
def read(folder):
    with get_context("fork").Pool() as pool:
        pool.map(unpack, sorted(Path(folder).iterdir()), chunksize=16)
"""
TEMPLATE = "iter {run}: loss {L}, time {}ms"
TEMPLATE_LOOP = "from line_loop import read_by_pattern as read"
BY_TEMPLATE = f"""
from animator.parser import read_log
def read(path):
    read_log(path, lines=[{TEMPLATE!r}])
"""
IMPORT = "read = lambda _: __import__('pandas')"
COPY = """
def read(path):
    with open(path, "rb", buffering=0) as log:
        while log.read(2**18):
            pass
"""
TIMED = """
import sys, time
{}
start = time.perf_counter()
read(sys.argv[1])
print(time.perf_counter() - start)
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        long, short, damaged, scalars, other = (Path(folder) / name for name in "abcde")
        repeat(LOG, LONG, long)
        repeat(LOG, SHORT, short)
        with damaged.open("w") as log:
            log.writelines(damage(lines(LOG, SHORT)))
        with scalars.open("w") as log:
            log.writelines(with_scalars(lines(LOG, SHORT)))
        print(f"{'parser':<52}{'median':>7}{'range':>13}{'goal':>9}")
        report("the loop : ours, 200 MB", (LOOP, long), (OURS, long), "> 5")
        report("the loop : ours, three scalars a run", (LOOP, scalars), (OURS, scalars), "> 5")
        report("the loop : ours, 1 % of the lines damaged", (LOOP, short), (OURS, damaged), "> 1")
        with other.open("w") as log:
            log.writelines(of_another_program(LONG))
        loop, ours = (TEMPLATE_LOOP, other), (BY_TEMPLATE, other)
        report("the loop : ours, a template, 200 MB", loop, ours, "> 1")
        report("ours : reading the bytes, 200 MB", (OURS, long), (COPY, long), "< 50")
        report("ours : ours on a tenth of the log", (OURS, long), (OURS, short), "< 12")
        report("ours : importing pandas, the pentagon's log", (OURS, LOG), (IMPORT, LOG), "")
        logs = Path(folder) / "logs"
        fill(logs)
        report(f"table of {LOGS} logs : gzip on all cores", (TABLE, logs), (UNPACK, logs), "< 6.5")
        for name, training in OTHERS.items():
            repeat(train(training, Path(folder) / "other"), LONG, long)
            report(f"the loop : ours, {name}, 200 MB", (LOOP, long), (OURS, long), "> 5")


def fill(folder: Path) -> None:
    """Write a folder of gzipped logs of 10,000 runs, named like those of a sweep."""
    folder.mkdir()
    log = gzip.compress(LOG.read_bytes(), mtime=0)
    for seed in range(LOGS):
        (folder / f"seed={seed}.log.gz").write_bytes(log)


def repeat(pattern: Path, size: int, log: Path) -> None:
    """Write a log of at least so many bytes, which repeats a shorter one."""
    with log.open("w") as file:
        file.writelines(lines(pattern, size))


def lines(log: Path, size: int) -> Iterator[str]:
    """Yield the lines of such a log."""
    pattern = log.read_text().splitlines(keepends=True)
    run = 0
    while size > 0:
        for line in pattern:
            numbered = f"run: {run}\n" if line.startswith("run") else line
            run += line.startswith("run")
            size -= len(numbered)
            yield numbered


def with_scalars(log: Iterator[str]) -> Iterator[str]:
    """Yield the lines with an accuracy before each loss and a learning rate after it."""
    chance = random.Random(0)
    for line in log:
        if line.startswith("L"):
            yield f"acc: {chance.random():.4f}\n"
            yield line
            yield "lr: 0.001\n"
        else:
            yield line


def of_another_program(size: int) -> Iterator[str]:
    """Yield the lines of a log in the style of nanoGPT, of at least so many bytes."""
    chance = random.Random(0)
    run = 0
    while size > 0:
        line = f"iter {run}: loss {4 * chance.random():.4f}, time {100 * chance.random():.2f}ms\n"
        run += 1
        size -= len(line)
        yield line


def damage(log: Iterator[str]) -> Iterator[str]:
    """Yield the lines with some of them cut, left out, preceded by a message, or misspelled."""
    chance = random.Random(0)
    for line in log:
        if chance.random() > DAMAGED:
            yield line
        else:
            middle = chance.randrange(len(line))
            cut = line[:middle]
            yield chance.choice(
                [f"{cut}\n", "", f"warning: clip\n{line}", f"{cut}x{line[middle:]}"]
            )


def seconds(program: str, log: Path) -> float:
    """Return the duration of a reading."""
    command = [sys.executable, "-c", TIMED.format(program), str(log)]
    done = subprocess.run(command, cwd=HERE, check=True, stdout=subprocess.PIPE)
    return float(done.stdout)


def report(what: str, one: Reading, other: Reading, goal: str) -> None:
    """Print the ratio of the durations of two readings."""
    show(what, [seconds(*one) / seconds(*other) for _ in range(ROUNDS)], goal)


def show(what: str, values: list[float], goal: str) -> None:
    """Print the median of some values, and their range."""
    spread = f"{min(values):.2f}-{max(values):.2f}"
    print(f"{what:<52}{statistics.median(values):>7.2f}{spread:>13}{goal:>9}", flush=True)


if __name__ == "__main__":
    main()
