import math

import numpy as np
import pytest

from animator.scene.bias_panel import BiasPanel, bias_limits
from animator.scene.feature_axis import FeatureBars

from .panel_pictures import largest_difference, new_axes

NAN, INF = math.nan, math.inf
RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("bias", "limits"),
    [
        ([[1, -2], [0.5, 0]], (-2.1, 1.05)),
        ([[1, 2]], (0, 2.1)),
        ([[-1, -2]], (-2.1, 0)),
        ([[0, 0]], (-1, 1)),
        ([[NAN, INF], [-INF, NAN]], (-1, 1)),
        ([[NAN, 1], [-INF, -1]], (-1.05, 1.05)),
        ([[1e300, -1e300]], (-1.05e300, 1.05e300)),
    ],
)
def test_the_limits_hold_zero_and_all_finite_biases(
    bias: list[list[float]], limits: tuple[float, float]
) -> None:
    assert bias_limits(np.array(bias)) == pytest.approx(limits)


@pytest.mark.parametrize("features", [1, 5, 200])
def test_each_bar_is_as_long_as_the_bias_and_has_its_features_colour(features: int) -> None:
    bias = RANDOM.normal(size=(3, features))
    colours = RANDOM.uniform(size=(features, 4))
    panel = BiasPanel(new_axes(), bias, bias_limits(bias), colours)
    [bars] = [artist for artist in panel.moving if isinstance(artist, FeatureBars)]
    assert np.array_equal(bars.get_facecolor(), colours)
    for snapshot in (0, 2, 1):
        panel.show(snapshot)
        boxes = [path.get_extents() for path in bars.get_paths()]
        assert [box.y0 + box.y1 for box in boxes] == bias[snapshot].tolist()
        assert [box.height for box in boxes] == np.abs(bias[snapshot]).tolist()
    assert panel.axes.get_ylim() == bias_limits(bias)


@pytest.mark.parametrize("features", [1, 5, 200])
def test_a_frame_of_the_bars_is_what_drawing_anew_gives(features: int) -> None:
    bias = RANDOM.normal(size=(2, features))
    bias[1, 0] = NAN
    panel = BiasPanel(new_axes(), bias, (-0.5, 1), RANDOM.uniform(size=(features, 4)))
    panel.show(0)
    assert largest_difference(panel, 1) <= 2
