import math

import numpy as np
import pytest

from animator.scene.bar_panels import FeatureBars

from ..scenes import log_with
from .panels import largest_difference, panel_of, panels_of

NAN, INF = math.nan, math.inf


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
    panel = panel_of("bias", log_with(b=np.array(bias)[:, None]))
    assert panel.axes.get_ylim() == pytest.approx(limits)


def test_the_limits_are_those_of_all_logs() -> None:
    for panel in panels_of("bias", log_with(b=[[[1, 0]]]), log_with(b=[[[-2, 0, 0]]])):
        assert panel.axes.get_ylim() == pytest.approx((-2.1, 1.05))


@pytest.mark.parametrize("features", [1, 5, 200])
def test_each_bar_is_as_long_as_the_bias_and_has_a_colour_of_its_own(features: int) -> None:
    bias = np.random.default_rng(0).normal(size=(3, 1, features))
    panel = panel_of("bias", log_with(b=bias))
    [bars] = [artist for artist in panel.moving if isinstance(artist, FeatureBars)]
    assert len(np.unique(bars.get_facecolor(), axis=0)) == features
    for frame in (0, 2, 1):
        panel.show(frame)
        boxes = [path.get_extents() for path in bars.get_paths()]
        assert [box.y0 + box.y1 for box in boxes] == bias[frame, 0].tolist()
        assert [box.height for box in boxes] == np.abs(bias[frame, 0]).tolist()


@pytest.mark.parametrize("features", [1, 5, 200])
def test_a_frame_of_the_bars_is_what_drawing_anew_gives(features: int) -> None:
    bias = np.random.default_rng(0).normal(size=(2, 1, features))
    bias[1, 0, 0] = NAN
    assert largest_difference(panel_of("bias", log_with(b=bias)), 1) <= 2
