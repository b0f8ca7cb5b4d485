import contextlib
import gzip
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from animator.output import SUFFIXES

from ..checkout import DATA, ROOT
from .film import EXE, read_film, script

SMALL = DATA / "small.log"
FOLDER = "folder.log"
FILES = {
    "small.log": SMALL.read_bytes(),
    "zipped.log.gz": gzip.compress(SMALL.read_bytes()),
    "no-W.log": b"run: 0\nL: 0.5\nb: [\n 1\n]\n",
    "run.csv": b"run: 0\nL: 0.5\n",
    "warning.log": b"run: 0\nL: 0.5\n?\n",
    "prose.log": b"Dear diary,\n",
    "picture.log": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
}
EXPECTED = "no loss with a run number: expected 'run: 0', then 'L: 0.1' on the next line"
LONG = "x" * 300


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a log of each kind."""
    for name, raw in FILES.items():
        (tmp_path / name).write_bytes(raw)
    (tmp_path / FOLDER).mkdir()
    return tmp_path


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "animator", *words]


def environment(**variables: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **variables}


HERE = environment()


def animator(
    cwd: Path, *words: str, stdin: bytes = b"", env: dict[str, str] = HERE
) -> tuple[int, str]:
    """Run the command; return its status and what stands on stderr. Stdout is never written to."""
    done = subprocess.run(
        command(*words), cwd=cwd, env=env, input=stdin, capture_output=True, check=False
    )
    assert done.stdout == b""
    return done.returncode, done.stderr.decode()


def new_files(folder: Path) -> list[str]:
    return sorted({path.name for path in folder.iterdir()} - {*FILES, FOLDER})


@pytest.mark.parametrize(
    ("log", "name"), [("small.log", "small.mp4"), ("zipped.log.gz", "zipped.mp4")]
)
def test_without_a_name_the_film_is_called_like_its_log(log: str, name: str, folder: Path) -> None:
    assert animator(folder / FOLDER, f"../{log}", "--size", "240x240", "--fps", "7") == (0, "")
    [film] = (folder / FOLDER).iterdir()
    assert film.name == name
    about, frames = read_film(film)
    assert (about["size"], about["fps"], len(frames)) == ((240, 240), 7, 3)


def test_a_log_from_stdin_needs_an_output_but_no_name(tmp_path: Path) -> None:
    assert animator(tmp_path, "-", "-o", "run.csv", stdin=SMALL.read_bytes()) == (0, "")
    assert (tmp_path / "run.csv").read_text().startswith("run,tag,row,col,value\n0,L,0,0,0.5\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "the following arguments are required: LOG"),
        (["small.log", "more.log"], "unrecognized arguments: more.log"),
        (["small.log", "--colour", "red"], "unrecognized arguments: --colour red"),
        (["small.log", "--win", "5"], "unrecognized arguments: --win 5"),  # no guessing
        (["small.log", "-o"], "argument -o/--output: expected one argument"),
        (["-"], "a log from stdin has no name: say with -o what to make"),
        (
            ["small.log", "-o", "a/run.avi"],
            f"run.avi: the suffix must be one of {' '.join(SUFFIXES)}",
        ),
        (["run.csv", "-o", "./run.csv"], "run.csv is the log itself, name another output"),
        *(
            (
                ["small.log", f"--fps={fps}"],
                f"argument --fps: must be from 0.01 to 1000, not {fps}",
            )
            for fps in ["0", "-1", "1001", "nan", "inf", "many", ""]
        ),
        *(
            (
                ["small.log", f"--size={size}"],
                f"argument --size: must be like 1500x750, each side from 240 to 7680, not {size}",
            )
            for size in [
                "0x0",
                "239x240",
                "240x7681",
                "1500",
                "1500x",
                "-300x300",
                "3e2x300",
                "99999999x300",
            ]
        ),
        *(
            (
                ["small.log", f"--window={window}"],
                f"argument --window: must be a whole number of runs, at least 1, not {window}",
            )
            for window in ["0", "-1", "1.5", "ten", "1_0", "٣"]
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


@pytest.mark.parametrize(("words", "is_shown"), [([], True), (["--quiet"], False)])
def test_the_progress_bar_is_on_stderr_and_only_on_a_terminal(
    words: list[str], is_shown: bool, folder: Path
) -> None:
    terminal, stderr = pty.openpty()
    termios.tcsetwinsize(stderr, (24, 80))
    subprocess.run(
        command("small.log", "--size", "240x240", *words),
        cwd=folder,
        env=HERE,
        stderr=stderr,
        check=True,
    )
    os.close(stderr)
    shown = b""
    with contextlib.suppress(OSError):  # which is how a terminal ends
        while chunk := os.read(terminal, 1000):
            shown += chunk
    os.close(terminal)
    assert (b"render: 100%" in shown) == is_shown
    assert (b"3/3" in shown) == is_shown


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("read", ["head -c 1", "cat"], ids=["rendering", "finishing"])
def test_a_signal_ends_everything_and_leaves_the_older_film(
    read: str, number: signal.Signals, folder: Path
) -> None:
    (folder / "film.mp4").write_text("older")
    ffmpeg = script(folder, f"{read} > /dev/null; echo $$ > pid; exec sleep 60")
    process = subprocess.Popen(
        command("small.log", "-o", "film.mp4", "--size", "240x240"),
        cwd=folder,
        env=environment(**{EXE: ffmpeg}),
        stderr=subprocess.PIPE,
    )
    while not ((folder / "pid").exists() and (folder / "pid").read_text()):
        assert process.poll() is None
        time.sleep(0.01)
    pid = int((folder / "pid").read_text())
    try:
        process.send_signal(number)
        _, stderr = process.communicate(timeout=10)
        assert process.returncode == -number
        assert stderr == b"animator: interrupted\n"
        assert (folder / "film.mp4").read_text() == "older"
        assert new_files(folder) == ["ffmpeg", "film.mp4", "pid"]
        assert not is_running(pid)
    finally:
        if is_running(pid):
            os.kill(pid, signal.SIGKILL)


def test_help_names_every_suffix() -> None:
    done = subprocess.run(command("--help"), cwd=ROOT, capture_output=True, text=True, check=True)
    assert " ".join(SUFFIXES) in " ".join(done.stdout.split())
