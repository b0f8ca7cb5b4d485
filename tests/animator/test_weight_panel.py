import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from animator.weight_panel import Array, WeightPanel, feature_colours, positions, weight_limits

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("weights", "dots"),
    [
        ([[1, 2, 3]], [[1, 0], [2, 0], [3, 0]]),
        ([[1, 2], [3, 4]], [[1, 3], [2, 4]]),
        ([[1, 2], [3, 4], [5, 6]], [[1, 3], [2, 4]]),
        ([[1, NAN], [3, 4]], [[1, 3], [NAN, NAN]]),
        ([[1, 2], [-INF, 4]], [[NAN, NAN], [2, 4]]),
        ([[1, 2], [3, 4], [NAN, INF]], [[1, 3], [2, 4]]),  # what is not shown is no reason
        ([[INF]], [[NAN, NAN]]),
    ],
)
def test_a_dot_stands_at_the_first_two_hidden_dimensions(
    weights: list[list[float]], dots: list[list[float]]
) -> None:
    assert np.array_equal(positions(np.array([weights])), [dots], equal_nan=True)


POINTS = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2).map(lambda shape: (*shape, 2)),
    elements=st.one_of(st.floats(-1e38, 1e38), st.just(NAN)),
)
SIDES = st.floats(10, 4000)


@settings(deadline=None)
@given(POINTS, st.tuples(SIDES, SIDES))
def test_the_limits_hold_all_points_and_the_origin_at_one_scale(
    points: Array, panel: tuple[float, float]
) -> None:
    lowest, highest = weight_limits(points, panel)[:, 0], weight_limits(points, panel)[:, 1]
    finite = points[np.isfinite(points).all(axis=2)]
    assert (lowest < 0).all()
    assert (highest > 0).all()
    assert (finite >= lowest).all()
    assert (finite <= highest).all()
    scale = (highest - lowest) / panel
    assert scale[0] == pytest.approx(scale[1])


@pytest.mark.parametrize("features", [1, 2, 5, 32, 200])
@pytest.mark.parametrize("represented", [0, 1, 2, 200])
def test_each_feature_has_a_colour_of_its_own(features: int, represented: int) -> None:
    dots = np.zeros((3, features, 2))
    dots[:, :represented] = np.random.default_rng(0).normal(size=dots[:, :represented].shape)
    colours = feature_colours(dots)
    assert colours.shape == (features, 4)
    assert len(np.unique(colours, axis=0)) == features
    assert (colours[:, 3] == 1).all()


def test_features_that_are_represented_have_colours_far_apart() -> None:
    dots = np.zeros((1, 32, 2))
    dots[0, :6] = [[1, 0], [0, 1], [-1, 0], [0, -1], [1, 1], [-1, -1]]
    colours = feature_colours(dots)[:6]
    distances = np.linalg.norm(colours[:, None] - colours, axis=2)
    assert distances[~np.eye(6, dtype=bool)].min() > 0.2


def test_a_trail_leads_from_the_start_to_the_dot() -> None:
    weights = np.random.default_rng(0).normal(size=(4, 2, 3))
    panel = WeightPanel(Figure().subplots(), weights)
    [trails] = [artist for artist in panel.moving if isinstance(artist, LineCollection)]
    for snapshot in (0, 3, 1):
        panel.show(snapshot, "")
        segments = np.array(trails.get_segments())[::-1]  # the first feature on top
        assert np.array_equal(segments, weights[: snapshot + 1].transpose(2, 0, 1))


def shown_labels(panel: WeightPanel) -> dict[str, tuple[float, float]]:
    """Return where labels stand, in pixels from the origin."""
    labels = [artist for artist in panel.moving if isinstance(artist, Annotation)]
    origin = panel.axes.transData.transform((0, 0))
    shown = {}
    for label in labels:
        if label.get_visible():
            box = label.get_window_extent()
            shown[label.get_text()] = (
                (box.x0 + box.x1) / 2 - origin[0],
                (box.y0 + box.y1) / 2 - origin[1],
            )
    return shown


def test_labels_are_shown_outwards_of_dots_that_stand_clear_of_the_origin() -> None:
    first = [[0, 0, 0, 0], [0, 0, 0, 0]]
    last = [[2, 0, 0.01, NAN], [0, -1, 0.01, 0]]
    panel = WeightPanel(Figure().subplots(), np.array([first, last]))
    panel.fit()
    panel.show(0, "")
    assert shown_labels(panel) == {}
    panel.show(1, "")
    labels = shown_labels(panel)
    assert labels.keys() == {"0", "1"}
    dots = panel.axes.transData.transform([(0, 0), (2, 0), (0, -1)])
    assert labels["0"][0] > (dots[1] - dots[0])[0] + 5
    assert labels["1"][1] < (dots[2] - dots[0])[1] - 5
    panel.show(0, "")
    assert shown_labels(panel) == {}


@pytest.mark.parametrize(
    ("hidden", "label"), [(1, ""), (2, "hidden dim 1"), (5, "hidden dim 1 (of 5)")]
)
def test_the_axes_say_which_hidden_dimensions_they_are(hidden: int, label: str) -> None:
    panel = WeightPanel(Figure().subplots(), np.ones((1, hidden, 3)))
    assert (panel.axes.get_xlabel(), panel.axes.get_ylabel()) == ("hidden dim 0", label)


def test_a_label_that_would_overlap_another_dot_or_label_is_left_out() -> None:
    side_by_side = [[1, 1.01, -1, 0.99], [0, 0.01, 0.5, -0.01]]
    panel = WeightPanel(Figure().subplots(), np.array([side_by_side]))
    panel.fit()
    panel.show(0, "")
    assert shown_labels(panel).keys() == {"0", "2"}
