"""Measure the memory of reading and of writing tables, and the speed of writing: `make bench`.

The log is the longest for its size: 200 MB of matrices. Each measurement is a process of its own;
its memory is the growth of the peak since its libraries were imported. Needs Linux.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from .film import train
from .reading import LONG, OTHERS, SHORT, repeat, show
from .training import ROOT

ROUNDS = 3
MEASURED = """
import re, sys, time
from pathlib import Path
import pandas, pyarrow.parquet
from animator import animate, read_log

def peak():
    return int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024

path, out = sys.argv[1:]
before = peak()
log = read_log(path)
start = time.perf_counter()
{work}
duration = time.perf_counter() - start
print(peak() - before, log.size * 8 + log.runs.nbytes + log.snapshot_runs.nbytes, duration)
"""
WORK = {
    "reading": "",
    ".csv": "animate(log, out + '.csv')",
    ".parquet": "animate(log, out + '.parquet')",
    "to_csv": "log.tidy().to_csv(out + '.csv', index=False, na_rep='nan', lineterminator='\\n')",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pattern = train(OTHERS["the program's hexagon"], folder / "pattern")
        long, short = folder / "long", folder / "short"
        repeat(pattern, LONG, long)
        repeat(pattern, SHORT, short)
        print(f"{'tables of matrices':<52}{'median':>7}{'range':>13}{'goal':>9}")
        reading = [measure("reading", long) for _ in range(ROUNDS)]
        besides = [(peak - result) / 2**20 for peak, result, _ in reading]
        show("reading 200 MB, memory beside the result in MiB", besides, "< 64")
        for suffix in (".csv", ".parquet"):
            ratios = [measure(suffix, long)[0] / peak for peak, _, _ in reading]
            show(f"writing a {suffix} : reading, memory", ratios, "< 1.3")
        pairs = [(measure("to_csv", short), measure(".csv", short)) for _ in range(ROUNDS)]
        show("pandas' to_csv : ours, time", [a[2] / b[2] for a, b in pairs], "> 1")


def measure(work: str, log: Path) -> tuple[int, int, float]:
    """Return the bytes of the peak and of the log that is read, and the seconds that work takes."""
    command = [sys.executable, "-c", MEASURED.format(work=WORK[work]), str(log), f"{log}.out"]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    peak, result, duration = done.stdout.split()
    return int(peak), int(result), float(duration)


if __name__ == "__main__":
    main()
