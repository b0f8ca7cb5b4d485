import math

import numpy as np
import pytest
from matplotlib.lines import Line2D

from animator.scene.feature_axis import FeatureBars
from animator.scene.norms_panel import Array, NormsPanel, dimensionality, norms

from .panel_pictures import figure_of, largest_difference, new_axes

NAN, INF = math.nan, math.inf
RANDOM = np.random.default_rng(0)


def polygon(corners: int) -> Array:
    angles = 2 * np.pi * np.arange(corners) / corners
    return np.stack([np.cos(angles), np.sin(angles)])


def plain_dimensionality(W: Array) -> list[float]:
    """Return D_i, term by term as it is written."""
    columns = W.T.tolist()
    result = []
    for column in columns:
        unit = [w / math.hypot(*column) for w in column]
        projections = [sum(u * w for u, w in zip(unit, other, strict=True)) for other in columns]
        result.append(math.hypot(*column) ** 2 / sum(p**2 for p in projections))
    return result


@pytest.mark.parametrize(("hidden", "features"), [(1, 1), (1, 4), (2, 5), (3, 2), (8, 32)])
def test_norms_and_dimensionalities_are_those_of_the_formula(hidden: int, features: int) -> None:
    weights = RANDOM.normal(size=(2, 3, hidden, features))
    assert norms(weights).shape == dimensionality(weights).shape == (2, 3, features)
    for place in np.ndindex(2, 3):
        W = weights[place]
        assert norms(weights)[place] == pytest.approx([math.hypot(*column) for column in W.T])
        assert dimensionality(weights)[place] == pytest.approx(plain_dimensionality(W))


TETRAHEDRON = np.array([[1, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]])
OCTAHEDRON = np.hstack([np.eye(3), -np.eye(3)])


@pytest.mark.parametrize("scale", [1e-300, 1e-30, 1, 1e30, 1e200, 1e300])
@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        (polygon(5), 2 / 5),
        (polygon(6), 1 / 3),
        (polygon(3), 2 / 3),
        (TETRAHEDRON, 3 / 4),
        (OCTAHEDRON, 1 / 2),
        (np.array([[1, -1]]), 1 / 2),
        (np.eye(3), 1),
        (np.array([[3.0]]), 1),
        (np.ones((2, 4)), 1 / 4),
    ],
    ids=[
        "pentagon",
        "hexagon",
        "triangle",
        "tetrahedron",
        "octahedron",
        "pair",
        "axes",
        "one",
        "same",
    ],
)
def test_the_dimensionality_of_a_geometry_is_the_papers_at_any_scale(
    weights: Array, expected: float, scale: float
) -> None:
    assert dimensionality(weights * scale) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([[0, 0], [0, 0]], [NAN, NAN]),
        ([[0, 1], [0, 0]], [NAN, 1]),
        ([[NAN, 1, -1], [1, 0, 0]], [NAN, 1 / 2, 1 / 2]),
        ([[INF, 1, -INF], [1, 0, NAN]], [NAN, 1, NAN]),
        ([[1e-100, 0], [0, 1e100]], [1, 1]),
        ([[1e-200, 1], [0, 0]], [0, 1]),
        ([[5e-324, 0], [0, 5e-324]], [1, 1]),
    ],
)
def test_a_feature_without_a_direction_has_no_dimensionality(
    weights: list[list[float]], expected: list[float]
) -> None:
    assert dimensionality(np.array(weights)) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("column", "norm"),
    [
        ([0, 0], 0),
        ([3, -4], 5),
        ([3e200, 4e200], 5e200),
        ([3e-200, 4e-200], 5e-200),
        ([1.5e308, 1.5e308], INF),
        ([1, NAN], NAN),
        ([-INF, 1], INF),
    ],
)
def test_a_norm_is_right_where_its_square_would_not_be(column: list[float], norm: float) -> None:
    assert norms(np.array([column]).T) == pytest.approx([norm], nan_ok=True)


def bars_and_marks(panel: NormsPanel) -> tuple[list[float], Array]:
    [bars] = [artist for artist in panel.moving if isinstance(artist, FeatureBars)]
    [marks] = [artist for artist in panel.moving if isinstance(artist, Line2D)]
    return [path.get_extents().y1 for path in bars.get_paths()], np.asarray(marks.get_ydata())


@pytest.mark.parametrize("features", [1, 5, 200])
def test_bars_are_norms_and_marks_are_dimensionalities(features: int) -> None:
    weights = RANDOM.normal(size=(3, 2, features))
    panel = NormsPanel(new_axes(), weights, np.ones((features, 4)))
    for snapshot in (0, 2, 1):
        panel.show(snapshot)
        bars, marks = bars_and_marks(panel)
        assert bars == pytest.approx(np.linalg.norm(weights[snapshot], axis=0))
        assert marks == pytest.approx(plain_dimensionality(weights[snapshot]))
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
    panel = NormsPanel(new_axes(), np.array([weights]), np.ones((2, 4)))
    panel.show(0)
    assert bars_and_marks(panel)[0] == bars
    assert bars_and_marks(panel)[1] == pytest.approx(marks, nan_ok=True)
    figure_of(panel).draw_without_rendering()


def test_marks_and_grid_lines_are_level_with_the_scale() -> None:
    panel = NormsPanel(new_axes(), polygon(5)[None], np.ones((5, 4)))
    panel.show(0)
    figure_of(panel).draw_without_rendering()
    [marks] = [artist for artist in panel.moving if isinstance(artist, Line2D)]
    [lines] = panel.axes.collections[:1]
    scale = marks.axes
    assert scale is not None
    heights = dict(
        zip((t.get_text() for t in scale.get_yticklabels()), scale.get_yticks(), strict=True)
    )
    assert list(heights) == ["0", "2/5", "1/2", "1"]
    drawn = [line.get_extents().y0 for line in lines.get_paths()]
    level = scale.transAxes.inverted().transform(
        scale.transData.transform([(0, heights[text]) for text in ("2/5", "1/2", "1")])
    )[:, 1]
    assert drawn == pytest.approx(level)
    assert marks.get_ydata() == pytest.approx(heights["2/5"])


@pytest.mark.parametrize("features", [1, 5, 200])
def test_a_frame_of_bars_and_marks_is_what_drawing_anew_gives(features: int) -> None:
    weights = RANDOM.normal(size=(2, 2, features))
    weights[1, :, 0] = NAN
    panel = NormsPanel(new_axes(), weights, RANDOM.uniform(size=(features, 4)))
    panel.show(0)
    assert largest_difference(panel, 1) <= 2
