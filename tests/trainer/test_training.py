"""Compare the whole trainer with the C program: its digests, and a C program of our own."""

import hashlib
import itertools
import subprocess
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest

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
    "--samples 0 --features 40 --density 1 --batch-size 2000 --runs 200 --learning-rate 0.1",
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


def test_snapshots_are_taken_after_every_so_many_runs() -> None:
    for every, runs in ((3, [2, 5]), (7, [6]), (8, []), (0, [6])):
        steps = train(Settings(runs=7, every=every, batch_size=2, samples=9))
        assert [step.run for step in steps if step.snapshot] == runs
