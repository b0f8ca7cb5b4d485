"""The maths of the expected loss, and small versions of the sweeps whose results docs/ shows."""

import re
import subprocess
import sys
from itertools import product
from math import factorial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from matplotlib.image import imread

from bench.expected_loss import Array, expected_loss, patterns
from bench.least_loss import least_loss, random_starts
from bench.levels import table
from bench.single_levels import find_levels, name
from trainer.c_random import CRandom
from trainer.data import features_in_sets, sparse_features
from trainer.settings import Activity

from .checkout import ROOT

ACTIVITIES: list[Activity] = ["independent", "correlated", "anticorrelated", "single"]
RATIOS, DENSITIES = np.array(list(product([0.1, 1, 10], [0.01, 0.4, 1]))).T


def squares(theta: Array, x: npt.NDArray[np.float32]) -> Array:
    """Return (y - x)² (samples, n) of samples x (samples, n), computed in the plain way."""
    W, b = theta[:-1], theta[-1]
    return np.asarray((np.maximum(x @ W.T @ W + b, 0) - x) ** 2)


@pytest.mark.parametrize("activity", ACTIVITIES)
def test_the_expected_loss_is_the_mean_loss_of_samples_of_the_trainer(activity: Activity) -> None:
    rng, density = CRandom(7, "glibc"), np.float32(0.3)
    if activity == "independent":
        x = sparse_features(rng, 100_000, 4, density)[:-1]
    else:
        x = features_in_sets(rng, 100_000, 4, density, activity, 2)[:-1]
    distribution = patterns(activity, 4, float(density))
    assert sum(pattern.probability for pattern in distribution) == pytest.approx(1)
    importance = np.array([1, 0.5, 2, 0.3])
    for theta in random_starts(3, 2, 4):
        losses = (importance * squares(theta, x)).sum(axis=1) / 2
        error = losses.std() / np.sqrt(len(x))
        found, _ = expected_loss(theta[None], importance, distribution)
        assert found[0] == pytest.approx(losses.mean(), abs=4 * error)


def loss_by_corners(theta: Array, density: float) -> float:
    """Return the expected loss, not halved, of independent features in closed form.

    The integral of (c + a·u)₊^r / r! over a cube is the sum over its corners v, with the sign of
    the number of zeros in v, of (c + a·v)₊^(r + k) / (r + k)! / Π a.
    """

    def integral(a: Array, c: float, power: int) -> float:
        corners = np.array(list(product([0, 1], repeat=len(a)))).reshape(2 ** len(a), len(a))
        signs = (-1.0) ** (len(a) - corners.sum(axis=1))
        terms = np.maximum(c + corners @ a, 0) ** (power + len(a)) / factorial(power + len(a))
        return float(signs @ terms / a.prod())

    G, b = theta[:-1].T @ theta[:-1], theta[-1]
    loss = 0.0
    for mask in product([False, True], repeat=len(b)):
        share = np.prod(np.where(mask, density, 1 - density))
        for j, bias in enumerate(b):
            a = G[j, list(mask)]
            loss += share * 2 * integral(a, bias, 2)
            if mask[j]:
                # The mean of y x_j is the slope of the integral by a_j.
                own, step = sum(mask[:j]), 1e-4
                more, less = a.copy(), a.copy()
                more[own] += step
                less[own] -= step
                slope = (integral(more, bias, 2) - integral(less, bias, 2)) / (2 * step)
                loss += share * (1 / 3 - 2 * slope)
    return loss


@pytest.mark.parametrize(("features", "error"), [(2, 1e-7), (5, 1e-5)])  # of two it is exact
@pytest.mark.parametrize(("density", "seed"), [(0.1, 1), (0.5, 2), (1, 3)])
def test_the_quadrature_agrees_with_a_closed_form(
    density: float, seed: int, features: int, error: float
) -> None:
    [theta] = random_starts(1, 2, features, seed)
    distribution = patterns("independent", features, density)
    found, _ = expected_loss(theta[None], np.ones(features), distribution, points=6)
    assert 2 * found[0] == pytest.approx(loss_by_corners(theta, density), rel=error)


def test_the_quadrature_of_a_pair_with_a_bias_sees_all_of_its_kinks() -> None:
    theta, density = np.array([[0.907, -0.907], [0.175, 0.175]]), 4 / 7
    found, _ = expected_loss(theta[None], np.ones(2), patterns("independent", 2, density))
    assert 2 * found[0] == pytest.approx(loss_by_corners(theta, density), rel=1e-7)
    assert 2 * found[0] == pytest.approx(0.093422, abs=1e-6)  # as in docs/phase.md


@pytest.mark.parametrize("activity", ACTIVITIES)
def test_the_gradient_is_that_of_finite_differences(activity: str) -> None:
    distribution = patterns(activity, 4, 0.4)
    theta = random_starts(3, 2, 4, seed=5)
    step = 1e-6 * np.random.default_rng(0).normal(size=theta.shape)
    up, down = (expected_loss(theta + s, np.ones(4), distribution, 6)[0] for s in (step, -step))
    _, gradient = expected_loss(theta, np.ones(4), distribution, 6)
    assert (up - down) / 2 == pytest.approx((gradient * step).sum(axis=(1, 2)), rel=1e-4)


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
    parameters = np.array(theta, float).reshape(1, 2, 2)
    found, _ = expected_loss(parameters, np.array([1, 2]), patterns("independent", 2, 0.1))
    assert found[0] == pytest.approx(loss, rel=1e-12)


def test_the_least_losses_of_pairs_are_those_that_can_be_computed_by_hand() -> None:
    density, one = np.array([0.01, 0.2, 0.5]), np.ones(3)
    loss, theta = least_loss(2, 1, one, density, "anticorrelated")
    assert loss == pytest.approx(0, abs=1e-9)  # never both: an antipodal pair is exact
    assert theta[:, 0].prod(axis=1) == pytest.approx(-1, rel=1e-4)
    # Always both: the mean of the two is read as each, and half of (x_1 - x_2)² / 2 remains.
    loss, theta = least_loss(2, 1, one, density, "correlated")
    assert loss == pytest.approx(density / 24, rel=1e-9)
    assert theta[:, 0].prod(axis=1) == pytest.approx(1 / 2, rel=1e-4)


def test_no_weights_have_less_than_the_least_loss() -> None:
    least, theta = least_loss(2, 1, RATIOS, DENSITIES)
    importance = RATIOS[:, None] ** [0, 1]
    distribution = patterns("independent", 2, DENSITIES)
    dice = np.random.default_rng(0)
    for _ in range(60):
        anywhere = dice.normal(size=(2, 2)) * [[1], [0.3]]
        for others in (np.tile(anywhere, (len(theta), 1, 1)), theta + 0.05 * anywhere):
            assert (expected_loss(others, importance, distribution)[0] >= least * (1 - 1e-9)).all()
    swapped = least.reshape(3, 3)[::-1].ravel()  # of 1 / R
    assert RATIOS * swapped == pytest.approx(least, rel=1e-6)


@pytest.mark.parametrize(("corners", "loss"), [(5, 0.0158256), (6, 0.0481924), (7, 0.0832712)])
def test_a_regular_polygon_has_the_loss_of_a_search_over_its_length_and_bias(
    corners: int, loss: float
) -> None:
    t = (np.arange(500) + 0.5) / 500
    cosines = np.cos(2 * np.pi * np.arange(corners) / corners)
    least, g, b, size = 1.0, 1.6, -0.5, 0.5
    while size > 1e-3:
        near = [(g + u * size, b + v * size) for u, v in product((-1, -0.5, 0, 0.5, 1), repeat=2)]
        y = [np.maximum(square * cosines[:, None] * t + bias, 0) for square, bias in near]
        losses = [((one - (cosines[:, None] == 1) * t) ** 2).mean(axis=1).sum() for one in y]
        least, (g, b) = min(zip(losses, near, strict=True))
        size *= 0.7
    assert least == pytest.approx(loss, rel=1e-4)


def test_levels_are_those_of_a_polygon_and_of_features_that_are_silent_or_at_their_means() -> None:
    levels = find_levels(5, 2, starts=60)
    known = {
        "pentagon": 0.0158256,
        "square, 1 at its mean": 1 / 15 - 1 / 100,
        "square, 1 silent": 1 / 15,
        "3 directions, 2 silent": 2 / 15,
    }
    for level in levels:
        assert level.loss == pytest.approx(known[level.name], abs=1e-6)
        assert level.returned == level.starts
    assert {level.name for level in levels} >= set(list(known)[:3])
    ends = {"end": [1 / 15 - 1 / 100, 0.5], "shape": ["square, 1 at its mean", "nothing"]}
    trainings = pd.DataFrame({"features": 5, "hidden": 2, **ends})
    rows = table(5, 2, levels, [trainings])
    assert re.search(r"\| 0.056667 \| square, 1 at its mean \| \d+ \| 1 \|", rows)
    assert "| 0.500000 | nothing | 0 | 1 |" in rows


@pytest.mark.parametrize(
    ("theta", "shape"),
    [
        ([[1, 0, -1, 0], [0, 1, 0, -1], [0, 0, 0, 0]], "square"),
        ([[1, -0.5, -0.5, 0], [0, 0.87, -0.87, 0], [0, 0, 0, 0.1]], "triangle, 1 at its mean"),
        ([[1, 1, -1, 0.2], [0, 0.1, 0, 0], [0, 0, 0, -0.3]], "digon, 2 in one corner, 1 silent"),
    ],
)
def test_a_shape_has_a_name_that_says_what_its_features_do(
    theta: list[list[float]], shape: str
) -> None:
    assert name(np.array(theta)) == shape


def test_a_square_has_the_loss_of_two_pairs_and_of_a_feature_at_its_mean() -> None:
    density = np.array([0.25])
    [pair], [[w, b]] = least_loss(2, 1, np.ones(1), density)
    theta = np.zeros((1, 3, 5))
    theta[0, 0, :2] = theta[0, 1, 2:4] = w
    theta[0, 2] = [*b, *b, 0.25 / 2]
    found, _ = expected_loss(theta, np.ones(5), patterns("independent", 5, density))
    assert 2 * found[0] == pytest.approx(4 * pair + 0.25 / 3 - 0.25**2 / 4, rel=1e-9)
    assert 2 * found[0] == pytest.approx(0.108697, abs=1e-6)  # as in docs/levels.md


def run(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_a_small_phase_diagram_agrees_with_theory(tmp_path: Path) -> None:
    cells = ["--density", "0.03,1", "--importance", "0.2,5", "--runs", "1000"]
    run("trainer.sweep", "@logs/phase.grid", *cells, "-o", str(tmp_path / "phase"), "--quiet")
    cells[1] = "0.3,1"  # sparser samples would tell too little of the loss in 1,000 runs
    words = ["@logs/phase-3.grid", *cells, "--seed", "1:2", "-o", str(tmp_path / "phase-3")]
    run("trainer.sweep", *words, "--quiet")
    outputs = [
        str(tmp_path / f"{one}{end}") for one in ("phase", "phase-3") for end in ("", ".png")
    ]
    page = run("bench.phase", *outputs)
    assert re.findall(r"of the least expected loss \| (\d of \d), 100.0% \|", page) == [
        "4 of 4",
        "4 of 4",
    ]
    assert imread(tmp_path / "phase-3.png").shape[2] == 4


def test_a_small_sweep_of_the_hexagon_counts_where_each_seed_ended(tmp_path: Path) -> None:
    folders = [str(tmp_path / name) for name in ("minima", "minima-adamw")]
    for folder, grid in zip(folders, ("minima", "minima-adamw"), strict=True):
        words = [f"@logs/{grid}.grid", "--seed", "1:2", "--runs", "300"]
        run("trainer.sweep", *words, "-o", folder, "--quiet")
    page = run("bench.minima", *folders)
    rows = re.findall(r"^\| (\D[^|]*) \| \d+ \| [^|]* \| (\d+) \|", page, re.MULTILINE)
    for rule in ("the post's rule", "the exact gradient", "AdamW"):
        assert sum(int(seeds) for name, seeds in rows if name == rule) == 2
