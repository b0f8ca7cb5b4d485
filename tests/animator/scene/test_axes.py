import math
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure

from animator.scene.axes import number_features
from animator.scene.bar_panels import FeatureBars

NAN, INF = math.nan, math.inf


def numbers(features: int, inches: float, axis: str) -> list[str]:
    """Return the labels that can be seen of an axis of that length."""
    figure = Figure((inches, inches))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(-0.5, features - 0.5), ylim=(features - 0.5, -0.5))
    chosen = {"x": axes.xaxis, "y": axes.yaxis}[axis]
    number_features(chosen)
    figure.draw_without_rendering()
    ticks = [t for t in chosen.get_major_ticks() if -0.5 <= t.get_loc() <= features - 0.5]
    boxes = [t.label1.get_window_extent() for t in ticks]
    assert not any(one.overlaps(other) for one, other in pairwise(boxes))
    return [t.label1.get_text() for t in ticks]


@pytest.mark.parametrize("axis", ["x", "y"])
@pytest.mark.parametrize(
    ("features", "inches", "first", "last", "least"),
    [
        (1, 5, "0", "0", 1),
        (2, 5, "0", "1", 2),
        (5, 5, "0", "4", 5),
        (5, 1.8, "0", "4", 3),
        (9, 5, "0", "8", 9),
        (12, 5, "0", "10", 6),
        (32, 5, "0", "30", 7),
        (200, 5, "0", "150", 4),
        (200, 0.3, "0", "0", 1),
    ],
)
def test_features_are_numbered_as_far_as_there_is_room(
    axis: str, features: int, inches: float, first: str, last: str, least: int
) -> None:
    labels = numbers(features, inches, axis)
    assert (labels[0], labels[-1]) == (first, last)
    assert len(labels) >= least


def shown(bars: FeatureBars) -> list[list[float]]:
    """Return the lower and the upper end of each bar."""
    boxes = [path.get_extents() for path in bars.get_paths()]
    return [[box.y0, box.y1] for box in boxes]


@pytest.mark.parametrize(
    ("heights", "ends"),
    [
        ([1, 2, -1.5], [[0, 1], [0, 2], [-1.5, 0]]),
        ([0, -0.0, 1e-300], [[0, 0], [0, 0], [0, 1e-300]]),
        ([3, 4, -3], [[0, 3], [0, 3], [-2, 0]]),  # the limits are -2 and 3
        ([1e300, -1e300, 1], [[0, 3], [-2, 0], [0, 1]]),
        ([NAN, INF, -INF], [[0, 0], [0, 0], [0, 0]]),
    ],
)
def test_bars_stand_on_zero_and_end_at_the_limits(
    heights: list[float], ends: list[list[float]]
) -> None:
    axes = Figure().subplots()
    axes.set_ylim(-2, 3)
    bars = FeatureBars(axes, np.ones((3, 4)))
    bars.set_heights(np.array([2.5, 2.5, 2.5]))  # leaves no trace
    bars.set_heights(np.array(heights))
    assert shown(bars) == ends


@pytest.mark.parametrize(("features", "width"), [(1, 0.8), (40, 0.8), (41, 1), (200, 1)])
def test_a_bar_stands_above_its_feature(features: int, width: float) -> None:
    axes = Figure().subplots()
    bars = FeatureBars(axes, np.ones((features, 4)))
    bars.set_heights(np.ones(features))
    boxes = [path.get_extents() for path in bars.get_paths()]
    assert [(box.x0 + box.x1) / 2 for box in boxes] == pytest.approx(range(features))
    assert [box.width for box in boxes] == pytest.approx([width] * features)
    assert axes.get_xlim() == (-0.5, features - 0.5)
