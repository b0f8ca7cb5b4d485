import numpy as np
import pytest

from animator.map.page import final_points
from animator.page.columns import encode_numbers
from animator.scene.projection import project

NONE = np.empty((0, 0))  # the W of a training without weights


def test_up_to_three_dimensions_are_kept_and_missing_ones_are_zero() -> None:
    random = np.random.default_rng(0)
    W = [random.normal(size=shape).round(3) for shape in ((1, 2), (3, 3), (2, 1))]
    points, _ = final_points([W[0], NONE, W[1], W[2]])
    nan = np.nan
    expected = [
        [[*W[0][0], nan], [0, 0, nan], [0, 0, nan]],
        np.full((3, 3), nan),
        W[1],
        [[W[2][0, 0], nan, nan], [W[2][1, 0], nan, nan], [0, nan, nan]],
    ]
    np.testing.assert_array_equal(points, expected)


def test_more_dimensions_are_projected_as_in_a_film() -> None:
    random = np.random.default_rng(0)
    W = [random.normal(size=shape) for shape in ((6, 5), (4, 5))]
    for own, points in zip(W, final_points(W)[0], strict=True):
        np.testing.assert_allclose(points.T, project(own[None]).points[0], atol=1e-4)


@pytest.mark.parametrize("largest", [0.001, 0.9, 3, 30, 3000])
def test_points_take_two_bytes_and_keep_three_digits(largest: float) -> None:
    W = np.random.default_rng(0).uniform(-largest, largest, (2, 20))
    points, _ = final_points([W])
    assert encode_numbers(points)["bits"] == 16
    assert np.abs(points[0] - W).max() <= max(largest / 1000, 1e-6)


@pytest.mark.parametrize("value", [1e5, 1e200, np.inf])
def test_large_weights_are_not_lost(value: float) -> None:
    W = np.array([[value, 1], [0.5, -value]])
    assert (final_points([W])[0][0] == W).all()


def test_without_any_weights_there_are_no_points() -> None:
    assert np.isnan(final_points([NONE, NONE])[0]).all()
