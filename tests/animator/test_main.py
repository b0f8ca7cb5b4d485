import contextlib
import os
import pty
import subprocess
import sys
import termios
from dataclasses import fields
from pathlib import Path

import pytest

from animator.formats import suffixes
from animator.look import Look
from animator.options import flag

from ..checkout import ROOT
from .film import EXE, describe, read_film, script
from .program import FILES, FOLDER, HERE, SMALL, animator, command, environment, new_files

EXPECTED = "no loss with a run number: expected 'run: 0', then 'L: 0.1' on the next line"
LONG = "x" * 300
SUFFIXED = suffixes()
PANELS = "one or more of loss, weights, gram, bias, norms, each once"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a log of each kind."""
    for name, raw in FILES.items():
        (tmp_path / name).write_bytes(raw)
    (tmp_path / FOLDER).mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("log", "name"), [("small.log", "small.mp4"), ("zipped.log.gz", "zipped.mp4")]
)
def test_without_a_name_the_film_is_called_like_its_log(log: str, name: str, folder: Path) -> None:
    words = ["--size", "240x240", "--fps", "7", "--hold", "0"]
    assert animator(folder / FOLDER, f"../{log}", *words) == (0, "")
    [film] = (folder / FOLDER).iterdir()
    assert film.name == name
    about, frames = read_film(film)
    assert (about["size"], about["fps"], len(frames)) == ((240, 240), 7, 3)
    assert f"comment : python -m animator ../{log} --size 240x240 --fps 7 --hold 0\n" in describe(
        film
    )


def test_a_log_from_stdin_needs_an_output_but_no_name(tmp_path: Path) -> None:
    assert animator(tmp_path, "-", "-o", "run.csv", stdin=SMALL.read_bytes()) == (0, "")
    assert (tmp_path / "run.csv").read_text().startswith("run,tag,row,col,value\n0,L,0,0,0.5\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "the following arguments are required: LOG"),
        (["small.log", "more.log"], "several logs have no one name: say with -o what to make"),
        (["small.log", "run.csv", "-o", "x.csv"], "a .csv holds one log, not 2"),
        (
            ["small.log", "run.csv", "-o", "./run.csv"],
            "run.csv is the log itself, name another output",
        ),
        (["small.log", "no.log", "-o", "no.log"], f"no.log: the suffix must be one of {SUFFIXED}"),
        (["small.log", "--colour", "red"], "unrecognized arguments: --colour red"),
        (["small.log", "--win", "5"], "unrecognized arguments: --win 5"),  # no guessing
        (["small.log", "-o"], "argument -o/--output: expected one argument"),
        (["-"], "a log from stdin has no name: say with -o what to make"),
        (
            ["small.log", "-o", "a/run.avi"],
            f"run.avi: the suffix must be one of {suffixes()}",
        ),
        (["run.csv", "-o", "./run.csv"], "run.csv is the log itself, name another output"),
        *(
            (["small.log", f"--{option}={value}"], f"--{option} must be {allowed}, not {value}")
            for option, values, allowed in [
                ("fps", ["0", "-1", "1001", "nan", "inf"], "from 0.01 to 1000"),
                (
                    "size",
                    ["0x0", "239x240", "240x7681", "99999x300"],
                    "a width and a height from 240 to 7680",
                ),
                ("window", ["0", "-1"], "a whole number, at least 1"),
                ("tween", ["-1", "1001"], "a whole number, from 0 to 1000"),
                ("hold", ["-1", "nan"], "from 0 to 3600 seconds"),
                ("theme", ["", "blue"], "light or dark"),
                ("loss-scale", ["square"], "linear or log"),
                ("from", ["-1"], "a whole number, at least 0"),
                ("panels", ["", "loss,", "loss,loss", "W"], PANELS),
            ]
            for value in values
        ),
        (["small.log", "--from=5", "--to=4"], "--to must be a whole number, at least 5, not 4"),
        *(
            (["small.log", f"--size={size}"], f"argument --size: must be like 1500x750, not {size}")
            for size in ["1500", "1500x", "-300x300", "3e2x300", "\u0663\u0660\u0660x300"]
        ),
        (["small.log", "--fps=many"], "argument --fps: invalid float value: 'many'"),
        (["small.log", "--window=1.5"], "argument --window: invalid int value: '1.5'"),
        (
            ["small.log", "--title=a", "--title=b"],
            "--title must be a text for each of 1 logs, not 2",
        ),
    ],
)
def test_a_wrong_command_gets_one_line_and_status_2(
    words: list[str], message: str, folder: Path
) -> None:
    expected = f"animator: {message}; --help shows the options\n"
    assert animator(folder, *words) == (2, expected)
    assert new_files(folder) == []


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["no.log"], 2, "cannot open no.log: No such file or directory"),
        ([FOLDER], 2, f"cannot open {FOLDER}: Is a directory"),
        ([f"{LONG}.log", "-o", "run.csv"], 2, f"cannot open {LONG}.log: File name too long"),
        (["picture.log"], 2, "picture.log: not a text log"),
        (["prose.log"], 1, f"prose.log:1: {EXPECTED}, but not understood, (Dear diary,)"),
        (["no-W.log"], 1, "no-W.log: no block 'W'; the log has b"),
        (["no-W.log", "--panels", "bias,gram"], 1, "no-W.log: no block 'W'; the log has b"),
        (
            ["small.log", "--from", "2", "--to", "2"],
            1,
            "small.log: no snapshot from run 2 to run 2; it has 3, from run 1 to run 5",
        ),
        (
            ["small.log", "-o", "no/run.mp4"],
            1,
            "cannot write no/run.mp4: No such file or directory",
        ),
        (
            ["small.log", "-o", f"{LONG}.csv"],
            1,
            f"cannot write {LONG}.csv: File name too long",
        ),
    ],
)
def test_a_job_that_cannot_be_done_gets_one_line_and_its_status(
    words: list[str], status: int, message: str, folder: Path
) -> None:
    assert animator(folder, *words) == (status, f"animator: {message}\n")
    assert new_files(folder) == []


def test_an_output_that_is_a_folder_is_not_touched(folder: Path) -> None:
    (folder / "run.mp4").mkdir()
    message = "animator: cannot write run.mp4: it exists and is no regular file\n"
    assert animator(folder, "small.log", "-o", "run.mp4") == (1, message)
    assert new_files(folder) == ["run.mp4"]


def test_a_window_longer_than_the_log_is_all_of_it(folder: Path) -> None:
    words = ["small.log", "-o", "run.png", "--size", "240x240"]
    assert animator(folder, *words, "--window", "9" * 20) == (0, "")


def test_what_ffmpeg_fails_with_is_one_line_and_status_1(folder: Path) -> None:
    ffmpeg = script(folder, "echo Unknown encoder >&2; echo Conversion failed >&2; exit 8")
    message = "animator: ffmpeg failed with status 8: Unknown encoder | Conversion failed\n"
    words = ["small.log", "--size", "240x240"]
    assert animator(folder, *words, env=environment(**{EXE: ffmpeg})) == (1, message)
    assert new_files(folder) == ["ffmpeg"]


def test_when_ffmpeg_is_missing_it_is_named(folder: Path) -> None:
    missing = environment(**{EXE: "/no/such/ffmpeg"})
    status, stderr = animator(folder, "small.log", env=missing)
    assert (status, stderr.count("\n")) == (1, 1)
    assert "ffmpeg" in stderr
    assert new_files(folder) == []


def test_when_pyarrow_is_missing_it_is_named_in_one_line(folder: Path) -> None:
    hidden = folder / FOLDER
    (hidden / "pyarrow.py").write_text("raise ImportError")
    env = environment(PYTHONPATH=f"{hidden}{os.pathsep}{ROOT}")
    status, stderr = animator(folder, "small.log", "-o", "run.parquet", env=env)
    assert (status, stderr.count("\n")) == (1, 1)
    assert "pyarrow" in stderr
    assert new_files(folder) == []


@pytest.mark.parametrize(
    ("damaged", "lines"),
    [(20, []), (21, ["animator: odd.log: 21 warnings in all"])],
)
def test_the_first_20_warnings_are_shown_and_more_are_counted(
    damaged: int, lines: list[str], tmp_path: Path
) -> None:
    (tmp_path / "odd.log").write_text("run: 0\nL: 0.5\n" + "?\n" * damaged)
    shown = [
        f"animator: odd.log:{line}: not understood, (?)" for line in range(3, 3 + min(damaged, 20))
    ]
    status, stderr = animator(tmp_path, "odd.log", "-o", "odd.csv")
    assert (status, stderr.splitlines()) == (0, shown + lines)
    assert (tmp_path / "odd.csv").exists()


def test_strict_makes_a_warning_an_error_and_writes_nothing(folder: Path) -> None:
    (folder / "old.csv").write_text("older")
    assert animator(folder, "warning.log", "-o", "old.csv", "--strict") == (
        1,
        "animator: warning.log:3: not understood, (?)\n"
        "animator: warning.log: nothing written, because of --strict\n",
    )
    assert (folder / "old.csv").read_text() == "older"
    assert new_files(folder) == ["old.csv"]


def test_strict_is_content_with_a_log_without_warnings(folder: Path) -> None:
    assert animator(folder, "small.log", "-o", "small.csv", "--strict") == (0, "")
    assert new_files(folder) == ["small.csv"]


def on_a_terminal(folder: Path, *words: str, env: dict[str, str] = HERE) -> str:
    """Return what the command shows on a terminal."""
    terminal, stderr = pty.openpty()
    termios.tcsetwinsize(stderr, (24, 80))
    subprocess.run(command(*words), cwd=folder, env=env, stderr=stderr, check=False)
    os.close(stderr)
    shown = b""
    with contextlib.suppress(OSError):  # which is how a terminal ends
        while chunk := os.read(terminal, 1000):
            shown += chunk
    os.close(terminal)
    return shown.decode()


@pytest.mark.parametrize(("words", "is_shown"), [([], True), (["--quiet"], False)])
def test_the_progress_bar_is_on_stderr_and_only_on_a_terminal(
    words: list[str], is_shown: bool, folder: Path
) -> None:
    shown = on_a_terminal(folder, "small.log", "--size", "240x240", *words)
    assert ("render: 100%" in shown) == is_shown
    assert ("23/23" in shown) == is_shown


def test_an_error_does_not_stand_on_the_line_of_the_progress_bar(folder: Path) -> None:
    env = environment(**{EXE: script(folder, "head -c 9; exit 1")})
    shown = on_a_terminal(folder, "small.log", "--size", "240x240", env=env)
    assert shown.startswith("\rrender:   0%")
    assert shown.endswith("\r\nanimator: ffmpeg failed with status 1: \r\n")


def test_an_encoder_that_ffmpeg_lacks_is_one_line_before_the_log_is_read(folder: Path) -> None:
    os.mkfifo(folder / FOLDER / "endless.log")
    lacking = (
        """case "$*" in *encoder=*) echo "Codec 'libx264' is not recognized by FFmpeg.";; esac"""
    )
    env = environment(**{EXE: script(folder, lacking)})
    message = "animator: this ffmpeg lacks the encoder of .mp4, libx264\n"
    assert animator(folder, f"{FOLDER}/endless.log", env=env) == (1, message)


def test_help_names_every_suffix_and_every_setting_of_the_picture() -> None:
    done = subprocess.run(command("--help"), cwd=ROOT, capture_output=True, text=True, check=True)
    shown = " ".join(done.stdout.split())
    assert SUFFIXED in shown
    assert all(f" {flag(field.name)} " in shown for field in fields(Look))
    for default in ["loss,weights", "1500x750", "10", "2", "0", "linear", "light"]:
        assert f"(default: {default})" in shown


def test_help_needs_neither_pandas_nor_matplotlib() -> None:
    code = "import sys; sys.modules |= dict.fromkeys(['numpy', 'pandas', 'matplotlib', 'tqdm'])"
    code += "; sys.argv = ['animator', '--help']; from animator.__main__ import main; main()"
    subprocess.run([sys.executable, "-c", code], env=HERE, check=True, stdout=subprocess.DEVNULL)


def test_options_reach_the_picture(folder: Path) -> None:
    (folder / "other.log").write_bytes(FILES["small.log"])
    words = ["small.log", "other.log", "-o", "run.mp4", "--size", "480x240", "--theme", "dark"]
    words += ["--tween", "2", "--hold", "0.5", "--from", "1", "--to", "3", "--fps", "8"]
    words += ["--panels", "weights,bias", "--title", "a", "--title", "b", "--loss-scale", "log"]
    assert animator(folder, *words) == (0, "")
    about, frames = read_film(folder / "run.mp4")
    assert (about["size"], about["fps"]) == ((480, 240), 8)
    assert len(frames) == 1 + 3 + 4  # a snapshot, two in between and another, and half a second
    assert frames[0].mean() < 60  # dark
