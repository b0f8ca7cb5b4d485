"""Read a log with the loop that one writes first, without any check: the parser's yardstick."""

import sys
from pathlib import Path

runs: list[int] = []
losses: list[float] = []
blocks: list[tuple[int, str, list[list[float]]]] = []
with Path(sys.argv[1]).open() as log:
    for line in log:
        if line.startswith("run: "):
            runs.append(int(line[5:]))
        elif line.startswith("L: "):
            losses.append(float(line[3:]))
        elif line.endswith(": [\n"):
            blocks.append((runs[-1], line[:-4], []))
        elif line != "]\n":
            blocks[-1][2].append([float(value) for value in line.split()])
