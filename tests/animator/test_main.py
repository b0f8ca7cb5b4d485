import subprocess
from pathlib import Path

import pytest

from animator import __version__
from animator.command.options import flag, written
from animator.files.formats import suffixes
from animator.look import OPTIONS, Look

from ..checkout import ROOT
from .conftest import Run
from .film import describe, read_film
from .program import FILES, FOLDER, SMALL, command, environment, new_files, new_process

EXPECTED = (
    "no loss with a run number: expected 'run: 0', then 'L: 0.1' on the next line; first problem"
)
PANELS = "one or more of loss, weights, gram, bias, norms, geometry, each once"
LONG = "x" * 300
BIAS = "--panels=loss,weights,bias"
TINY = ("--size", "240x240")


@pytest.mark.parametrize(
    ("log", "name"), [("small.log", "small.mp4"), ("zipped.log.gz", "zipped.mp4")]
)
def test_without_a_name_the_film_is_called_like_its_log(
    log: str, name: str, folder: Path, animator: Run
) -> None:
    words = [*TINY, "--fps", "7", "--hold", "0"]
    assert animator(folder / FOLDER, f"../{log}", *words) == (0, "")
    [film] = (folder / FOLDER).iterdir()
    assert film.name == name
    about, frames = read_film(film)
    assert (about["size"], about["fps"], len(frames)) == ((240, 240), 7, 3)
    comment = f"comment : python -m animator ../{log} --size 240x240 --fps 7 --hold 0\n"
    assert comment in describe(film)


def test_a_log_from_stdin_needs_an_output_but_no_name(tmp_path: Path) -> None:
    assert new_process(tmp_path, "-", "-o", "run.csv", stdin=SMALL.read_bytes()) == (0, "")
    assert (tmp_path / "run.csv").read_text().startswith("run,tag,row,col,value\n0,L,0,0,0.5\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "name a LOG to show"),
        ([""], "name a LOG to show"),
        (["-x.log"], "unrecognized arguments: -x.log"),
        (["small.log", "more.log"], "several logs have no common name: name the output with -o"),
        (
            ["small.log", "run.png"],
            "several logs have no common name: name the output with -o, as in -o run.png",
        ),
        (["small.log", "run.csv", "-o", "x.csv"], "a .csv holds one log, not 2"),
        (["run.csv", "-o", "./run.csv"], "run.csv is the log itself, name another output"),
        (["small.log", "-o", "a/run.avi"], f"run.avi: the suffix must be one of {suffixes()}"),
        (["small.log", "-o", "."], f".: the suffix must be one of {suffixes()}"),
        (["small.log", "-o", ".mp4"], ".mp4: a name is missing before the suffix"),
        (["small.log", "-o", ""], "the output has no name"),
        (["-"], "a log from stdin has no name: name the output with -o"),
        (["small.log", "--colour", "red"], "unrecognized arguments: --colour red"),
        (["small.log", "--win", "5"], "unrecognized arguments: --win 5"),  # no guessing
        (["small.log", "-o"], "argument -o/--output: expected one argument"),
        (["small.log", "--fps", "0"], "--fps must be a number from 0.01 to 1000, not 0"),
        *(
            (
                ["small.log", f"--size={size}"],
                f"--size must be a width and a height from 240 to 7680, not {size}",
            )
            for size in ["0x0", "500x100000"]
        ),
        (["small.log", "--from=5", "--to=4"], "--to must be a whole number of at least 5, not 4"),
        (["small.log", "--frames=1"], "--frames must be a whole number of at least 2, not 1"),
        (["small.log", "--frames=all"], "argument --frames: invalid int value: 'all'"),
        (
            ["small.log", "--level=a"],
            "--level must be NAME=VALUE, as in hexagon=0.0241, each name once, not a",
        ),
        (
            ["small.log", "--level=a=0", "--loss-scale=log"],
            "--level must be greater than 0 on a logarithmic scale, not a=0",
        ),
        (["small.log", "--theme", ""], "--theme must be light or dark, not "),
        (["small.log", "--panels", "loss,W"], f"--panels must be {PANELS}, not loss,W"),
        *(
            (["small.log", f"--size={size}"], f"argument --size: must be like 1500x750, not {size}")
            for size in ["1500", "1500x", "-300x300", "3e2x300", "\u0663\u0660\u0660x300"]
        ),
        (
            ["small.log", "--line", "{run}"],
            "no template has {L}, which stands for the loss, only '{run}'",
        ),
        (
            ["small.log", "--line", "-{L} {"],
            "the template '-{L} {' has a single {: write {{ for a brace",
        ),
        (["small.log", "--fps=many"], "argument --fps: invalid float value: 'many'"),
        (["small.log", "--window=1.5"], "argument --window: invalid int value: '1.5'"),
        (
            ["small.log", "--title=a", "--title=b"],
            "--title must be given once for each log (1), not 2",
        ),
        (
            ["small.log", "--panels=loss,weights,gram,bias,norms", *TINY],
            "--size must be at least 345x345 to be legible with 5 panels, not 240x240",
        ),
        *(
            (
                ["small.log", "small.log", "-o", f"small{suffix}", "--size=300x240", BIAS],
                "--size must be at least 345x276 to be legible with 3 panels of 2 logs, "
                "not 300x240",
            )
            for suffix in (".png", ".svg", ".pdf")
        ),
    ],
)
def test_a_wrong_command_gets_one_line_and_status_2(
    words: list[str], message: str, folder: Path, animator: Run
) -> None:
    expected = f"animator: {message}; --help shows the options\n"
    assert animator(folder, *words) == (2, expected)
    assert new_files(folder) == []


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["no.log"], 2, "cannot open no.log: No such file or directory"),
        ([FOLDER], 1, f"{FOLDER}: no file *.log or *.log.gz in this folder"),
        ([f"{LONG}.log", "-o", "run.csv"], 2, f"cannot open {LONG}.log: File name too long"),
        (["picture.log"], 2, "picture.log: not a text log"),
        (["prose.log"], 1, f"prose.log:1: {EXPECTED}: not understood, (Dear diary,)"),
        (["no-W.log"], 1, "no-W.log: no block 'W'; the log has b"),
        (
            ["no-snapshot.log"],
            1,
            "no-snapshot.log: no block 'W'; the log has no blocks, so only --panels loss shows it;",
        ),
        (["small.log", "--to", "0"], 1, "small.log: no snapshot up to run 0; the log has 3, from"),
        (["small.log", "-o", "no/x.mp4"], 1, "cannot write no/x.mp4: No such file or directory"),
        (["small.log", "-o", f"{LONG}.csv"], 1, f"cannot write {LONG}.csv: File name too long"),
    ],
)
def test_a_job_that_cannot_be_done_gets_one_line_and_its_status(
    words: list[str], status: int, message: str, folder: Path, animator: Run
) -> None:
    found, stderr = animator(folder, *words)
    assert (found, stderr.count("\n")) == (status, 1)
    assert stderr.startswith(f"animator: {message}")
    assert new_files(folder) == []


def test_weights_that_are_not_finite_are_one_line_and_no_error(
    tmp_path: Path, animator: Run
) -> None:
    (tmp_path / "nan.log").write_text(
        "run: 3\nL: 0.5\nW: [\n 1 nan\n]\nb: [\n 1 1\n]\nrun: 4\nL: 0.5\nb: [\n 1 1\n]\n"
    )
    message = "animator: nan.log: W is not finite in 1 snapshot, first at run 3\n"
    assert animator(tmp_path, "nan.log", "-o", "nan.png", *TINY, "--strict") == (0, message)


def test_a_window_longer_than_the_log_is_all_of_it(folder: Path, animator: Run) -> None:
    words = ["small.log", "-o", "run.png", *TINY, "--window", "9" * 20]
    assert animator(folder, *words) == (0, "")


@pytest.mark.parametrize(
    ("damaged", "count"), [(1, ""), (2, "; 1 more like this"), (1001, "; 1,000 more like this")]
)
def test_warnings_with_the_same_reason_are_one_line(
    damaged: int, count: str, tmp_path: Path, animator: Run
) -> None:
    (tmp_path / "odd.log").write_text("run: 0\nL: 0.5\n" + "?\n" * damaged)
    shown = f"animator: odd.log:3: not understood, (?){count}\n"
    assert animator(tmp_path, "odd.log", "-o", "odd.csv") == (0, shown)
    assert (tmp_path / "odd.csv").exists()


def test_strict_makes_a_warning_an_error_and_writes_nothing(folder: Path, animator: Run) -> None:
    (folder / "old.csv").write_text("older")
    assert animator(folder, "warning.log", "-o", "old.csv", "--strict") == (
        1,
        "animator: warning.log:3: not understood, (?)\n"
        "animator: warning.log: nothing is written, because strict allows no warning\n",
    )
    assert (folder / "old.csv").read_text() == "older"
    assert new_files(folder) == ["old.csv"]
    assert animator(folder, "small.log", "-o", "old.csv", "--strict") == (0, "")


def test_options_that_change_nothing_are_named(folder: Path, animator: Run) -> None:
    words = ["small.log", "-o", "small.csv", "--theme", "dark", "--fps", "25", "--size=1500x750"]
    message = "animator: a .csv has no picture: fps, theme ignored\n"
    assert animator(folder, *words) == (0, message)
    words = ["small.log", "-o", "small.png", "--panels", "bias", "--level", "a=0.1", "--fps", "25"]
    messages = ["a .png is no film: fps ignored", "a .png has no panel loss: level ignored"]
    assert animator(folder, *words) == (0, "".join(f"animator: {one}\n" for one in messages))


@pytest.mark.parametrize(
    ("words", "part"),
    [([], 1), (["--part", "-1"], 1), (["--part", "0"], 0)],
)
def test_a_part_of_a_log_of_several_trainings_is_chosen(
    words: list[str], part: int, tmp_path: Path, animator: Run
) -> None:
    (tmp_path / "two.log").write_text("run: 5\nL: 0.5\nrun: 0\nL: 0.3\n")
    status, stderr = animator(tmp_path, "two.log", "-o", "two.csv", *words)
    assert (status, stderr.count("\n")) == (0, 1)
    assert f"two.log:3: 2 trainings in one log, this is part {part}" in stderr
    assert (tmp_path / "two.csv").read_text().endswith(["5,L,0,0,0.5\n", "0,L,0,0,0.3\n"][part])


@pytest.mark.parametrize(
    ("part", "status", "message"),
    [
        ("2", 1, " there is no part 2, only 0 in"),
        ("last", 2, " argument --part: invalid int value"),
    ],
)
def test_a_part_that_there_is_not_is_an_error(
    part: str, status: int, message: str, tmp_path: Path, animator: Run
) -> None:
    (tmp_path / "two.log").write_text("run: 5\nL: 0.5\nrun: 0\nL: 0.3\n")
    found, stderr = animator(tmp_path, "two.log", "-o", "two.csv", "--part", part)
    assert (found, stderr.count("\n")) == (status, 1)
    assert message in stderr
    assert not (tmp_path / "two.csv").exists()


def printed(*words: str, **variables: str) -> str:
    """Return what the command prints on stdout."""
    env = environment(**variables)
    done = subprocess.run(command(*words), cwd=ROOT, env=env, capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
def test_help_names_every_suffix_and_every_setting_on_any_terminal(encoding: str) -> None:
    shown = " ".join(printed("--help", PYTHONIOENCODING=encoding).split())
    for kind in ("film", "picture", "page", "table"):
        assert f"a {kind} ({suffixes(kind)})" in shown
    assert all(f" {flag(name)} " in shown for name in OPTIONS)
    assert "(default: )" not in shown
    for name in ("size", "fps", "tween", "hold", "average", "loss_scale"):
        assert f"(default: {written(getattr(Look(), name))})" in shown


def test_the_version_is_shown() -> None:
    assert printed("--version") == f"{__version__}\n"


def test_options_reach_the_picture(folder: Path, animator: Run) -> None:
    (folder / "other.log").write_bytes(FILES["small.log"])
    words = ["small.log", "other.log", "-o", "run.mp4", "--size", "480x240", "--theme", "dark"]
    words += ["--tween", "2", "--hold", "0.5", "--from", "1", "--to", "3", "--fps", "8"]
    words += ["--panels", "loss,bias", "--title", "a", "--title", "b", "--loss-scale", "log"]
    assert animator(folder, *words) == (0, "")
    about, frames = read_film(folder / "run.mp4")
    assert (about["size"], about["fps"]) == ((480, 240), 8)
    assert len(frames) == 1 + 3 + 4  # a snapshot, two in between and another, and half a second
    assert frames[0].mean() < 60  # dark
    assert "title : a, b\n" in describe(folder / "run.mp4")
