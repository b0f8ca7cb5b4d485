import math

import numpy as np
import pytest

from animator.geometry import Array
from animator.scene.projection import project

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("weights", "points"),
    [
        ([[1, 2, 3]], [[1, 0], [2, 0], [3, 0]]),
        ([[1, 2], [3, 4]], [[1, 3], [2, 4]]),
        ([[1, 2], [3, 4], [5, 6]], [[1, 3, 5], [2, 4, 6]]),
        ([[1, NAN], [3, 4]], [[1, 3], [NAN, NAN]]),
        ([[1, 2], [-INF, 4]], [[NAN, NAN], [2, 4]]),
        ([[1, 2], [3, 4], [NAN, 6]], [[NAN, NAN, NAN], [2, 4, 6]]),
        ([[INF]], [[NAN, NAN]]),
    ],
)
def test_a_feature_is_where_its_column_says(
    weights: list[list[float]], points: list[list[float]]
) -> None:
    assert np.array_equal(project(np.array([weights], float)).points, [points], equal_nan=True)


@pytest.mark.parametrize("magnitude", [1e-300, 1, 1e30, 1e200])
def test_more_dimensions_are_seen_along_the_two_in_which_the_final_weights_reach_farthest(
    magnitude: float,
) -> None:
    rng = np.random.default_rng(0)
    turn, _ = np.linalg.qr(rng.normal(size=(5, 5)))
    spread = np.array([3, 2, 0.1, 0.1, 0.1])[:, None]
    weights = np.stack([turn @ (spread * rng.normal(size=(5, 50))) for _ in range(2)]) * magnitude
    points, names, _ = project(weights)
    variances, directions = np.linalg.eigh(weights[1] / magnitude @ weights[1].T / magnitude)
    for axis, direction in enumerate(directions[:, [-1, -2]].T):
        # The sign is that for which the largest component is positive.
        sign = np.sign(direction[np.abs(direction).argmax()])
        assert points[:, :, axis] == pytest.approx(sign * direction @ weights, rel=1e-6)
    shares = 100 * variances[[-1, -2]] / variances.sum()
    assert names == tuple(
        f"PC {i} of the final W ({share:.0f} %)" for i, share in enumerate(shares)
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_picture_of_more_dimensions_does_not_depend_on_chance(seed: int) -> None:
    weights = np.random.default_rng(seed).normal(size=(1, 4, 9))
    mirrored = project(-weights).points  # SVD may give any sign to a direction
    assert mirrored == pytest.approx(-project(weights).points)


NOTHING = ("PC 0 of the final W (0 %)", "PC 1 of the final W (0 %)")


@pytest.mark.parametrize(
    ("weights", "names"),
    [
        (np.ones((1, 1, 3)), ("hidden dim 0", "")),
        (np.ones((1, 2, 3)), ("hidden dim 0", "hidden dim 1")),
        (np.ones((1, 3, 3)), ("hidden dim 0", "hidden dim 1", "hidden dim 2")),
        (np.full((1, 4, 1), NAN), NOTHING),
        (np.full((1, 4, 9), INF), NOTHING),
        (np.zeros((1, 4, 9)), NOTHING),
    ],
)
def test_the_coordinates_are_named(weights: Array, names: tuple[str, ...]) -> None:
    assert project(weights).names == names
