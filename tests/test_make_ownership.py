"""make neither overwrites nor removes a file that it has not made, or that has changed since."""

import os
from pathlib import Path

import pytest

from .makefile import files, instead_of_sleeping, make, stages, touch


@pytest.mark.parametrize("words", [[], ["TRAIN=echo hi"], ["-B"]])
def test_a_log_that_somebody_has_put_there_is_used_as_it_is(
    words: list[str], checkout: Path
) -> None:
    log = checkout / "logs" / "tiny.log"
    log.write_text("mine")
    os.utime(log, (0, 0))  # older than all code
    done = make(checkout, "tiny.png", *words)
    assert stages(done) == ["animator"]
    assert done.stderr == (
        "make: logs/tiny.log is used as it is, because make has not made it, or it has changed "
        "since; remove or rename it to train again\n"
    )
    make(checkout, "clean")
    assert log.read_text() == "mine"
    log.unlink()
    assert stages(make(checkout, "tiny.png")) == ["trainer", "animator"]


def test_a_log_that_has_changed_is_used_as_it_is(checkout: Path) -> None:
    make(checkout, "tiny.png")
    log = checkout / "logs" / "tiny.log"
    log.write_text("mine")
    touch(checkout / "logs" / "tiny.args")
    done = make(checkout, "tiny.png")
    assert stages(done) == ["animator"]
    assert "logs/tiny.log is used as it is" in done.stderr
    make(checkout, "clean")
    assert log.read_text() == "mine"


def test_a_log_without_settings_is_shown_and_never_made_again_or_deleted(checkout: Path) -> None:
    mine = checkout / "logs" / "mine.log"
    mine.write_text("mine")
    os.utime(mine, (0, 0))
    done = make(checkout, "mine.png")
    assert stages(done) == ["animator"]
    assert done.stderr == ""
    make(checkout, "clean")
    assert mine.read_text() == "mine"
    assert not (checkout / "mine.png").exists()


@pytest.mark.parametrize("was_made", [False, True])
def test_a_product_that_somebody_has_made_or_changed_is_not_overwritten(
    was_made: bool, checkout: Path
) -> None:
    mine = checkout / "tiny.csv"
    if was_made:
        make(checkout, "tiny.csv")
    mine.write_text("mine")
    done = make(checkout, "tiny.csv", env=instead_of_sleeping(checkout, "true"))
    assert done.returncode == 2
    assert done.stderr.startswith(
        "make: tiny.csv is not overwritten, because make has not made it, or it has changed since; "
        "remove or rename it\n"
    )
    assert mine.read_text() == "mine"


def test_a_folder_with_the_name_of_a_product_is_not_touched(checkout: Path) -> None:
    (checkout / "tiny.csv").mkdir()
    done = make(checkout, "tiny.csv", env=instead_of_sleeping(checkout, "true"))
    assert done.returncode == 2
    assert "make: tiny.csv is not overwritten" in done.stderr


def test_a_product_that_another_make_has_just_made_is_made_again(checkout: Path) -> None:
    make(checkout, "tiny.csv")
    record = checkout / ".make" / "tiny.csv"
    record.rename(checkout / "record")
    meanwhile = instead_of_sleeping(checkout, "mv record .make/tiny.csv")
    assert make(checkout, "tiny.csv", env=meanwhile).returncode == 0
    assert record.exists()


def test_clean_removes_exactly_the_files_that_make_has_made(checkout: Path) -> None:
    before = files(checkout)
    make(checkout, "tiny.png", "tiny.csv", "tiny.mp4", "c-pentagon.png")
    (checkout / ".make" / "logs" / "tiny.log.4711").write_text("left by kill -9")
    mine = {"tiny.mp4": b"changed", "tiny.gif": b"mine", "c-pentagon.csv": b"mine"}
    for name, text in mine.items():
        (checkout / name).write_bytes(text)
    done = make(checkout, "clean")
    assert done.returncode == 0
    assert done.stderr == "make: tiny.mp4 has changed since it was made, and is kept\n"
    assert files(checkout) == before | mine
    assert not (checkout / ".make").exists()
    assert (checkout / ".venv" / "run").exists()
    assert make(checkout, "clean").stderr == ""  # tiny.mp4 now belongs to somebody else
