import contextlib
import dataclasses
import os
import pty
import re
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from trainer import Settings

from ..checkout import ROOT, run_trainer

SHORT = ["--runs", "3", "--every", "2", "--batch-size", "4", "--samples", "9"]
ENDLESS = ["--runs", "1000000000"]


def trainer(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "trainer", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def start(*words: str | Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "trainer", *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_the_output_file_holds_what_stdout_would(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    done = trainer(*SHORT, "-o", log)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert log.read_bytes() == run_trainer(*SHORT)
    assert list(tmp_path.iterdir()) == [log]


def test_the_output_goes_through_a_link_to_the_file_behind_it(tmp_path: Path) -> None:
    (tmp_path / "link.log").symlink_to(tmp_path / "real.log")
    trainer(*SHORT, "-o", tmp_path / "link.log")
    assert (tmp_path / "link.log").is_symlink()
    assert (tmp_path / "real.log").read_bytes() == run_trainer(*SHORT)


def test_a_device_is_written_to_and_not_replaced() -> None:
    assert trainer(*SHORT, "-o", "/dev/null").returncode == 0
    assert Path("/dev/null").is_char_device()


def test_a_file_of_options_has_comments_and_several_options_a_line(tmp_path: Path) -> None:
    args = tmp_path / "short.args"
    args.write_text("# short\n\n--runs 3 --every 2  # runs\n--batch-size 4\n--samples 9\n")
    assert trainer(f"@{args}").stdout.encode() == run_trainer(*SHORT)
    assert trainer(f"@{args}", "--seed", "7").stdout.encode() == run_trainer(*SHORT, "--seed", "7")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--rnus", "5"], "unrecognized arguments: --rnus 5"),
        (["--run", "5"], "unrecognized arguments: --run 5"),  # no guessing
        (["--runs", "many"], "argument --runs: invalid int value: 'many'"),
        (["--runs", "1e4"], "argument --runs: invalid int value: '1e4'"),
        (["--l1"], "argument --l1: expected one argument"),
        (
            ["--dialect", "Pascal"],
            "argument --dialect: invalid choice: 'Pascal' (choose from post, program)",
        ),
        (["@no.args"], "cannot open no.args: No such file or directory"),
        (["@."], "cannot open .: Is a directory"),
    ],
)
def test_a_wrong_command_gets_one_line_and_status_2(words: list[str], message: str) -> None:
    done = trainer(*words)
    assert (done.returncode, done.stdout) == (2, "")
    # Before Python 3.12 argparse quotes the choices.
    stderr = done.stderr.replace("(choose from 'post', 'program')", "(choose from post, program)")
    assert stderr == f"trainer: {message}; --help shows the options\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--rnus 5", "unknown option --rnus"),
        ("--runs 5 @other.args", "unknown option @other.args"),
        ("--runs many  # too many", "argument --runs: invalid int value: 'many'"),
        ("--runs", "argument --runs: expected one argument"),
        ('--seed "7', "no closing quotation"),
    ],
)
def test_a_mistake_in_a_file_of_options_is_reported_with_its_line(
    line: str, message: str, tmp_path: Path
) -> None:
    args = tmp_path / "my.args"
    args.write_text(f"# mine\n--every 2\n{line}\n")
    done = trainer(f"@{args}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"trainer: {args}:3: {message}; --help shows the options\n"


@pytest.mark.parametrize(
    ("out", "reason"),
    [("no/folder/run.log", "No such file or directory"), ("", "Is a directory")],
)
def test_an_output_that_cannot_be_written_gets_one_line_and_status_1(
    out: str, reason: str, tmp_path: Path
) -> None:
    done = trainer(*SHORT, "-o", tmp_path / out)
    assert done.returncode == 1
    assert done.stderr == f"trainer: cannot write {tmp_path / out}: {reason}\n"
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_gets_one_line_and_status_1() -> None:
    done = trainer(*SHORT, "-o", "/dev/full")
    assert done.returncode == 1
    assert done.stderr == "trainer: cannot write /dev/full: No space left on device\n"
    with Path("/dev/full").open("w") as stdout:
        process = subprocess.Popen(
            [sys.executable, "-m", "trainer", *SHORT],
            cwd=ROOT,
            stdout=stdout,
            stderr=subprocess.PIPE,
        )
        _, stderr = process.communicate()
    assert process.returncode == 1
    assert stderr == b"trainer: cannot write stdout: No space left on device\n"


def test_a_disk_that_fills_up_leaves_the_old_file(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    log.write_text("older")
    limit = "ulimit -f 1; exec"  # kilobytes that a file may have
    command = [sys.executable, "-m", "trainer", "-o", str(log), "--runs", "500", "--samples", "9"]
    done = subprocess.run(
        ["bash", "-c", f'{limit} "$@"', "bash", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == f"trainer: cannot write {log}: File too large\n"
    assert log.read_text() == "older"
    assert list(tmp_path.iterdir()) == [log]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_the_old_file_and_ends_the_training(
    number: signal.Signals, tmp_path: Path
) -> None:
    log = tmp_path / "run.log"
    log.write_text("older")
    process = start(*ENDLESS, "-o", log)
    while len(list(tmp_path.iterdir())) == 1:  # until it has begun to write
        assert process.poll() is None
    process.send_signal(number)
    _, stderr = process.communicate(timeout=10)
    assert process.returncode == -number
    assert stderr == b"trainer: interrupted\n"
    assert log.read_text() == "older"
    assert list(tmp_path.iterdir()) == [log]


def test_a_reader_that_has_seen_enough_ends_the_training_quietly() -> None:
    process = start(*ENDLESS)
    assert process.stdout is not None
    assert process.stdout.readline() == b"run: 0\n"
    process.stdout.close()
    assert process.wait(timeout=10) == -signal.SIGPIPE
    assert process.stderr is not None
    with process.stderr as stderr:
        assert stderr.read() == b""


def test_a_snapshot_can_be_read_as_soon_as_it_is_printed() -> None:
    process = start(*ENDLESS, "--every", "1", "--batch-size", "1", "--samples", "1")
    assert process.stdout is not None
    for line in process.stdout:
        if line == b"]\n":
            break
    process.kill()
    process.communicate()


@pytest.mark.parametrize(("words", "is_shown"), [([], True), (["--quiet"], False)])
def test_the_progress_bar_is_on_stderr_and_only_on_a_terminal(
    words: list[str], is_shown: bool
) -> None:
    terminal, stderr = pty.openpty()
    termios.tcsetwinsize(stderr, (24, 80))
    command = [sys.executable, "-m", "trainer", *SHORT, *words]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=stderr, check=True)
    os.close(stderr)
    shown = b""
    with contextlib.suppress(OSError):  # which is how a terminal ends
        while chunk := os.read(terminal, 1000):
            shown += chunk
    os.close(terminal)
    assert done.stdout == run_trainer(*SHORT)
    assert (b"3/3" in shown) == is_shown
    assert (b"loss 0.0" in shown) == is_shown


def test_help_names_every_setting_and_its_default() -> None:
    text = " ".join(trainer("--help").stdout.split())
    for field in dataclasses.fields(Settings):
        assert f"--{field.name.replace('_', '-')} " in text
    assert text.count("(default: ") == len(dataclasses.fields(Settings))


def test_the_examples_of_help_are_commands_that_work() -> None:
    examples = [
        line.split("python -m trainer")[1]
        for line in trainer("--help").stdout.split("examples:")[1].splitlines()
        if line
    ]
    assert len(examples) == 3
    for example in examples:
        words = re.split(r"[|>]| -o ", example)[0].split()
        assert trainer(*words, *SHORT).returncode == 0
