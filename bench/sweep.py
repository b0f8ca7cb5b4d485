"""Measure sweeps with two workers, each as a whole process: part of `make bench`.

They are compared with the C program that `xargs` runs, with the bare trainings, with a Dask cluster
on this machine, with an earlier version of this repository, which trained one model at a time, and
with PyTorch if it is installed. Those that are compared take turns.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

from .training import FAST, ROOT, c_program, report, seconds

SWEEP = [sys.executable, "-m", "trainer.sweep", "--quiet"]
LOCAL = ["--workers", "2"]
SHORT = ["--seed", "1:200", "--runs", "2000"]
LONG = ["--seed", "1:100", "--runs", "8000"]  # about a second each
ROUNDS = 3

EARLIER = "aaef01b"  # the commit
SEVERAL = ["--seed", "1:64"]
ADAMW = ["--density", "0.1", "--gradient", "exact", "--optimizer", "adamw"]
SIDE_BY_SIDE = [  # name, options of the sweep, largest ratio aimed at
    ("sparse", [*SEVERAL, "--density", "0.01"], 0.25),
    ("exact, AdamW", [*SEVERAL, *ADAMW], 0.5),
    ("n=32", [*SEVERAL, "--density", "0.01", "--features", "32", "--runs", "3000"], 0.6),
]

# Two processes that each do half of the trainings of LONG, and print how long these took.
BARE = """
import sys, time
from trainer import Settings
from trainer.sweep.log_bytes import train_logs
train_logs([Settings(runs=1)])
start = time.perf_counter()
for seed in range(int(sys.argv[1]), 101, 2):
    train_logs([Settings(seed=seed, runs=8000)])
print(time.perf_counter() - start)
"""


def main() -> None:
    """Print a row for each comparison."""
    with tempfile.TemporaryDirectory() as name, dask_cluster(Path(name)) as address:
        folder = Path(name)
        program, compiler = c_program(FAST, folder)
        ratios = [sweep_seconds(*SHORT, *LOCAL) / xargs_seconds(program) for _ in range(ROUNDS)]
        report("200 trainings", f"xargs, {compiler}", ratios, 1.1)
        overheads, networks = [], []
        for _ in range(ROUNDS):
            local = sweep_seconds(*LONG, *LOCAL)
            overheads.append(local / bare_seconds())
            networks.append(sweep_seconds(*LONG, "--scheduler", address) / local)
        report("100 trainings", "the trainings' own time", overheads, 1.05)
        report("100 trainings", "Dask : processes", networks, 1.15)
        compare_side_by_side(folder)


def compare_side_by_side(folder: Path) -> None:
    """Print the rows of sweeps whose trainings are done side by side."""
    earlier = folder / "earlier"
    earlier.mkdir()
    archive = subprocess.run(
        ["git", "archive", EARLIER, "trainer"], cwd=ROOT, stdout=subprocess.PIPE, check=True
    ).stdout
    subprocess.run(["tar", "-x"], cwd=earlier, input=archive, check=True)
    for name, options, goal in SIDE_BY_SIDE:
        ratios = [
            sweep_seconds(*options, *LOCAL) / sweep_seconds(*options, *LOCAL, root=earlier)
            for _ in range(ROUNDS)
        ]
        report(f"64, {name}", f"{EARLIER}, time", ratios, goal)
    if find_spec("torch"):
        torch = [sys.executable, "bench/torch_models.py"]
        ratios = [sweep_seconds(*SEVERAL, *ADAMW, *LOCAL) / seconds(torch) for _ in range(ROUNDS)]
        report("64, exact, AdamW", "PyTorch, one tensor, time", ratios, 0.2)


def sweep_seconds(*words: str, root: Path = ROOT) -> float:
    """Return how long a sweep into a new folder takes, by the trainer that is below the root."""
    with tempfile.TemporaryDirectory() as folder:
        return seconds([*SWEEP, *words, "-o", folder], root)


def xargs_seconds(program: Path) -> float:
    """Return how long the C program takes for the trainings of SHORT."""
    with tempfile.TemporaryDirectory() as folder:
        one = f"{program} --runs 2000 --seed {{}} | gzip > {folder}/{{}}.log.gz"
        return seconds(["bash", "-c", f"seq 200 | xargs -P 2 -I{{}} bash -c '{one}'"])


def bare_seconds() -> float:
    """Return half of the time that the trainings of LONG take in two processes."""
    command = [sys.executable, "-c", BARE]
    halves = [
        subprocess.Popen([*command, first], cwd=ROOT, stdout=subprocess.PIPE)
        for first in ("1", "2")
    ]
    return sum(float(half.communicate()[0]) for half in halves) / 2


@contextmanager
def dask_cluster(folder: Path) -> Iterator[str]:
    """Start a scheduler and two workers, and yield the scheduler's address."""
    file = folder / "scheduler.json"
    where = ["--scheduler-file", str(file), "--no-dashboard"]
    commands = [
        ["dask_scheduler", "--host", "127.0.0.1", "--port", "0"],
        *[["dask_worker", "--nthreads", "1", "--no-nanny"]] * 2,
    ]
    with ExitStack() as stack:
        for module, *options in commands:
            command = [sys.executable, "-m", f"distributed.cli.{module}", *options, *where]
            process = stack.enter_context(
                subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
            )
            stack.callback(process.terminate)
            while not file.exists():
                time.sleep(0.1)
        yield json.loads(file.read_text())["address"]


if __name__ == "__main__":
    main()
