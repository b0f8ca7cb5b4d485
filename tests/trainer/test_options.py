import dataclasses
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

import trainer as package
from trainer import Settings
from trainer.options import parse

from ..checkout import ROOT
from .program import MODULE, SCRIPT, SHORT, trainer

ONE_OF_TWO = "density is 1 - sparsity, and sparsity is given too: give only one of the two"

EVERY = "must be a number of runs, several such as 1,10,100, or log"

# Before Python 3.12 argparse quotes the choices.
QUOTED_CHOICES = "(choose from 'post', 'program')"


def complaint(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is printed about a wrong command."""
    with pytest.raises(SystemExit) as exit_:
        parse(words)
    assert exit_.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("trainer: ")
    assert err.endswith("; --help shows the options\n")
    assert err.count("\n") == 1
    message = err.removeprefix("trainer: ").removesuffix("; --help shows the options\n")
    return message.replace(QUOTED_CHOICES, "(choose from post, program)")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--rnus", "5"], "unrecognized arguments: --rnus 5"),
        (["--run", "5"], "unrecognized arguments: --run 5"),  # no abbreviations
        (
            ["logs/pentagon.args"],
            "unrecognized arguments: logs/pentagon.args; a file of options is given as @FILE",
        ),
        (["--runs", "1e4"], "argument --runs: invalid int value: '1e4'"),
        (["--l1"], "argument --l1: expected one argument"),
        (["--batch-size", "0"], "--batch-size must be a whole number from 1 to 16777216, not 0"),
        (["--every", "0,x"], f"argument --every: {EVERY}, not '0,x'"),
        (["--every", "1,"], f"argument --every: {EVERY}, not '1,'"),
        (
            ["--every", "1,-2"],
            "--every must be a whole number of at least 0, a list of them, or log, not [1, -2]",
        ),
        (["--sparsity=nan"], "--sparsity must be in [0, 1), not nan"),
        (["--density", "0.1", "--sparsity", "0.5"], f"--{ONE_OF_TWO}"),
        (["--sparsity", "0.9", "--density", "0.1"], f"--{ONE_OF_TWO}"),
        ([f"@{ROOT}/logs/pentagon.args", "--density", "0.1"], f"--{ONE_OF_TWO}"),
        (["--weight-decay", "0.1"], "--weight-decay is only allowed if the optimizer is adamw"),
        (
            ["--activity", "single", "--density", "0.1"],
            "--density is not allowed if the activity is single",
        ),
        (
            [f"@{ROOT}/logs/pentagon.args", "--activity", "single"],
            "--sparsity is not allowed if the activity is single",
        ),
        (
            ["--activity", "correlated"],
            "--set-size must be a number that divides the 5 features, not 2",
        ),
        (
            ["--set-size", "2"],
            "--set-size is only allowed if the activity is correlated or anticorrelated",
        ),
        (["--fast-math=yes"], "argument --fast-math: ignored explicit argument 'yes'"),
        (["-o", ""], "argument -o/--output: the name of FILE is empty"),
        (
            ["--dialect", "Pascal"],
            "argument --dialect: invalid choice: 'Pascal' (choose from post, program)",
        ),
        (["@no.args"], "cannot open no.args: No such file or directory"),
        (["@."], "cannot open .: Is a directory"),
    ],
)
def test_a_wrong_command_is_reported_in_one_line(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert complaint(words, capsys) == message


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
    line: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = tmp_path / "my.args"
    args.write_text(f"# mine\n--every 2\n{line}\n")
    assert complaint([f"@{args}"], capsys) == f"{args}:3: {message}"


def test_a_mistake_after_a_file_of_options_is_not_reported_as_one_in_the_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = [f"@{ROOT}/logs/pentagon.args", "--runs", "0"]
    assert complaint(words, capsys) == "--runs must be a whole number of at least 1, not 0"


def test_a_wrong_command_exits_with_status_2_before_anything_is_written(tmp_path: Path) -> None:
    done = trainer("--runs", "0", "-o", tmp_path / "x.log")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("trainer: --runs must be ")
    assert not list(tmp_path.iterdir())


def test_a_file_of_options_has_comments_and_several_options_to_a_line(tmp_path: Path) -> None:
    args = tmp_path / "my.args"
    args.write_bytes(b"\xef\xbb\xbf# mine\r\n\r\n--runs 3 --every 2  # runs\r\n--l1 0.5\r\n")
    settings, _ = parse([f"@{args}", "--seed", "7", "--every", "1"])
    assert settings == Settings(runs=3, every=1, l1=0.5, seed=7)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("--optimizer adamw", {"optimizer": "adamw", "learning_rate": 0.001}),
        (
            "--weight-decay 0 --optimizer adamw --learning-rate 1",
            {"optimizer": "adamw", "learning_rate": 1, "weight_decay": 0},
        ),
        ("--density 0.05 --init xavier", {"density": 0.05, "init": "xavier"}),
        ("--activity single --features 6", {"activity": "single", "features": 6}),
        (
            "--activity anticorrelated --set-size 5 --density 0.2",
            {"activity": "anticorrelated", "set_size": 5, "density": 0.2},
        ),
        ("--every log", {"every": "log"}),
        ("--every 10,0,1", {"every": [0, 1, 10]}),
        (
            "--samples 0 --fast-math --gradient exact",
            {"samples": 0, "fast_math": True, "gradient": "exact"},
        ),
    ],
)
def test_options_mean_the_same_on_the_command_line_in_a_file_and_in_python(
    line: str, expected: dict[str, Any], tmp_path: Path
) -> None:
    args = tmp_path / "my.args"
    args.write_text(line)
    assert parse([f"@{args}"])[0] == parse(line.split())[0] == Settings(**expected)


def test_help_names_every_setting_and_its_default() -> None:
    text = " ".join(trainer("--help").stdout.split())
    for field in dataclasses.fields(Settings):
        assert f"--{field.name.replace('_', '-')} " in text
    assert text.count("(default: ") == len(dataclasses.fields(Settings))


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "cp1252"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["cp1252", "POSIX"],
)
def test_help_can_be_printed_where_the_terminal_has_no_unicode(env: dict[str, str]) -> None:
    done = trainer("--help", env={**os.environ, **env})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == trainer("--help").stdout


@pytest.mark.parametrize(
    ("command", "name"),
    [(MODULE, "python -m trainer"), (SCRIPT, "superposition-train")],
    ids=["module", "script"],
)
def test_help_shows_the_name_and_the_version_of_the_command(command: list[str], name: str) -> None:
    def output(option: str) -> str:
        done = subprocess.run([*command, option], capture_output=True, text=True, check=True)
        return done.stdout

    usage, *_, example = output("--help").rstrip().splitlines()
    assert usage == f"usage: {name} [@FILE] [options] > run.log"
    assert example.startswith(f"  {name} @logs/")
    assert output("--version") == f"{package.__version__}\n"


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


def test_the_package_lists_its_public_names() -> None:
    names = ["LogWriter", "Settings", "SettingsError", "Snapshot", "Step", "train", "write_log"]
    assert package.__all__ == names
    assert dir(package) == sorted([*names, "__version__"])
    code = "import trainer; help(trainer)"
    shown = subprocess.run(
        [MODULE[0], "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert "class Settings(" in shown
    assert "train(settings: trainer.settings.Settings)" in shown
