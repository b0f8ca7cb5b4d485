import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from matplotlib.figure import Figure

from animator.scene.features import Array, feature_colours, features
from animator.scene.weight_panel import WeightPanel, weight_limits

NAN = math.nan

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


def panel_of(*snapshots: list[list[float]]) -> WeightPanel:
    """Return a panel, 400 pixels wide and high, of weights (m, n) for each snapshot."""
    dots = features(np.array(snapshots, float))
    axes = Figure((4, 4), 100).add_axes((0, 0, 1, 1))
    panel = WeightPanel(axes, dots, feature_colours(np.ones(len(snapshots[0][0]))))
    panel.limit(np.array([[-2, 2], [-2, 2]]))
    return panel


def numbers(panel: WeightPanel) -> dict[str, tuple[float, float]]:
    """Return the numbers that are shown, and where."""
    shown = [number for number in panel._dots._numbers if number.get_visible()]
    return {number.get_text(): number.get_position() for number in shown}


def test_dots_are_where_the_snapshot_has_them_and_the_first_is_on_top() -> None:
    panel = panel_of([[0, 0, 0], [0, 0, 0]], [[1, -1, 0.5], [0, 1, 0.5]])
    for snapshot, dots in enumerate([np.zeros((3, 2)), [[1, 0], [-1, 1], [0.5, 0.5]]]):
        panel.show(snapshot)
        assert np.array_equal(panel._dots._circles.get_offsets()[::-1], np.array(dots))


def test_a_dot_is_smaller_and_paler_the_weaker_its_feature_is() -> None:
    panel = panel_of([[1, 0.3, 0.1, 0], [0, 0, 0, 0]])
    panel.show(0)
    sizes = panel._dots._circles.get_sizes()[::-1]
    paleness = panel._dots._circles.get_facecolor()[::-1, :3].min(axis=1)
    assert (np.diff(sizes) < 0).all()
    assert (np.diff(paleness) > 0).all()


@pytest.mark.parametrize(
    ("weights", "shown"),
    [
        ([[1, 0, -1], [0, 1, 0]], {"0", "1", "2"}),
        ([[1, 0.2, 0], [0, 0, 0.1]], {"0"}),  # too weak: too small for a number
        ([[1, 1.01, -1], [0, 0.01, 0]], {"0", "2"}),  # covered by one more important
        ([[1, 1.25, -1], [0, 0, 0]], {"0", "1", "2"}),
        ([[NAN, 1, -1], [0, 0, 0]], {"1", "2"}),
        ([[0, 0, 0], [0, 0, 0]], set()),
    ],
)
def test_a_dot_has_its_number_where_it_is_large_enough_and_not_covered(
    weights: list[list[float]], shown: set[str]
) -> None:
    panel = panel_of(weights)
    panel.show(0)
    at = numbers(panel)
    assert at.keys() == shown
    assert all(at[i] == (weights[0][int(i)], weights[1][int(i)]) for i in shown)


def test_numbers_that_are_shown_do_not_overlap() -> None:
    panel = panel_of(np.random.default_rng(0).normal(size=(2, 60)).tolist())
    panel.show(0)
    boxes = [n.get_window_extent() for n in panel._dots._numbers if n.get_visible()]
    assert len(boxes) > 20
    assert not any(
        one.padded(-1).overlaps(other.padded(-1))
        for i, one in enumerate(boxes)
        for other in boxes[:i]
    )


@pytest.mark.parametrize("count", [5, 32, 200])
def test_a_number_is_within_its_dot(count: int) -> None:
    panel = panel_of(np.eye(count)[:2].tolist() if count < 3 else np.ones((2, count)).tolist())
    panel.show(0)
    [diameter] = np.sqrt(np.unique(panel._dots._circles.get_sizes()))
    for number in panel._dots._numbers:
        number.set_visible(True)
        ink = number.get_window_extent()
        assert ink.width <= diameter * 100 / 72 * 0.95


def test_the_hull_joins_the_features_that_are_represented() -> None:
    corners = [[1, 0, -1, 0], [0, 1, 0, -1]]
    panel = panel_of(
        [[0] * 6] * 2,
        [[*corners[0], 0.1, 0.3], [*corners[1], 0.1, NAN]],
        [[*corners[0], 0.1, 1.5], [*corners[1], 0.1, 1.5]],
    )
    hulls = []
    for snapshot in range(3):
        panel.show(snapshot)
        hulls.append(set(map(tuple, np.asarray(panel._hull.get_xydata()).tolist())))
    square = set(zip(*corners, strict=True))
    assert hulls == [set(), square, square - {(1, 0), (0, 1)} | {(1, 0), (0, 1), (1.5, 1.5)}]


def test_the_trails_of_a_frame_are_those_of_the_frame_before_and_what_it_adds() -> None:
    way = np.random.default_rng(0).normal(size=(5, 2, 3)).cumsum(axis=0)
    panel = panel_of(*way.tolist())
    whole: list[Array] = []
    for frame in range(5):
        panel.show_trail(frame, frame - 1)
        whole += panel._trails.lines.get_segments()
        panel.show_trail(frame)
        assert np.array_equal(panel._trails.lines.get_segments(), whole)
    assert len(whole) == 4 * 3


def test_a_line_has_no_height() -> None:
    panel = panel_of([[1, 2, 3]])
    assert not panel.axes.yaxis.get_visible()
    assert panel.axes.get_xlabel() == "hidden dim 0"
