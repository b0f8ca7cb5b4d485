"""What is told on a terminal while a film is made."""

from pathlib import Path

import pytest

from ..processes import on_terminal
from .film import ANSWER, EXE, script
from .program import command, environment
from .test_main import TINY


def on_a_terminal(folder: Path, *words: str, **variables: str) -> str:
    """Return what the command shows on a terminal."""
    return on_terminal(command(*words), cwd=folder, env=environment(**variables))[1].decode()


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["-o", "a.mp4"], ["render: 100%", "23/23", "a.mp4: 23 frames, 2.3 s, "]),
        (["-o", "a.png"], ["a.png: 240x240, "]),
        (["-o", "a.csv"], ["a.csv: 42 rows, 1 kB\r\n"]),
        (["-o", "a.mp4", "--quiet"], []),
    ],
)
def test_progress_and_success_are_told_on_a_terminal(
    words: list[str], shown: list[str], folder: Path
) -> None:
    size = [] if words[1] == "a.csv" else TINY
    found = on_a_terminal(folder, "small.log", *size, *words)
    assert all(text in found for text in shown)
    assert bool(found) == bool(shown)


def test_an_error_does_not_stand_on_the_line_of_the_progress_bar(folder: Path) -> None:
    ffmpeg = script(folder, f"{ANSWER}; head -c 9; exit 1")
    shown = on_a_terminal(folder, "small.log", *TINY, **{EXE: ffmpeg})
    assert shown.startswith("\rrender:   0%")
    assert shown.endswith("\r\nanimator: ffmpeg failed with status 1: \r\n")
