"""Measure the parser against the loop that one writes first: part of `make bench`.

The logs repeat the C program's log, with the runs renumbered as in one long training. Each reading
is a process of its own, which measures its time without its imports. The two readings of a row take
turns; the row gives the median of their ratios, and the range. The loop does not survive damage, so
it always reads a clean log.
"""

import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

Reading = tuple[str, Path]  # code that defines read(), and the log to read

HERE = Path(__file__).parent
LOG = HERE.parent / "logs" / "c-pentagon.log"
LONG, SHORT = 200_000_000, 20_000_000  # bytes
DAMAGED = 0.01  # of the lines
ROUNDS = 5

LOOP = "from line_loop import read"
OURS = "from animator.parser import read_log as read"
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
        long, short, damaged, scalars = (Path(folder) / str(number) for number in range(4))
        with long.open("w") as log:
            log.writelines(lines(LONG))
        with short.open("w") as log:
            log.writelines(lines(SHORT))
        with damaged.open("w") as log:
            log.writelines(damage(lines(SHORT)))
        with scalars.open("w") as log:
            log.writelines(with_scalars(lines(SHORT)))
        print(f"{'parser':<52}{'median':>7}{'range':>13}{'goal':>9}")
        report("the loop : ours, 200 MB", (LOOP, long), (OURS, long), "> 5")
        report("the loop : ours, three scalars a run", (LOOP, scalars), (OURS, scalars), "> 5")
        report("the loop : ours, 1 % of the lines damaged", (LOOP, short), (OURS, damaged), "> 1")
        report("ours : reading the bytes, 200 MB", (OURS, long), (COPY, long), "< 50")
        report("ours : ours on a tenth of the log", (OURS, long), (OURS, short), "< 12")
        report("ours : importing pandas, the pentagon's log", (OURS, LOG), (IMPORT, LOG), "")


def lines(size: int) -> Iterator[str]:
    """Yield the lines of a log of at least so many bytes."""
    pattern = LOG.read_text().splitlines(keepends=True)
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
    ratios = [seconds(*one) / seconds(*other) for _ in range(ROUNDS)]
    spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
    print(f"{what:<52}{statistics.median(ratios):>7.2f}{spread:>13}{goal:>9}", flush=True)


if __name__ == "__main__":
    main()
