"""The loop over lines that one writes first, without any checks, to compare the parser with."""

import re
from pathlib import Path

Blocks = list[tuple[int, str, list[list[float]]]]


def read(path: str) -> tuple[list[int], list[float], dict[str, list[float]], Blocks]:
    """Return the runs, the losses, the other scalars and the blocks of a log without damage."""
    runs: list[int] = []
    losses: list[float] = []
    scalars: dict[str, list[float]] = {}
    blocks: Blocks = []
    with Path(path).open() as log:
        for line in log:
            if line.startswith("run: "):
                runs.append(int(line[5:]))
            elif line.startswith("L: "):
                losses.append(float(line[3:]))
            elif line.endswith(": [\n"):
                blocks.append((runs[-1], line[:-4], []))
            elif ": " in line:
                name, number = line.split(": ")
                scalars.setdefault(name, []).append(float(number))
            elif line != "]\n":
                blocks[-1][2].append([float(value) for value in line.split()])
    return runs, losses, scalars, blocks


def read_by_pattern(path: str) -> tuple[list[float], list[float]]:
    """Return the runs and the losses of the log of another program."""
    pattern = re.compile(r"iter (\d+): loss (\S+), time .*?ms")
    runs: list[float] = []
    losses: list[float] = []
    with Path(path).open() as log:
        for line in log:
            if match := pattern.search(line):
                runs.append(float(match[1]))
                losses.append(float(match[2]))
    return runs, losses
