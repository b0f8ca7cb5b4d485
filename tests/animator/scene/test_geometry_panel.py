import math
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.lines import Line2D

from animator import LogError

from ..scenes import log_of, log_with
from .panels import largest_difference, panel_of, panels_of

NAN, INF = math.nan, math.inf


def lines_of(panel: Any) -> tuple[Line2D, Line2D]:
    """Return the line of dimensionalities, and that of the number of features."""
    place = panel.axes.get_position().bounds
    at_place = [axes for axes in panel.axes.figure.axes if axes.get_position().bounds == place]
    [right] = [axes for axes in at_place if axes is not panel.axes]
    [shares] = [line for line in panel.axes.lines if line not in panel.moving]
    return shares, right.lines[0]


def plain_mean(W: Any) -> float:
    """Return the mean of |W_i|² / Σ_j (Ŵ_i·W_j)² over the represented features."""
    shares = [
        math.hypot(*one) ** 4 / math.fsum(np.dot(one, other) ** 2 for other in W.T)
        for one in W.T
        if math.hypot(*one) >= 0.5
    ]
    return math.fsum(shares) / len(shares)


@pytest.mark.parametrize(("hidden", "features"), [(1, 1), (2, 5), (5, 40)])
def test_the_lines_are_the_mean_dimensionality_and_the_number_of_features_of_every_snapshot(
    hidden: int, features: int
) -> None:
    weights = np.random.default_rng(0).normal(scale=0.5, size=(20, hidden, features))
    shares, steps = lines_of(panel_of("geometry", log_with(W=weights), first_run=5, last_run=9))
    counts = [sum(math.hypot(*column) >= 0.5 for column in W.T) for W in weights]
    assert np.asarray(shares.get_xdata()).tolist() == list(range(20))
    means = [plain_mean(W) if count else NAN for W, count in zip(weights, counts, strict=True)]
    assert np.asarray(shares.get_ydata()) == pytest.approx(means, nan_ok=True)
    assert np.asarray(steps.get_xdata()).tolist() == list(range(20))
    assert np.asarray(steps.get_ydata()).tolist() == counts
    assert steps.get_drawstyle() == "steps-post"
    assert shares.axes is not None
    assert steps.axes is not None
    assert shares.axes.get_xlim() == steps.axes.get_xlim() == (4.5, 9.5)
    assert steps.axes.get_ylim()[1] > max(counts)


@pytest.mark.parametrize(
    ("weights", "share", "count"),
    [
        ([[0, 0], [0, 0]], NAN, 0),
        ([[NAN, 1], [0, 0]], 1, NAN),
        ([[INF, 1], [0, 0]], NAN, NAN),
        ([[1e200, 0], [0, 0]], 1, 1),
        ([[2, 0.2], [0, 0.1]], 4 / 4.04, 1),
    ],
)
def test_what_is_not_represented_or_not_finite_leaves_a_gap(
    weights: list[list[float]], share: float, count: float
) -> None:
    lines = lines_of(panel_of("geometry", log_with(W=[weights])))
    found = [np.asarray(line.get_ydata()).tolist() for line in lines]
    assert found == [pytest.approx([share], nan_ok=True), pytest.approx([count], nan_ok=True)]


def test_the_cursor_is_at_the_run_of_the_frame() -> None:
    panel = panel_of("geometry", log_with(W=np.ones((3, 2, 2)), runs=[4, 6, 9]))
    [cursor] = panel.moving
    for frame, run in [(2, 9), (0, 4), (1, 6)]:
        panel.show(frame)
        assert cursor.get_xdata() == [run, run]


def test_the_scales_are_those_of_all_logs() -> None:
    few, many = log_with(W=np.eye(2, 3)[None]), log_with(W=np.ones((6, 2, 3)))
    for panel in panels_of("geometry", few, many):
        right = lines_of(panel)[1].axes
        assert right is not None
        assert panel.axes.get_xlim() == (-0.5, 5.5)
        assert right.get_ylim() == pytest.approx((0, 3.15))


@pytest.mark.parametrize("size", [60, 100, 200, 400, 2000])
def test_names_of_fractions_are_beside_their_lines_and_apart(size: int) -> None:
    panel = panel_of("geometry", log_with(W=np.ones((1, 2, 2))))
    panel.axes.figure.set_size_inches(size / 80, size / 80)
    panel.fit()
    texts = panel.axes.get_yticklabels(minor=True)
    boxes = sorted((text.get_window_extent() for text in texts), key=lambda box: box.y0)
    assert all(one.y1 <= other.y0 for one, other in pairwise(boxes))
    names = {text.get_text() for text in texts}
    assert names >= {"0", "1/2", "1"}
    assert len(names) == 8 or size < 400
    for text, box in zip(texts, (text.get_window_extent() for text in texts), strict=True):
        fraction = float(Fraction(text.get_text()))
        _, line = panel.axes.transData.transform((0, fraction))
        aside = abs(line - (box.y0 + box.y1) / 2)
        assert aside < (2 if size == 2000 else 0.65 * box.height)


def test_a_log_without_weights_has_no_geometry() -> None:
    with pytest.raises(LogError, match="no block 'W'"):
        panel_of("geometry", log_of("run: 0\nL: 0.5\n"))


def test_a_frame_is_what_drawing_anew_gives() -> None:
    weights = np.random.default_rng(0).normal(size=(9, 2, 4))
    assert largest_difference(panel_of("geometry", log_with(W=weights)), 4) <= 2
