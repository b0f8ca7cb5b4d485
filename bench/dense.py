"""Measure --fast-math against a plain numpy loop that does the same work, bench/dense_loop.py.

Both are whole processes that use one thread. They take turns, and the row shows the median and the
range of the ratios. The other rows show the largest memory of a large training.
"""

import os
import sys

from .training import TRAINER, peak_memory, report, seconds

ADAMW = ["--optimizer", "adamw", "--gradient", "exact", "--init", "xavier", "--quiet"]
N_200 = [*TRAINER, *ADAMW, "--features", "200", "--hidden", "20", "--runs", "2000"]
N_400 = [*TRAINER, *ADAMW, "--features", "400", "--hidden", "30", "--runs", "20"]
SPARSE = [*TRAINER, "--density", "0.01", "--quiet"]  # a pentagon's sizes
PLAIN = [sys.executable, "bench/dense_loop.py"]
ROUNDS = 5


def main() -> None:
    """Print a row for each measurement."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    ratios = [seconds([*N_200, "--fast-math"]) / seconds(PLAIN) for _ in range(ROUNDS)]
    report("n=200, fast-math", "plain numpy loop, time", ratios, 1.1)
    ratios = [seconds([*SPARSE, "--fast-math"]) / seconds(SPARSE) for _ in range(ROUNDS)]
    report("n=5, fast-math", "without, time", ratios, 1)
    report("n=400, fast-math", "1 GiB, memory", [peak_memory([*N_400, "--fast-math"])], 1)
    report("n=400", "1 GiB, memory", [peak_memory(N_400)], 1)


if __name__ == "__main__":
    main()
