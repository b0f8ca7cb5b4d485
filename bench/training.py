"""Compare the speed of the trainer with that of the C program, tests/c/superposition.c.

Because machines are noisy, each row times the two programs in turn, and shows the median and the
range of the ratios. The C program is built without fused multiply-add: its log must not change.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "tests" / "c" / "superposition.c"
TRAINER = [sys.executable, "-m", "trainer"]
FAST = ["-O3", "-march=native"]
PLAIN = ["-g"]  # with gcc, as the program that made the post's videos was built

VIDEO_PENTAGON = ["@logs/video-pentagon.args"]
PENTAGON = ["@logs/pentagon.args"]
HEXAGON = ["@logs/hexagon.args"]
DENSE = [*HEXAGON, "--sparsity", "0", "--runs", "1000"]

ROWS = [  # name, options of the trainer, flags of the compiler, rounds, largest ratio aimed at
    ("video-pentagon", VIDEO_PENTAGON, FAST, 9, 1.2),
    ("video-pentagon", VIDEO_PENTAGON, PLAIN, 5, 0.3),
    ("pentagon", PENTAGON, FAST, 9, 1.4),
    ("pentagon", PENTAGON, ["-O2"], 9, 3.0),
    ("hexagon", HEXAGON, FAST, 3, 0.15),
    ("hexagon, dense", DENSE, FAST, 9, 1.1),
]


def main() -> None:
    print(f"{'settings':<17}{'against':<36}{'median':>7}{'range':>13}{'goal':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for settings, options, flags, rounds, goal in ROWS:
            program, compiler = c_program(flags, Path(folder))
            ratios = [
                seconds([*TRAINER, *options]) / seconds([str(program), *options])
                for _ in range(rounds)
            ]
            report(settings, f"{compiler}, time", ratios, goal)
    report("pentagon", "1,000,000 runs : 10,000, memory", [memory_ratio()], 1.1)


def c_program(flags: list[str], folder: Path) -> tuple[Path, str]:
    """Return the C program, built once into the folder, and how it was built."""
    compilers = [found for name in ("clang", "cc", "gcc") if (found := shutil.which(name))]
    if not compilers:
        sys.exit("bench: a C compiler is needed: install clang or gcc")
    compiler = compilers[-1] if flags == PLAIN else compilers[0]
    program = folder / "_".join(["c", *flags])
    if not program.exists():
        strict = [*flags, "-ffp-contract=off"]
        subprocess.run([compiler, *strict, "-o", program, SOURCE, "-lm"], check=True)
    return program, " ".join([Path(compiler).name, *flags])


def seconds(command: list[str], root: Path = ROOT) -> float:
    """Return how long a command takes that is called in this folder, including its start."""
    start = time.perf_counter()
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def memory_ratio() -> float:
    """Return the ratio of the peak memory of a training to that of one a hundredth as long."""
    long, short = (
        peak_memory([*TRAINER, *PENTAGON, "--runs", runs]) for runs in ("1000000", "10000")
    )
    return long / short


def peak_memory(command: list[str]) -> float:
    """Return the largest memory of a command, in GiB."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"bench: {' '.join(command)} failed")
    return usage.ru_maxrss / 2**20


def report(settings: str, against: str, ratios: list[float], goal: float) -> None:
    spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
    median = statistics.median(ratios)
    print(f"{settings:<17}{against:<36}{median:>7.2f}{spread:>13}{goal:>7.2f}", flush=True)


if __name__ == "__main__":
    main()
