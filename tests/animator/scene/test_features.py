import math

import numpy as np
import pytest
from matplotlib import rc_context

from animator.scene.features import Array, feature_colours, features, luminance
from animator.scene.themes import THEMES

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("weights", "dots"),
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
def test_a_dot_stands_where_its_column_says(
    weights: list[list[float]], dots: list[list[float]]
) -> None:
    assert np.array_equal(features(np.array([weights], float)).points, [dots], equal_nan=True)


@pytest.mark.parametrize("magnitude", [1e-300, 1, 1e30, 1e200])
def test_more_dimensions_are_seen_along_the_two_in_which_the_final_weights_reach_farthest(
    magnitude: float,
) -> None:
    rng = np.random.default_rng(0)
    turn, _ = np.linalg.qr(rng.normal(size=(5, 5)))
    spread = np.array([3, 2, 0.1, 0.1, 0.1])[:, None]
    weights = np.stack([turn @ (spread * rng.normal(size=(5, 50))) for _ in range(2)]) * magnitude
    points = features(weights).points
    variances, directions = np.linalg.eigh(weights[1] / magnitude @ weights[1].T / magnitude)
    expected = directions[:, [-1, -2]].T @ weights
    for axis in range(2):  # a direction's sign is a matter of taste, but the same in all frames
        sign = np.sign(points[0, 0, axis]) * np.sign(expected[0, axis, 0])
        assert points[:, :, axis] == pytest.approx(sign * expected[:, axis], rel=1e-6)
    shares = 100 * variances[[-1, -2]] / variances.sum()
    assert features(weights).axes == tuple(
        f"PC {i} of the final W ({share:.0f} %)" for i, share in enumerate(shares)
    )


@pytest.mark.parametrize(
    ("weights", "axes"),
    [
        (np.ones((1, 1, 3)), ("hidden dim 0", "")),
        (np.ones((1, 2, 3)), ("hidden dim 0", "hidden dim 1")),
        (np.ones((1, 3, 3)), ("hidden dim 0", "hidden dim 1", "hidden dim 2")),
        *(
            (
                np.full((1, 4, features), value),
                (
                    "PC 0 of the final W (0 %)",
                    "PC 1 of the final W (0 %)",
                ),
            )
            for features, value in [(1, NAN), (9, INF), (9, 0)]
        ),
    ],
)
def test_the_axes_say_what_they_are(weights: Array, axes: tuple[str, ...]) -> None:
    assert features(weights).axes == axes


def test_a_feature_is_represented_from_half_a_unit_on_and_weaker_the_closer_to_the_origin() -> None:
    weights = np.array([[[0.5, 0.3, 0, 0.1, 9, NAN, 1e200], [0, 0.3, 0, 0, 0, 1, 1e200]]])
    dots = features(weights)
    assert dots.is_represented.tolist() == [[True, False, False, False, True, False, True]]
    assert dots.strength[0] == pytest.approx([1, 0.6 * math.sqrt(2), 0, 0.2, 1, 0, 1])


@pytest.mark.parametrize(("represented", "size"), [(0, 9), (10, 9), (25, 6), (40, 3), (200, 3)])
def test_sizes_are_smaller_where_many_features_are_represented(
    represented: int, size: float
) -> None:
    weights = np.zeros((2, 1, 200))
    weights[0, 0, :represented] = 1  # once is enough
    assert features(weights).suited(9, 3) == size


@pytest.mark.parametrize("features", [1, 2, 5, 32, 200])
@pytest.mark.parametrize("represented", [0, 1, 2, 200])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_feature_has_a_colour_of_its_own_that_stands_out_from_the_paper(
    features: int, represented: int, theme: str
) -> None:
    reach = np.zeros(features)
    reach[:represented] = np.random.default_rng(0).random(features)[:represented]
    with rc_context(THEMES[theme]):  # type: ignore[index]
        colours = feature_colours(reach)
    assert colours.shape == (features, 3)
    assert len(np.unique(colours, axis=0)) == features
    assert ((colours >= 0) & (colours <= 1)).all()
    paper = 1 if theme == "light" else 0.09
    assert np.abs(luminance(colours) - paper).min() > 0.2


def test_features_that_are_represented_have_colours_far_apart() -> None:
    reach = np.zeros(32)
    reach[[0, 3, 4, 5, 20, 31]] = 1
    colours = feature_colours(reach)[reach > 0]
    distances = np.linalg.norm(colours[:, None] - colours, axis=2)
    assert distances[~np.eye(6, dtype=bool)].min() > 0.15


def test_colours_get_lighter_in_the_order_of_importance() -> None:
    lightness = luminance(feature_colours(np.ones(32)))
    assert (np.diff(lightness) > 0).all()
