import dataclasses
import re
from pathlib import Path

import pytest

from trainer import Settings
from trainer.sweep.options import parse

from ...checkout import ROOT
from ..program import SHORT
from .program import sweep


def complaint(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is printed about a wrong command."""
    with pytest.raises(SystemExit) as exit_:
        parse(words)
    assert exit_.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("trainer.sweep: ")
    assert err.endswith("; --help shows the options\n")
    return err.removeprefix("trainer.sweep: ").removesuffix("; --help shows the options\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--seed", "1:2"], "-o DIR is missing, the folder of the logs"),
        (
            ["--seed", "7", "-o", "x"],
            "no option has several values; python -m trainer does a single training",
        ),
        (["--seed", "1:2", "--runs", "many"], "argument --runs: invalid int value: 'many'"),
        (
            ["--seed", "1:2", "--every", "1:5"],
            "argument --every: must be a number of runs, several such as 1,10,100, or log, "
            "not '1:5'",
        ),
        (["--seed", "2:1"], "argument --seed: '2:1' has no values, since 2 > 1"),
        (["--seeds", "1:2"], "unrecognized arguments: --seeds 1:2"),
        (
            ["--seed", "1:2", "-o", "x", "--workers", "0"],
            "--workers must be at least 1, not 0",
        ),
        (
            ["--seed", "1:2", "-o", "x", "--workers", "2", "--scheduler", "tcp://x:1"],
            "argument --scheduler: not allowed with argument --workers",
        ),
        (
            ["--sparsity", "0.5,1", "-o", "x"],
            "--sparsity must be in [0, 1), not 1.0 (in sparsity=1)",
        ),
        (["--density", "2", "-o", "x"], "--density must be in (0, 1], not 2.0"),
        (
            ["--every", "-3", "-o", "x"],
            "--every must be a whole number of at least 0, a list of them, or log, not -3",
        ),
        (["@no.grid"], "cannot open no.grid: No such file or directory"),
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
        ("--seed 1:x", "argument --seed: invalid int value: 'x' in '1:x'"),
        (
            "--gradient post,Adam",
            "argument --gradient: invalid choice: 'Adam' (choose from post, exact)",
        ),
    ],
)
def test_a_mistake_in_a_grid_is_reported_with_its_line(
    line: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grid = tmp_path / "my.grid"
    grid.write_text(f"# mine\n--every 2\n{line}\n")
    assert complaint([f"@{grid}"], capsys) == f"{grid}:3: {message}"


def test_a_grid_is_in_the_same_words_as_the_settings_of_a_training(tmp_path: Path) -> None:
    grid = tmp_path / "my.grid"
    grid.write_text("--seed 1:3  # seeds\n--importance 0.5,0.7 --gradient exact\n")
    command = parse([f"@{grid}", f"@{ROOT}/logs/hexagon.args", "--seed", "7,8", "-o", "x"])
    assert command.grid.varied == ["seed"]  # a later option counts
    assert [training.settings for training in command.grid] == [
        Settings(
            seed=seed, gradient="exact", features=32, importance=0.9, sparsity=0.99, runs=30000
        )
        for seed in (7, 8)
    ]
    assert command.missing == 2


def test_a_training_has_the_values_that_its_name_says() -> None:
    grid = parse(["--density", "linspace:0.05:1:20", "-o", "x"]).grid
    names = [training.name for training in grid]
    assert names[:3] == [f"density={density}.log.gz" for density in ("0.05", "0.1", "0.15")]
    for training in grid:
        assert training.name == f"density={training.settings.density:g}.log.gz"
        assert float(f"{training.settings.density:g}") == training.settings.density


@pytest.mark.parametrize(
    ("text", "every"), [("1,2,50", (1, 2, 50)), ("log", "log"), ("0,1", (0, 1)), ("7", 7)]
)
def test_several_numbers_of_every_are_one_value(text: str, every: object) -> None:
    grid = parse(["--every", text, "--seed", "1:2", "-o", "x"]).grid
    assert grid.varied == ["seed"]
    assert [training.settings.every for training in grid] == [every, every]
    assert f"--every {text}" in grid.fixed_options()


def test_a_switch_is_the_same_for_all_trainings() -> None:
    words = ["--optimizer", "sgd,adamw", "--fast-math", "--density", "0.5", "-o", "x"]
    grid = parse(words).grid
    settings = [training.settings for training in grid]
    assert settings == [
        Settings(optimizer="sgd", learning_rate=1, fast_math=True, density=0.5),
        Settings(optimizer="adamw", learning_rate=0.001, fast_math=True, density=0.5),
    ]
    options = grid.fixed_options()
    assert {"--fast-math", "--density 0.5"} < set(options)
    # These follow from other settings.
    assert not {"--sparsity", "--learning-rate", "--weight-decay"} & set(" ".join(options).split())


def test_a_sweep_over_activities_names_them_and_needs_no_density_for_a_single_feature() -> None:
    words = ["--activity", "independent,correlated,single", "--features", "6", "-o", "x"]
    grid = parse(words).grid
    assert [training.name for training in grid] == [
        f"activity={activity}.log.gz" for activity in ("independent", "correlated", "single")
    ]
    assert [training.settings for training in grid] == [
        Settings(features=6),
        Settings(features=6, activity="correlated", set_size=2),
        Settings(features=6, activity="single"),
    ]
    options = " ".join(grid.fixed_options()).split()
    assert not {"--density", "--sparsity", "--set-size"} & set(options)


def test_help_names_every_setting_of_the_trainer() -> None:
    text = " ".join(sweep("--help").stdout.split())
    for field in dataclasses.fields(Settings):
        assert f"--{field.name.replace('_', '-')} " in text


def test_the_examples_of_help_are_commands_that_work(tmp_path: Path) -> None:
    examples = [
        line.split("python -m trainer.sweep")[1]
        for line in sweep("--help").stdout.split("examples:")[1].splitlines()
        if line
    ]
    assert len(examples) == 3
    for example in examples:
        words = re.sub(r" -o \S+| --scheduler \S+| --dry-run", "", example).split()
        done = sweep(*words, *SHORT, "--dry-run", "-o", tmp_path / "x")
        assert (done.returncode, done.stderr) == (0, "")
