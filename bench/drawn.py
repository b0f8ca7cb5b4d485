"""Say in words what the pictures of docs/ show: `python -m bench.drawn > docs/pictures.txt`.

`make pictures` writes this file after the pictures, and a test compares it with what their recipes
would draw now, so that no picture stays behind the code. To be quick, it tells what each recipe
draws of shorter trainings: words, colours, and where the lines go.
"""

import io
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_hex
from matplotlib.text import Text

from animator import Log, read_log
from animator.command.options import build_parser, look_of
from animator.geometry import Array
from animator.scene.scene import Scene

SHORTER = ["--runs", "300", "--every", "20", "--samples", "2000", "--batch-size", "64"]
POINTS = 6  # of each line, which are told
DIGITS = 2  # of their coordinates: what is drawn of the same log may differ in the last bits


def recipes() -> list[list[str]]:
    """Return the words of each command of the Makefile that draws one of the pictures."""
    make = ["make", "-nB", "docs/pictures.txt"]
    commands = subprocess.run(make, check=True, capture_output=True, text=True).stdout
    lines = commands.replace("\\\n", " ").splitlines()
    words = (shlex.split(command.partition(" -m animator ")[2]) for command in lines)
    return [own for own in words if own and own[0].startswith("logs/")]


@cache
def shorter(log: str) -> Log:
    """Return a log, `logs/NAME.log`, of a shorter training with the settings in its .args file."""
    settings = f"@{Path(log).with_suffix('.args')}"
    command = [sys.executable, "-m", "trainer", settings, *SHORTER]
    return read_log(io.BytesIO(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))


def drawn(words: list[str]) -> Iterator[str]:
    """Yield in lines what a command draws: its words, and what is in each panel."""
    yield shlex.join(words)
    args = build_parser().parse_args(words)
    scene = Scene([shorter(log) for log in args.logs], look_of(args))
    scene.show_last()
    for part in scene.figure.subfigs:
        yield from (f"  {text.get_text()}" for text in part.texts)
        for axes in part.axes:
            yield from (f"    {line}" for line in in_panel(axes))


def in_panel(axes: Axes) -> Iterator[str]:
    """Yield in lines what is drawn into axes."""
    ticks = {*axes.get_xticklabels(), *axes.get_yticklabels()}
    texts = [text for text in axes.findobj(Text) if text.get_visible() and text not in ticks]
    yield " | ".join(filter(None, (text.get_text().replace("\n", " / ") for text in texts)))
    for line in axes.lines:
        heights = np.asarray(line.get_ydata(), float)
        if len(heights) > POINTS:
            places = np.linspace(0, len(heights) - 1, POINTS).astype(int)
            yield f"line in {to_hex(line.get_color())}: {in_digits(heights[places])}"
    for marks in axes.findobj(Collection):
        colours = np.concatenate([marks.get_facecolor(), marks.get_edgecolor()])
        names = list(dict.fromkeys(map(to_hex, colours)))
        yield f"{type(marks).__name__}: {len(marks.get_paths())} in {' '.join(names[:POINTS])}"


def in_digits(numbers: Array) -> str:
    """Return numbers with few digits."""
    return " ".join(f"{number:.{DIGITS}g}" for number in numbers)


def main() -> None:
    """Print what all pictures show."""
    for words in recipes():
        print(*drawn(words), sep="\n")


if __name__ == "__main__":
    main()
