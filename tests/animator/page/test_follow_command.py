"""What the command with --follow says and refuses, and how it ends."""

import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ...processes import running
from ..conftest import Run
from ..program import command, environment
from .viewer import Viewer, following

NO_FILE = "--follow writes no file: leave out -o, --strict and --describe"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("run.log", "run"), *((n, f"{n}, which is not there yet") for n in ("no.log", "n" * 400))],
)
def test_the_command_says_what_it_shows_and_where(name: str, shown: str, tmp_path: Path) -> None:
    (tmp_path / "run.log").touch()
    told = rf"animator: http://\S+ shows {shown}; Ctrl-C ends it\n"
    options: dict[str, Any] = {"cwd": tmp_path, "env": environment(DISPLAY="", WAYLAND_DISPLAY="")}
    with running(command(name, "--follow"), stderr=subprocess.PIPE, **options) as process:
        assert process.stderr is not None
        assert re.fullmatch(told, process.stderr.readline().decode())


def test_ctrl_c_ends_it_at_once_without_a_word(tmp_path: Path) -> None:
    with following(tmp_path, "run.log") as (process, url), closing(Viewer(url)):
        process.send_signal(signal.SIGINT)
        assert process.wait() == -signal.SIGINT
        assert process.stderr.read() == b""


@pytest.fixture
def taken() -> Iterator[str]:
    """Return a port that is taken, so that the command ends there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


def test_a_taken_port_is_one_clear_line(taken: str, folder: Path, animator: Run) -> None:
    message = "is taken: stop what uses it, or choose another --port"
    assert animator(folder, "run.log", "--follow", "--port", taken) == (
        1,
        f"animator: port {taken} {message}\n",
    )


@pytest.mark.parametrize(
    ("words", "messages"),
    [
        (["a.log", "--level", "a=0.1", "--fps", "5"], []),
        (["a.log", "--value", "loss"], ["a page of a log is no map: value ignored"]),
        (
            ["a.log", "--size", "300x300", "--y", "seed", "--panels", "weights", "--level", "a=1"],
            [
                "a page of a log is no map: y ignored",
                "a page fits the reader's window: size ignored",
                "a page has no panel loss: level ignored",
            ],
        ),
        (
            [".", "--value", "loss", "--hold", "3", "--level", "a=0.1"],
            ["a page of a folder is a map: hold, level ignored"],
        ),
    ],
)
def test_options_that_change_nothing_of_what_is_followed_are_named(
    words: list[str], messages: list[str], taken: str, folder: Path, animator: Run
) -> None:
    status, told = animator(folder, *words, "--follow", "--port", taken)
    assert status == 1
    assert told.splitlines()[:-1] == [f"animator: {message}" for message in messages]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--follow"], "name one LOG to follow"),
        (["a.log", "b.log", "--follow"], "name one LOG to follow"),
        (["no/", "--follow"], "there is no folder no/"),
        (["a.log", "--follow", "-o", "a.html"], NO_FILE),
        (["a.log", "--follow", "--strict"], NO_FILE),
        (["a.log", "--follow", "--port", "65536"], "--port must be from 0 to 65535, not 65536"),
        (["a.log", "--port", "80"], "--port has no meaning without --follow"),
    ],
)
def test_what_does_not_go_with_follow_is_a_usage_error(
    words: list[str], message: str, folder: Path, animator: Run
) -> None:
    assert animator(folder, *words) == (2, f"animator: {message}; --help shows the options\n")
