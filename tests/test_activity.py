"""How bench/activity.py counts where features end."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench.activity import (
    Array,
    density_of_equal_losses,
    shape_of_pairs,
    shape_of_single,
    two_least,
)

from .checkout import ROOT


def points(*degrees: float, norms: float | list[float] = 1.0) -> Array:
    """Return weights (2, n) whose columns have these directions and norms."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)]) * norms


@pytest.mark.parametrize(
    ("W", "shape"),
    [
        (points(10, 100, 190, 280), "orthogonal"),
        (points(10, 280, 190, 100), "orthogonal"),
        (points(10, 190, 100, 280), "antipodal"),
        (points(10, 11, 100, 98, norms=0.7), "in one direction"),
        (points(10, 11, 80, 140), "other"),
        (points(10, 190, 100, 190), "other"),
        (points(10, 100, 190, 280, norms=[1, 1, 1, 0.4]), "a feature is left out"),
    ],
)
def test_the_shape_of_pairs_follows_from_the_angles_between_partners(W: Array, shape: str) -> None:
    assert shape_of_pairs(W) == shape


@pytest.mark.parametrize(
    ("norms", "shape"),
    [
        ([1.3] * 6, "hexagon"),
        ([1.2] * 5 + [0.01], "pentagon"),
        ([1.2] * 5 + [0.2], "pentagon and a short sixth feature"),
        ([1] * 4 + [0.01, 0], "square"),
        ([1] * 3 + [0.01, 0, 0], "other"),
    ],
)
def test_the_shape_of_single_features_follows_from_their_norms(
    norms: list[float], shape: str
) -> None:
    assert shape_of_single(points(*range(0, 360, 60), norms=norms)) == shape


def test_merged_partners_are_better_than_orthogonal_ones_above_one_density() -> None:
    density = density_of_equal_losses()
    # An antipodal pair with unit weights and no bias has d²/6, which is d/24 at 1/4.
    assert density == pytest.approx(0.25, abs=0.01)
    densities = np.array([density - 0.01, density + 0.01])
    merged, apart = (two_least(densities, name) for name in ("correlated", "independent"))
    assert merged == pytest.approx(densities / 12, rel=1e-6)  # what remains of the pairs' means
    assert (merged < apart).tolist() == [False, True]


def run(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_small_sweeps_of_activities_count_where_they_ended(tmp_path: Path) -> None:
    densities = ("--density", "0.3,0.5", "--seed", "3", "--runs", "700", "--batch-size", "300")
    sweeps = [
        ("@logs/correlated.grid", *densities),
        ("@logs/anticorrelated.grid", *densities),
        ("@logs/levels-hexagon.args", "--seed", "4,25", "--samples", "20000"),
    ]
    folders = [str(tmp_path / str(number)) for number in range(len(sweeps))]
    for folder, options in zip(folders, sweeps, strict=True):
        run("trainer.sweep", *options, "--every", "0", "-o", folder, "--quiet")
    rows = run("bench.activity", *folders).splitlines()
    for row in (
        r"\| 0.5 \| 0 \| 1 \| 0 \| 0 \| 0 \| 0.04\d+ \| 0.07\d+ \| 0.04167 \|",
        r"\| 0.5 \| 1 \| 0 \| 0 \| 0 \| 0.000\d\d \| – \|",
        r"\| hexagon \| 1 \| 0.02\d+ \|",
        r"\| pentagon \| 1 \| 0.03\d+ \|",
    ):
        assert any(re.fullmatch(row, line) for line in rows), row
