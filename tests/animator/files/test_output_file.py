"""Where an output may go, what it may be called, and what is left if it can't be written."""

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from animator import animate, read_log
from animator.errors import UsageError
from animator.files.film import count_frames
from animator.files.output_file import check_output_file, whole_file

from ...checkout import DATA, ROOT
from ..conftest import Run
from ..program import command, environment

SMALL = DATA / "small.log"
NAMES = [
    "-x",
    "a:b",
    "md5:x",
    "concat:a|b",
    "%03d",
    "a b",
    "'\"",
    "two\nlines",
    "$(touch x)",
    "\\",
    os.fsdecode(b"\xff\xfe"),
    "五",
    "五" * 83 + "xx",  # 255 bytes with its suffix
]


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_any_name_is_just_a_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(SMALL, f"{name}.log")
    animate(f"{name}.log", f"{name}.mp4", size=(240, 240), hold=0)
    assert count_frames(tmp_path / f"{name}.mp4") == 3
    assert files_in(tmp_path) == sorted([f"{name}.log", f"{name}.mp4"])


@pytest.mark.parametrize("words", [["-o", "-x.csv"], ["-o-x.csv"], ["--output", "-x.csv"]])
def test_the_command_line_takes_a_name_like_an_options(
    words: list[str], tmp_path: Path, animator: Run
) -> None:
    shutil.copy(SMALL, tmp_path / "-x.log")
    assert animator(tmp_path, *words, "--", "-x.log") == (0, "")
    assert files_in(tmp_path) == ["-x.csv", "-x.log"]


@pytest.mark.parametrize("name", ["two\nlines\033", os.fsdecode(b"\xff\xfe")])
@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["{}"], 2, "cannot open {}: No such file or directory"),
        (["{}", "-o", "no/{}.csv"], 1, "cannot write no/{}.csv: No such file or directory"),
        (["x", "-o", "x.{}"], 2, "x.{}: the suffix must be one of "),
        (["x", "--{}"], 2, "unrecognized arguments: --{}"),
    ],
)
def test_a_message_has_a_name_on_one_line(
    words: list[str], status: int, message: str, name: str, tmp_path: Path, animator: Run
) -> None:
    done = animator(tmp_path, *(word.format(name) for word in words))
    shown = message.format(ascii(name)[1:-1])
    assert (done[0], done[1].count("\n")) == (status, 1)
    assert done[1].startswith(f"animator: {shown}")


@pytest.mark.parametrize("link", [Path.symlink_to, Path.hardlink_to])
@pytest.mark.parametrize(("log", "out"), [("log.csv", "link.csv"), ("link.csv", "log.csv")])
def test_an_output_that_is_a_link_to_the_log_is_refused(
    link: Callable[[Path, Path], None], log: str, out: str, tmp_path: Path
) -> None:
    shutil.copy(SMALL, tmp_path / "log.csv")
    link(tmp_path / "link.csv", tmp_path / "log.csv")
    source, target = tmp_path / log, tmp_path / out
    with source.open("rb") as file:
        for given in (source, str(source), read_log(source), file):
            with pytest.raises(UsageError, match="is the log itself, name another output"):
                animate(given, target)
    assert (tmp_path / "log.csv").read_bytes() == SMALL.read_bytes()


def test_an_output_that_is_the_log_on_stdin_is_refused(tmp_path: Path) -> None:
    shutil.copy(SMALL, tmp_path / "log.csv")
    with (tmp_path / "log.csv").open("rb") as stdin:
        done = subprocess.run(
            command("-", "-o", "log.csv"),
            cwd=tmp_path,
            env=environment(),
            stdin=stdin,
            capture_output=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"animator: log.csv is the log itself")


def test_no_output_is_any_of_several_logs(tmp_path: Path) -> None:
    one, two, three, none = (tmp_path / f"{name}.csv" for name in ("one", "two", "three", "none"))
    for path in (one, two):
        path.touch()
    check_output_file(three, [one, str(two), none, "-"])
    with pytest.raises(UsageError, match=r"two.csv is the log itself"):
        check_output_file(two, [one, str(two)])


def test_an_output_that_is_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    animate(SMALL, tmp_path / "link.csv")
    assert (tmp_path / "link.csv").readlink() == tmp_path / "real.csv"
    assert (tmp_path / "real.csv").read_text().startswith("run,tag")


def test_a_new_file_may_be_read_by_whom_the_user_allows_it(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    for suffix in ("csv", "png", "mp4"):
        animate(SMALL, tmp_path / f"out.{suffix}")
        assert (tmp_path / f"out.{suffix}").stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize(
    ("out", "reason"),
    [
        ("no/film.mp4", "No such file or directory"),
        ("file/film.mp4", "Not a directory"),
        ("folder.mp4", "it exists and is not a regular file"),
        (f"{'x' * 300}.mp4", "File name too long"),
        ("/proc/film.mp4", ""),  # nobody can write there, not even root
    ],
)
def test_a_place_that_cannot_be_written_is_one_line_before_the_log_is_read(
    out: str, reason: str, tmp_path: Path, animator: Run
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder.mp4").mkdir()
    os.mkfifo(tmp_path / "endless.log")  # reading it would never end
    status, stderr = animator(tmp_path, "endless.log", "-o", out)
    assert (status, stderr.count("\n")) == (1, 1)
    assert stderr.startswith(f"animator: cannot write {out}: {reason}")
    assert files_in(tmp_path) == ["endless.log", "file", "folder.mp4"]


@pytest.mark.parametrize("suffix", ["mp4", "pdf", "csv", "parquet"])
def test_a_disk_that_is_full_leaves_the_older_file(suffix: str, tmp_path: Path) -> None:
    def limit() -> None:  # no file can grow beyond it: a write then fails
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))

    out = tmp_path / f"out.{suffix}"
    out.write_text("older")
    log = ROOT / "logs" / "c-pentagon.log" if suffix == "parquet" else SMALL
    words = [str(log), "-o", out.name]
    done = subprocess.run(
        command(*words),
        cwd=tmp_path,
        env=environment(),
        preexec_fn=limit,
        capture_output=True,
        check=False,
    )
    reason = "" if suffix == "parquet" else "File too large\n"  # pyarrow has its own words
    message = f"animator: cannot write out.{suffix}: {reason}"
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1), done.stderr.decode()
    assert done.stderr.decode().startswith(message)
    assert out.read_text() == "older"
    assert files_in(tmp_path) == [out.name]


def test_while_it_is_written_a_file_is_in_a_hidden_folder_that_says_whose_it_is(
    tmp_path: Path,
) -> None:
    with whole_file(tmp_path / "out.csv") as unfinished:
        assert unfinished.parent.parent == tmp_path
        assert unfinished.parent.name.startswith(".out.csv.")
        assert unfinished.parent.name.endswith(".tmp")
        unfinished.write_text("new")
        assert not (tmp_path / "out.csv").exists()
    assert files_in(tmp_path) == ["out.csv"]
