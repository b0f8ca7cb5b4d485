import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

from animator.geometry import Array
from animator.look import Look
from animator.scene.panel import with_panels
from animator.scene.timeline import timelines
from animator.scene.weights_panel import equal_limits

from ..scenes import log_with
from .panels import SIDE, drawn_anew, panel_of, panels_of

NAN = math.nan

FAR = st.floats(0, 1e38)
SIDES = st.floats(10, 4000)


@settings(deadline=None)
@given(st.tuples(FAR, FAR), st.tuples(FAR, FAR), st.tuples(SIDES, SIDES))
def test_the_limits_hold_the_extent_at_one_scale(
    low: tuple[float, float], high: tuple[float, float], panel: tuple[float, float]
) -> None:
    extent = np.array([np.negative(low), high])
    lowest, highest = equal_limits(extent, panel).T
    assert (lowest < extent[0]).all() or not extent.any()
    assert (highest > extent[1]).all() or not extent.any()
    scale = (highest - lowest) / panel
    assert scale[0] == pytest.approx(scale[1])


def weights_panel(*snapshots: list[list[float]]) -> Any:
    """Return a panel of weights (m, n) for each snapshot."""
    return panel_of("weights", log_with(W=snapshots))


def test_a_unit_is_as_long_across_as_up_whatever_the_shape_of_the_panel() -> None:
    panel = weights_panel([[1, -3], [0.5, 0]])
    panel.axes.set_position((0.2, 0.4, 0.7, 0.3))
    panel.fit()
    origin, across, up = panel.axes.transData.transform([(0, 0), (1, 0), (0, 1)])
    assert across[0] - origin[0] == pytest.approx(up[1] - origin[1])


def test_panels_of_several_logs_reach_equally_far() -> None:
    logs = [log_with(W=[[[1, 0], [0, 1]]]), log_with(W=[[[-4, 0], [0, NAN]]])]
    panels = panels_of("weights", *logs)
    for panel in panels:
        panel.fit()
        low, high = panel.axes.get_xlim()
        assert low < -4
        assert high > 1
    assert panels[0].axes.get_xlim() == panels[1].axes.get_xlim()


def numbers(panel: Any) -> dict[str, tuple[float, float]]:
    """Return the numbers that are shown, and where."""
    shown = [number for number in panel._dots._numbers if number.get_visible()]
    return {number.get_text(): number.get_position() for number in shown}


def test_dots_are_where_the_snapshot_has_them_and_the_first_is_on_top() -> None:
    panel = weights_panel([[0, 0, 0], [0, 0, 0]], [[1, -1, 0.5], [0, 1, 0.5]])
    for frame, dots in enumerate([np.zeros((3, 2)), [[1, 0], [-1, 1], [0.5, 0.5]]]):
        panel.show(frame)
        assert np.array_equal(panel._dots._circles.get_offsets()[::-1], np.array(dots))


def test_a_dot_is_smaller_and_paler_the_weaker_its_feature_is() -> None:
    panel = weights_panel([[1, 0.3, 0.1, 0], [0, 0, 0, 0]])
    sizes = panel._dots._circles.get_sizes()[::-1]
    assert (np.diff(sizes) < 0).all()
    paleness = panel._dots._circles.get_edgecolor()[::-1, 0]
    assert (np.diff(paleness) > 0).all()


@pytest.mark.parametrize(
    ("weights", "shown"),
    [
        ([[1, 0, -1], [0, 1, 0]], {"0", "1", "2"}),
        ([[0.2, -0.2, 0], [0, 0, 0.1]], {"0", "1", "2"}),  # weak, but each has room
        ([[0.2, 1, 0.01], [0, 0, 0]], {"0", "1", "2"}),
        ([[1, 0.01, 0.02], [0, 0, 0]], {"0"}),  # a heap of weak ones at the origin
        ([[1, 1.01, -1], [0, 0.01, 0]], {"0", "+1", "2"}),  # hidden by a more important one
        ([[0.45, 0.45, -1], [0, 0.01, 0]], {"0", "+1", "2"}),  # weak ones, but clear of the origin
        ([[1] * 4, [1] * 4], {"0", "+1", "+2", "+3"}),
        ([[1, 1.35, -1], [0, 0, 0]], {"0", "1", "2"}),
        ([[NAN, 1, -1], [0, 0, 0]], {"1", "2"}),
        ([[0, 0, 0], [0, 0, 0]], set()),
    ],
)
def test_a_dot_has_its_number_where_there_is_room(
    weights: list[list[float]], shown: set[str]
) -> None:
    at = numbers(weights_panel(weights))
    assert at.keys() == shown
    inside = [i for i in shown if not i.startswith("+")]
    assert all(at[i] == (weights[0][int(i)], weights[1][int(i)]) for i in inside)


def test_the_number_of_a_hidden_dot_stands_beside_the_one_that_hides_it() -> None:
    panel = weights_panel([[1, 1, 1, -1], [0, 0, 0.01, 0]])
    x, y = panel.axes.transData.transform((1, 0))
    radius = np.sqrt(panel._dots._circles.get_sizes()[-1]) / 2 * 80 / 72
    shown = {n.get_text(): n.get_window_extent() for n in panel._dots._numbers if n.get_visible()}
    for name in ("+1", "+2"):
        box = shown[name]
        assert (
            radius < math.hypot((box.x0 + box.x1) / 2 - x, (box.y0 + box.y1) / 2 - y) < 3 * radius
        )
    assert not shown["+1"].overlaps(shown["+2"])


@pytest.mark.parametrize("turn", np.arange(0, 2 * np.pi, np.pi / 6))
def test_a_number_beside_a_dot_touches_no_dot(turn: float) -> None:
    away = np.array([np.cos(turn), np.sin(turn)])
    beside = [0.06 * away[::-1], -0.05 * away, 0.2 * away[::-1] * [-1, 1]]
    W = np.column_stack([0.8 * away, *(0.8 * away + step for step in beside), -away])
    panel = weights_panel(W.tolist())
    whole = drawn_anew(panel)
    for number in panel._dots._numbers:
        if number.get_text()[0] == "+":
            number.set_visible(False)
    y, x = np.nonzero((whole != drawn_anew(panel)).any(axis=2))
    assert len(x) > 10  # pixels of numbers
    dots = panel._dots._circles
    places = panel.axes.transData.transform(dots.get_offsets())
    radii = (np.sqrt(dots.get_sizes()) + dots.get_linewidths()) / 2 * 80 / 72
    apart = np.hypot(x[:, None] + 0.5 - places[:, 0], SIDE - y[:, None] - 0.5 - places[:, 1])
    assert (apart - radii).min() > 0.5


def test_a_number_beside_a_dot_is_not_on_those_of_the_axes() -> None:
    panel = weights_panel([[1, 1, 1, -1, -1], [0, 0, 0, 1, 1]])
    shown = [n for n in panel._dots._numbers if n.get_text()[0] == "+" and n.get_visible()]
    assert len(shown) == 3
    axes = panel.axes.bbox
    for box in (number.get_window_extent() for number in shown):
        assert axes.containsx(box.x0)
        assert axes.containsx(box.x1)


def test_a_number_stands_out_from_its_dot() -> None:
    panel = weights_panel([np.cos(np.arange(6)).tolist(), np.sin(np.arange(6)).tolist()])
    faces = panel._dots._circles.get_facecolor()[::-1, :3]
    inks = [number.get_color() for number in panel._dots._numbers]
    contrasts = [contrast(to_rgb(ink), face) for ink, face in zip(inks, faces, strict=True)]
    assert min(contrasts) > 3  # as WCAG 2 asks of large text
    assert set(inks) == {"black", "white"}


def contrast(one: tuple[float, ...], other: Array) -> float:
    """Return the contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""
    light, dark = sorted(
        (np.power(colour, 2.2) @ (0.2126, 0.7152, 0.0722) for colour in (one, other)), reverse=True
    )
    return float((light + 0.05) / (dark + 0.05))


def test_numbers_that_are_shown_do_not_overlap() -> None:
    panel = weights_panel(np.random.default_rng(0).normal(size=(2, 60)).tolist())
    boxes = [n.get_window_extent() for n in panel._dots._numbers if n.get_visible()]
    assert len(boxes) > 12
    assert not any(
        one.padded(-1).overlaps(other.padded(-1))
        for i, one in enumerate(boxes)
        for other in boxes[:i]
    )


@pytest.mark.parametrize(("count", "norm"), [(5, 0.01), (5, 1), (32, 0.3), (32, 1), (200, 1)])
def test_a_number_is_within_its_dot(count: int, norm: float) -> None:
    turns = np.arange(count) / count * 2 * np.pi  # apart from each other, so that all have numbers
    panel = weights_panel((norm * np.array([np.cos(turns), np.sin(turns)])).tolist())
    diameters = np.sqrt(panel._dots._circles.get_sizes()[::-1]) * 80 / 72
    shown = [i for i, n in enumerate(panel._dots._numbers) if n.get_visible()]
    assert shown
    for i in shown:
        assert panel._dots._numbers[i].get_window_extent().width <= diameters[i]


def test_the_hull_joins_the_features_that_are_represented() -> None:
    corners = [[1, 0, -1, 0], [0, 1, 0, -1]]
    panel = weights_panel(
        [[0] * 6] * 2,
        [[*corners[0], 0.1, 0.3], [*corners[1], 0.1, NAN]],
        [[*corners[0], 0.1, 1.5], [*corners[1], 0.1, 1.5]],
    )
    hulls = []
    for frame in range(3):
        panel.show(frame)
        ends = np.reshape(panel._hull.get_segments(), (-1, 2))
        hulls.append(set(map(tuple, ends.tolist())))
    square = set(zip(*corners, strict=True))
    assert hulls == [set(), square, square | {(1.5, 1.5)}]


def test_of_coinciding_features_the_same_one_has_dot_and_trail_in_front() -> None:
    panel = weights_panel([[0, 0]] * 2, [[1, 1]] * 2, [[1, 1], [2, 2]])
    for frame in range(1, 3):
        panel.show(frame)
        assert np.array_equal(panel._dots._circles.get_facecolor()[-1, :3], colour_of(panel, 0))
        [trails] = panel.lasting
        assert np.array_equal(trails.get_color()[-1][:3], colour_of(panel, 0))


def colour_of(panel: Any, feature: int) -> Array:
    return np.asarray(panel._dots._colours[feature])


def test_the_trails_of_a_frame_are_those_of_the_frame_before_and_what_it_adds() -> None:
    way = np.random.default_rng(0).normal(size=(5, 2, 3)).cumsum(axis=0)
    panel = weights_panel(*way.tolist())
    [lines] = panel.lasting
    whole: list[Array] = []
    for frame in range(5):
        panel.show(frame, frame - 1)
        whole += lines.get_segments()
        panel.show(frame)
        assert np.array_equal(lines.get_segments(), whole)
    assert len(whole) == 4 * 3


def test_sizes_are_smaller_where_many_features_are_represented() -> None:
    def size(represented: int) -> float:
        W = np.zeros((2, 1, 200))
        W[1, 0, :represented] = 1  # in any frame
        return float(weights_panel(*W.tolist())._dots._circles.get_sizes().max())

    assert size(0) == size(10) > size(25) > size(40) == size(200)


def test_one_hidden_dimension_has_no_height() -> None:
    panel = weights_panel([[1, 2, 3]])
    assert not panel.axes.yaxis.get_visible()
    assert panel.axes.get_xlabel() == "hidden dim 0"


@pytest.mark.parametrize("hidden", [4, 5, 9])
def test_a_plane_that_shows_less_than_most_of_w_says_so_and_has_no_hull(
    hidden: int,
) -> None:
    W = np.eye(hidden) * [1, 1, *[0.9] * (hidden - 2)]
    W[0, 0] = 1.1
    panel = weights_panel(W.tolist())
    share = (1.1**2 + 1) / (1.1**2 + 1 + (hidden - 2) * 0.81)
    note = f"only {100 * share:.0f} % of |W|² is in this plane"
    assert (share < 0.5) == (note in panel.axes.get_xlabel())
    assert (share < 0.5) == (not len(panel._hull.get_segments()))


def test_gram_is_shown_by_default_where_no_plane_or_space_shows_w_and_there_is_room() -> None:
    def panels(*hidden: int, **look: Any) -> tuple[str, ...]:
        given = Look(**look)
        logs = [log_with(W=np.ones((1, m, 6))) for m in hidden]
        return tuple(with_panels(given, timelines(logs, given)).panels)

    assert panels(2) == panels(3) == panels(1, 3) == ("loss", "weights")
    assert panels(4) == panels(2, 7) == ("loss", "weights", "gram")
    assert panels(4, panels="loss,weights") == ("loss", "weights")
    assert panels(4, size=(240, 240)) == ("loss", "weights", "gram")
    assert panels(4, 4, size=(300, 240)) == ("loss", "weights")  # no room
