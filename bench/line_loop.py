"""The loop over lines that one writes first, without any checks, to compare the parser with."""

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
