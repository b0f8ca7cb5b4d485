"""Compare the whole trainer with the C program: its digests, and a C program of our own."""

import hashlib
import io
import itertools
import re
import subprocess
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from animator import read_log
from trainer import Settings, train
from trainer.c_random import CRandom
from trainer.model import Array

from ..checkout import DIGESTS, read_tsv, run_trainer

RANDOM_SETTINGS = [  # settings unlike those of digests.tsv
    "--features 1 --hidden 1 --runs 60 --every 7 --batch-size 50 --samples 20 --sparsity 0.3",
    "--features 40 --hidden 4 --sparsity 0.999 --runs 40 --every 10 --seed 4294967295",
    "--features 3 --hidden 5 --sparsity 0.5 --runs 300 --batch-size 7 --l1 0.01 --seed 2147483648",
    "--features 7 --hidden 2 --runs 300 --every 50 --l1 0.5 --learning-rate 3 --dialect program",
    "--features 5 --hidden 2 --sparsity 0 --runs 150 --learning-rate 30 --l1 0.1 --seed 5",
    "--sparsity 0 --runs 150 --learning-rate 30 --l1 0.1 --seed 5 --dialect program",
    "--sparsity 0 --runs 150 --learning-rate 30 --dialect program",  # W becomes infinite
    "--features 2 --hidden 3 --importance 1.7 --runs 90 --every 1 --samples 65537 --batch-size 33",
    "--features 4 --hidden 2 --runs 150 --every 0 --decimals 7 --sparsity 0.6 --learning-rate 2",
    "--features 3 --hidden 2 --runs 70 --every 20 --decimals 2 --sparsity 0 --dialect program",
    "--features 1 --hidden 2 --runs 150 --every 200 --samples 16777216 --batch-size 2",
    "--optimizer adamw --runs 3000 --seed 3 --batch-size 100",
    "--optimizer adamw --learning-rate 0.03 --weight-decay 0.5 --sparsity 0.5 --runs 500 --l1 0.01",
    "--optimizer adamw --learning-rate 3 --weight-decay 0 --runs 200 --sparsity 0 --every 10",
    "--init xavier --features 20 --hidden 5 --runs 200 --density 0.07 --every 1 --samples 2000",
    "--init xavier --optimizer adamw --samples 0 --features 7 --runs 300 --batch-size 33 --seed 9",
    "--samples 0 --features 40 --density 1 --batch-size 2000 --runs 110 --learning-rate 0.1",
    "--activity correlated --features 6 --set-size 3 --density 0.3 --runs 110 --seed 3",
    "--activity correlated --features 4 --samples 0 --runs 200 --batch-size 65 --optimizer adamw",
    "--activity anticorrelated --features 8 --set-size 4 --density 0.2 --runs 60 --l1 1 --every 9",
    "--activity anticorrelated --features 4 --samples 0 --runs 200 --batch-size 65 --seed 9",
    "--activity single --features 6 --runs 110 --samples 65537 --learning-rate 3",
    "--activity single --features 7 --samples 0 --runs 40 --every 9 --batch-size 999 --init xavier",
]


@pytest.mark.parametrize("name", DIGESTS)
def test_the_log_is_byte_for_byte_that_of_the_c_program(
    name: str, our_logs: dict[str, Future[bytes]]
) -> None:
    log = our_logs[name].result()
    assert len(log) == int(DIGESTS[name]["bytes"])
    assert hashlib.sha256(log).hexdigest() == DIGESTS[name]["sha256"]


@pytest.mark.parametrize("settings", RANDOM_SETTINGS)
def test_the_log_is_byte_for_byte_that_of_our_own_c_trainer(settings: str, c_trainer: Path) -> None:
    c_log = subprocess.run(
        [c_trainer, *settings.split()], stdout=subprocess.PIPE, check=True
    ).stdout
    assert c_log
    assert run_trainer(*settings.split()) == c_log


@pytest.mark.parametrize("row", read_tsv("musl.tsv"), ids=lambda row: row["options"])
def test_the_log_is_byte_for_byte_that_of_our_own_c_trainer_with_musl(row: dict[str, str]) -> None:
    log = run_trainer(*row["options"].split())
    assert len(log) == int(row["bytes"])
    assert hashlib.sha256(log).hexdigest() == row["sha256"]


@pytest.mark.parametrize("settings", ["--l1 0.01", "--sparsity 0 --learning-rate 30"])
def test_the_dialects_print_other_losses_with_a_penalty_and_with_infinite_weights(
    settings: str,
) -> None:
    short = [*settings.split(), "--runs", "99", "--batch-size", "99", "--samples", "999"]
    assert run_trainer(*short) != run_trainer(*short, "--dialect", "program")


def test_a_snapshot_holds_the_parameters_after_its_run_and_the_gradient_before() -> None:
    settings = Settings(runs=4, every=1, batch_size=8, samples=50, learning_rate=2, sparsity=0)
    snapshots = [step.snapshot for step in train(settings)]
    for before, after in itertools.pairwise(snapshots):
        assert before is not None
        assert after is not None
        step = np.float32(2) / np.float32(8)
        assert after.grad_w.any()
        assert np.array_equal(after.W, before.W + step * after.grad_w)
        assert np.array_equal(after.b, before.b + step * after.grad_b)


def test_the_density_is_rounded_to_float32_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def check(_rng: CRandom, samples: int, features: int, density: np.float32) -> Array:
        assert density == np.float32(1 - 0.9) != np.float32(1) - np.float32(0.9)
        return np.zeros((samples + 1, features), np.float32)

    monkeypatch.setattr("trainer.training.sparse_features", check)
    assert len(list(train(Settings(sparsity=0.9, runs=2)))) == 2


def test_the_seeds_0_and_1_give_the_same_training() -> None:
    settings = ["--runs", "100", "--samples", "99"]
    assert run_trainer(*settings, "--seed", "1") == run_trainer(*settings, "--seed", "0")


@pytest.mark.parametrize(
    ("every", "runs", "snapshots"),
    [
        (3, 7, [2, 5]),
        (7, 7, [6]),
        (8, 7, []),
        (0, 7, [6]),
        ([3, 5, 7, 8], 7, [2, 4, 6]),
        ([0, 3], 7, [0, 2]),
        ([0, 1], 7, [0]),
        ([8, 9], 7, []),
        ("log", 1, [0]),
        ("log", 7, [0, 1, 4, 6]),
        ("log", 10, [0, 1, 4, 9]),
        ("log", 201, [0, 1, 4, 9, 19, 49, 99, 199, 200]),
    ],
)
def test_snapshots_are_taken_after_the_runs_that_every_says(
    every: Any, runs: int, snapshots: list[int]
) -> None:
    settings = Settings(runs=runs, every=every, batch_size=2, samples=9)
    steps = [*train(settings)]
    assert [step.run for step in steps if step.snapshot] == snapshots
    assert list(settings.snapshot_counts) == [run + 1 for run in snapshots]
    is_asked_for = every == "log" or (isinstance(every, list) and 0 in every)
    assert [step.run for step in steps if step.before] == ([0] if is_asked_for else [])


@pytest.mark.parametrize("every", ["1,3,70,200", "0,5", "log"])
@pytest.mark.parametrize("dialect", ["post", "program"])
def test_other_snapshots_are_those_of_the_same_runs_in_the_log_of_our_own_c_trainer(
    every: str, dialect: str, c_trainer: Path
) -> None:
    words = ["--runs", "210", "--batch-size", "9", "--samples", "99", "--dialect", dialect]
    c_log = subprocess.run([c_trainer, *words, "--every", "1"], stdout=subprocess.PIPE, check=True)
    c_runs = re.split(r"(?=^run: )", c_log.stdout.decode(), flags=re.MULTILINE)[1:]
    counts = {
        "log": [1, 2, 5, 10, 20, 50, 100, 200, 210],
        "0,5": [1, 5],
        "1,3,70,200": [1, 3, 70, 200],
    }
    expected = [
        text if run in counts[every] else "".join(text.splitlines(True)[:2])
        for run, text in enumerate(c_runs, start=1)
    ]
    log = run_trainer(*words, "--every", every).decode()
    log = re.sub(r"(b|W) before: \[[^]]*\]\n", "", log)
    assert re.split(r"(?=^run: )", log, flags=re.MULTILINE)[1:] == expected


@pytest.mark.parametrize("options", ["--init uniform", "--init xavier --optimizer adamw"])
def test_the_first_parameters_are_printed_above_those_after_the_first_run(
    options: str, c_trainer: Path
) -> None:
    words = [*options.split(), "--runs", "3", "--decimals", "9"]
    # With so small steps, the parameters after the first run are those before it.
    still = ["--every", "1", "--learning-rate", "1e-38"]
    c_log = subprocess.run([c_trainer, *words, *still], stdout=subprocess.PIPE, check=True).stdout
    first = read_log(io.BytesIO(c_log))
    log = read_log(io.BytesIO(run_trainer(*words, "--every", "log")))
    assert not log.warnings
    for tag in ("W", "b"):
        assert np.array_equal(log.matrix(f"{tag} before")[0], first.matrix(tag)[0])
        assert not np.array_equal(log.matrix(tag)[0], first.matrix(tag)[0])
        assert np.isnan(log.matrix(f"{tag} before")[1:]).all()
