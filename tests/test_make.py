"""What make does, in a copy of the checkout that uses the environment of these tests."""

import os
import subprocess
import time
from concurrent.futures import Future
from pathlib import Path

import pytest

from trainer.__main__ import build_parser

from .checkout import DIGESTS, ROOT, SHELL, copy_checkout, options

TINY = "--runs 30 --every 10 --samples 100 --batch-size 8\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    copy_checkout(tmp_path)
    (tmp_path / "logs" / "tiny.args").write_text(TINY)
    return tmp_path


def make(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = ["make", *words]
    return subprocess.run(
        command, cwd=checkout, env=SHELL, capture_output=True, text=True, check=False
    )


def touch(path: Path) -> None:
    later = time.time() + 5  # whatever the file system's clock ticks in
    os.utime(path, (later, later))


def stages(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return which stages make has run."""
    assert done.returncode == 0, done.stderr
    return [stage for stage in ("trainer", "animator") if f"-m {stage}" in done.stdout]


def test_one_command_trains_and_films(checkout: Path) -> None:
    assert stages(make(checkout, "tiny.mp4")) == ["trainer", "animator"]
    assert (checkout / "tiny.mp4").read_bytes()[4:8] == b"ftyp"
    assert (checkout / "logs" / "tiny.log").read_text().count("run: ") == 30


def test_a_second_make_does_nothing(checkout: Path) -> None:
    make(checkout, "tiny.png")
    assert make(checkout, "tiny.png").stdout == "make: 'tiny.png' is up to date.\n"


@pytest.mark.parametrize(
    ("edited", "again"),
    [
        ("logs/tiny.args", ["trainer", "animator"]),
        ("trainer/model.py", ["trainer", "animator"]),
        ("animator/scene/dots.py", ["animator"]),
        ("logs/tiny.log", ["animator"]),
        ("README.md", []),
    ],
)
def test_what_came_from_an_edited_file_is_made_again(
    edited: str, again: list[str], checkout: Path
) -> None:
    make(checkout, "tiny.png")
    touch(checkout / edited)
    assert stages(make(checkout, "tiny.png")) == again


def test_a_log_without_settings_is_shown_and_never_made_again_or_deleted(checkout: Path) -> None:
    make(checkout, "logs/tiny.log")
    mine = checkout / "logs" / "mine.log"
    (checkout / "logs" / "tiny.log").rename(mine)
    for code in (checkout / "trainer").glob("*.py"):
        touch(code)
    assert stages(make(checkout, "mine.png")) == ["animator"]
    make(checkout, "clean")
    assert mine.exists()
    assert not (checkout / "mine.png").exists()


def test_clean_knows_names_with_blanks(checkout: Path) -> None:
    log = checkout / "logs" / "run.log"
    log.write_text("mine")
    (checkout / "logs" / "my run.args").write_text(TINY)
    (checkout / "logs" / "my run.log").write_text("ours")
    make(checkout, "clean")
    assert log.read_text() == "mine"
    assert not (checkout / "logs" / "my run.log").exists()


def test_a_name_with_a_blank_is_refused_before_anything_is_touched(checkout: Path) -> None:
    for name in ("run.log", "my run.log", "my"):
        (checkout / "logs" / name).write_text("mine")
    done = make(checkout, "my run.mp4")
    assert done.returncode != 0
    assert '"my run.mp4" has a blank in its name, which make cannot handle' in done.stderr
    for name in ("run.log", "my run.log", "my"):
        assert (checkout / "logs" / name).read_text() == "mine"


def test_clean_removes_what_make_can_make_again(checkout: Path) -> None:
    make(checkout, "tiny.png", "tiny.csv", "tiny.parquet")
    make(checkout, "clean")
    assert not list(checkout.glob("tiny.*"))
    assert not (checkout / "logs" / "tiny.log").exists()
    assert (checkout / "logs" / "tiny.args").exists()
    assert (checkout / "logs" / "c-pentagon.log").exists()


def test_products_made_side_by_side_share_one_training(checkout: Path) -> None:
    done = make(checkout, "-j4", "tiny.png", "tiny.csv", "tiny.parquet")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("-m trainer") == 1
    assert done.stdout.count("-m animator") == 3


def test_a_c_program_can_take_the_trainers_place(checkout: Path, c_trainer: Path) -> None:
    make(checkout, "tiny.png")
    ours = (checkout / "logs" / "tiny.log").read_bytes()
    done = make(checkout, "tiny.png", f"TRAIN={c_trainer}")
    assert stages(done) == ["animator"]
    assert str(c_trainer) in done.stdout
    assert (checkout / "logs" / "tiny.log").read_bytes() == ours


def test_a_script_can_take_the_animators_place(checkout: Path) -> None:
    script = checkout / "mine.sh"
    script.write_text('#!/bin/sh\ntest "$2" = -o && tail -n 1 "$1" > "$3"\n')
    script.chmod(0o755)
    assert stages(make(checkout, "tiny.mp4", "ANIMATE=./mine.sh")) == ["trainer"]
    assert (checkout / "tiny.mp4").read_text() == "]\n"


@pytest.mark.parametrize("trainer", ["false", "echo run: 0; false", "./no-such-program"])
def test_a_trainer_that_fails_leaves_the_old_log_and_no_film(trainer: str, checkout: Path) -> None:
    make(checkout, "logs/tiny.log")
    log = checkout / "logs" / "tiny.log"
    before = log.read_bytes()
    assert make(checkout, "tiny.png", f"TRAIN={trainer}").returncode != 0
    assert log.read_bytes() == before
    assert not (checkout / "tiny.png").exists()
    assert not list(checkout.glob("logs/*.tmp"))


def test_a_product_without_a_log_is_refused(checkout: Path) -> None:
    done = make(checkout, "nothing.mp4")
    assert done.returncode != 0
    assert "No rule to make target 'nothing.mp4'" in done.stderr


def test_make_alone_tells_what_there_is_to_make(checkout: Path) -> None:
    text = make(checkout).stdout
    assert text == make(checkout, "help").stdout
    for target in ("pentagon.mp4", "TRAIN=", "ANIMATE=", "test", "lint", "bench", "clean"):
        assert target in text


@pytest.mark.parametrize("name", ["pentagon", "hexagon", "video-pentagon", "video-hexagon"])
def test_the_settings_in_logs_are_those_of_the_digests(name: str) -> None:
    def parse(words: list[str]) -> dict[str, object]:
        parser = build_parser()
        return vars(parser.parse_args(list(parser.expand(words))))

    of_the_digest = parse(options(DIGESTS[name]))
    assert parse([f"@{ROOT}/logs/{name}.args"]) == of_the_digest


def test_our_pentagon_log_is_the_c_programs(our_logs: dict[str, Future[bytes]]) -> None:
    assert our_logs["pentagon"].result() == (ROOT / "logs" / "c-pentagon.log").read_bytes()
