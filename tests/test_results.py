"""The maths of bench/least_loss.py, and small versions of the sweeps whose results docs/ shows."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from bench.least_loss import Array, expected_loss, least_loss

from .checkout import ROOT

IMPORTANCES = np.array([0.1, 0.5, 1, 3, 10])
DENSITIES = np.array([0.01, 0.1, 0.4, 1])
CELLS = np.meshgrid(IMPORTANCES, DENSITIES)


def loss_on_a_grid(theta: Array, importance: float, density: float, points: int = 1500) -> float:
    """Return the expected loss, summed over the middles of small squares."""
    w, b = theta[:2], theta[2:]
    middles = (np.arange(points) + 0.5) / points
    zeros = np.zeros(1)
    loss = 0.0
    for one, share_1 in ((zeros, 1 - density), (middles, density)):
        for two, share_2 in ((zeros, 1 - density), (middles, density)):
            x = np.stack(np.broadcast_arrays(one[:, None], two[None, :]))
            y = np.maximum(np.multiply.outer(w, np.tensordot(w, x, 1)) + b[:, None, None], 0)
            errors = ((y - x) ** 2).mean(axis=(1, 2))
            loss += share_1 * share_2 * (errors[0] + importance * errors[1]) / 2
    return loss


@pytest.mark.parametrize("seed", range(8))
def test_the_quadrature_gives_the_expected_loss_of_any_weights(seed: int) -> None:
    dice = np.random.default_rng(seed)
    theta, importance, density = dice.normal(size=4), dice.uniform(0.1, 10), dice.uniform(0.01, 1)
    found = expected_loss(theta, np.array(importance), np.array(density))
    assert found == pytest.approx(loss_on_a_grid(theta, importance, density), rel=1e-5)


@pytest.mark.parametrize(
    ("theta", "loss"),
    [
        ([0, 0, 0, 0], (1 / 3 + 2 / 3) * 0.1 / 2),
        ([1, 0, 0, 0], 2 / 3 * 0.1 / 2),  # the second feature is always read as zero
        ([1, 0, 0, 0.05], 2 * (0.1 / 3 - 0.05**2) / 2),  # or as its mean: its variance remains
        ([1, -1, 0, 0], (1 / 6 + 2 / 6) * 0.1**2 / 2),  # an antipodal pair loses the smaller one
    ],
)
def test_the_quadrature_gives_the_losses_that_can_be_computed_by_hand(
    theta: list[float], loss: float
) -> None:
    found = expected_loss(np.array(theta, float), np.array(2.0), np.array(0.1))
    assert found == pytest.approx(loss, rel=1e-12)


def test_no_weights_have_less_than_the_least_loss() -> None:
    least, theta = least_loss(*CELLS)
    assert expected_loss(theta, *CELLS) == pytest.approx(least, rel=1e-12)
    dice = np.random.default_rng(0)
    anywhere = dice.normal(size=(300, 1, 1, 4)) * [1, 1, 0.3, 0.3]
    for others in (anywhere, theta + 0.05 * anywhere):
        assert (expected_loss(others, *CELLS) >= least * (1 - 1e-9)).all()


def test_the_least_loss_stays_the_same_when_the_features_change_places() -> None:
    least, _ = least_loss(*CELLS)
    swapped, _ = least_loss(1 / CELLS[0], CELLS[1])
    assert CELLS[0] * swapped == pytest.approx(least, rel=1e-6)


def run(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_a_small_phase_diagram_agrees_with_theory(tmp_path: Path) -> None:
    cells = ["--density", "0.03,1", "--importance", "0.2,5", "--runs", "1000"]
    run("trainer.sweep", "@logs/phase.grid", *cells, "-o", str(tmp_path / "phase"), "--quiet")
    page = run("bench.phase", str(tmp_path / "phase"), str(tmp_path / "phase.png"))
    assert "theory | 4 of 4, 100.0% |" in re.sub(r"\| .*least expected loss \|", "| theory |", page)
    assert imread(tmp_path / "phase.png").shape[2] == 4


def test_a_small_sweep_of_the_hexagon_counts_where_each_seed_ended(tmp_path: Path) -> None:
    folders = [str(tmp_path / name) for name in ("minima", "minima-adamw")]
    for folder, grid in zip(folders, ("minima", "minima-adamw"), strict=True):
        words = [f"@logs/{grid}.grid", "--seed", "1:2", "--runs", "300"]
        run("trainer.sweep", *words, "-o", folder, "--quiet")
    page = run("bench.minima", *folders)
    rows = re.findall(r"^\| (\D[^|]*) \| \d+ \| [^|]* \| (\d+) \|", page, re.MULTILINE)
    for rule in ("the post's rule", "the exact gradient", "AdamW"):
        assert sum(int(seeds) for name, seeds in rows if name == rule) == 2
