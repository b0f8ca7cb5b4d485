import math
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from animator.geometry import Array, dimensionality
from animator.scene.axes import FRACTIONS
from animator.scene.bar_panels import FeatureBars

from ..scenes import log_with
from .panels import largest_difference, panel_of, panels_of

NAN, INF = math.nan, math.inf
PENTAGON = np.exp(2j * np.pi * np.arange(5) / 5)


def bars_and_marks(panel: Any) -> tuple[list[float], Array]:
    [bars] = [artist for artist in panel.moving if isinstance(artist, FeatureBars)]
    [marks] = [artist for artist in panel.moving if isinstance(artist, Line2D)]
    return [path.get_extents().y1 for path in bars.get_paths()], np.asarray(marks.get_ydata())


@pytest.mark.parametrize("features", [1, 5, 200])
def test_bars_are_norms_and_marks_are_dimensionalities(features: int) -> None:
    weights = np.random.default_rng(0).normal(size=(3, 2, features))
    panel = panel_of("norms", log_with(W=weights))
    for frame in (0, 2, 1):
        panel.show(frame)
        bars, marks = bars_and_marks(panel)
        assert bars == pytest.approx(np.linalg.norm(weights[frame], axis=0))
        assert marks == pytest.approx(dimensionality(weights[frame]))
    assert panel.axes.get_ylim()[1] > np.linalg.norm(weights, axis=1).max()


@pytest.mark.parametrize(
    ("weights", "bars", "marks"),
    [
        ([[0, 0]], [0, 0], [NAN, NAN]),
        ([[NAN, INF]], [0, 0], [NAN, NAN]),
        ([[NAN, 2]], [0, 2], [NAN, 1]),
        ([[1e300, -1e300]], [1e300, 1e300], [0.5, 0.5]),
    ],
)
def test_what_has_no_norm_is_not_drawn(
    weights: list[list[float]], bars: list[float], marks: list[float]
) -> None:
    panel = panel_of("norms", log_with(W=[weights]))
    assert bars_and_marks(panel)[0] == bars
    assert bars_and_marks(panel)[1] == pytest.approx(marks, nan_ok=True)


def test_marks_and_grid_lines_are_level_with_the_scale() -> None:
    panel = panel_of("norms", log_with(W=[[PENTAGON.real, PENTAGON.imag]]))
    [marks] = [artist for artist in panel.moving if isinstance(artist, Line2D)]
    [lines] = [one for one in panel.axes.collections if isinstance(one, LineCollection)]
    right = marks.axes
    assert right is not None
    drawn = [line.get_extents().y0 for line in lines.get_paths()]
    level = right.transAxes.inverted().transform(
        right.transData.transform([(0, fraction) for fraction in FRACTIONS.values()])
    )[:, 1]
    assert drawn == pytest.approx(level)
    assert right.get_yticks() == pytest.approx([0, *FRACTIONS.values()])
    assert marks.get_ydata() == pytest.approx(2 / 5)


def test_the_limits_are_those_of_all_logs() -> None:
    for panel in panels_of("norms", log_with(W=[[[1, 0]]]), log_with(W=[[[2, NAN, 0]]])):
        assert panel.axes.get_ylim() == pytest.approx((0, 2.1))


@pytest.mark.parametrize("features", [2, 5, 200])
def test_a_frame_of_bars_and_marks_is_what_drawing_anew_gives(features: int) -> None:
    weights = np.random.default_rng(0).normal(size=(2, 2, features))
    weights[1, 0, 0] = NAN
    assert largest_difference(panel_of("norms", log_with(W=weights)), 1) <= 2
