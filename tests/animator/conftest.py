"""The animator's command, run where its process does not matter."""

from collections.abc import Callable
from pathlib import Path

import pytest

from .program import FILES, FOLDER, run_here

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def animator(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command in a folder: its status, and what stderr shows."""

    def run(folder: Path, *words: str) -> tuple[int, str]:
        status = run_here(folder, *words)
        out, err = capsys.readouterr()
        assert out == ""
        return status, err

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a log of each kind."""
    for name, raw in FILES.items():
        (tmp_path / name).write_bytes(raw)
    (tmp_path / FOLDER).mkdir()
    return tmp_path
