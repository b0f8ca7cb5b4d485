import math

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.colors import to_rgb
from matplotlib.image import AxesImage

from animator.scene.gram_panel import Array, GramPanel, gram_limit, gram_matrices

from .panel_pictures import figure_of, frame, largest_difference, new_axes

NAN, INF = math.nan, math.inf
RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize(("hidden", "features"), [(1, 1), (2, 5), (3, 2), (8, 32)])
def test_a_gram_matrix_holds_the_dot_products_of_features(hidden: int, features: int) -> None:
    weights = RANDOM.normal(size=(2, hidden, features))
    for W, gram in zip(weights, gram_matrices(weights), strict=True):
        for i in range(features):
            for j in range(features):
                dot = math.fsum(W[k, i] * W[k, j] for k in range(hidden))
                assert gram[i, j] == pytest.approx(dot, abs=1e-12)


@pytest.mark.parametrize(
    ("weights", "gram"),
    [
        ([[0, 0]], [[0, 0], [0, 0]]),
        ([[1, NAN]], [[1, NAN], [NAN, NAN]]),
        ([[2, INF]], [[4, INF], [INF, INF]]),
        ([[0, -INF]], [[0, NAN], [NAN, INF]]),
        ([[1e30, -1]], [[1e60, -1e30], [-1e30, 1]]),
        ([[1e200, -1e200]], [[INF, -INF], [-INF, INF]]),
    ],
)
def test_weights_that_cannot_be_multiplied_give_cells_that_are_not_finite(
    weights: list[list[float]], gram: list[list[float]]
) -> None:
    assert gram_matrices(np.array([weights]))[0] == pytest.approx(np.array(gram), nan_ok=True)


@pytest.mark.parametrize(
    ("gram", "limit"),
    [
        ([[1, -2], [-2, 1]], 2),
        ([[1, NAN], [INF, -INF]], 1),
        ([[0, 0], [0, 0]], 1),
        ([[NAN, INF], [INF, NAN]], 1),
        ([[1e300, 0], [0, 0]], 1e300),
        ([[1e-320, 0], [0, 0]], 1e-320),
    ],
)
def test_the_limit_is_the_largest_finite_value(gram: list[list[float]], limit: float) -> None:
    assert gram_limit(np.array([gram])) == limit


def cells(panel: GramPanel) -> Array:
    [image] = [artist for artist in panel.moving if isinstance(artist, AxesImage)]
    return np.asarray(image.get_array())


@pytest.mark.parametrize("features", [1, 2, 200])
def test_the_cells_are_those_of_the_snapshot(features: int) -> None:
    gram = RANDOM.normal(size=(3, features, features))
    panel = GramPanel(new_axes(), gram, gram_limit(gram))
    for snapshot in (0, 2, 1):
        panel.show(snapshot)
        assert np.array_equal(cells(panel), gram[snapshot])


def colours_seen(panel: GramPanel) -> Array:
    """Return the colour in the middle of each cell of the first snapshot (n, n, 3), 0 to 1."""
    panel.show(0)
    picture = frame(panel, 0)
    features = len(cells(panel))
    places = [(column, row) for row in range(features) for column in range(features)]
    pixels = panel.axes.transData.transform(places).astype(int)
    seen = picture[len(picture) - 1 - pixels[:, 1], pixels[:, 0], :3] / 255
    return np.asarray(seen.reshape(features, features, 3))


@pytest.mark.parametrize("ground", ["white", "#101418"])
@pytest.mark.parametrize("limit", [1e-30, 1, 1e300])
def test_the_colours_are_symmetric_about_zero_and_end_at_the_limit(
    ground: str, limit: float
) -> None:
    gram = np.array([[[1, 0.5, 0], [-1, -0.5, 0], [2, -2, NAN]]]) * limit
    with rc_context({"axes.facecolor": ground}):
        seen = colours_seen(GramPanel(new_axes(), gram, limit))
    zero = np.array(to_rgb(ground))
    red, blue = seen[0, 0], seen[1, 0]
    near = 0.01  # a pixel has 256 levels, the colour map too
    assert seen[0, 2] == pytest.approx(zero, abs=near)
    assert seen[1, 2] == pytest.approx(zero, abs=near)
    assert seen[0, 1] == pytest.approx((red + zero) / 2, abs=near)
    assert seen[1, 1] == pytest.approx((blue + zero) / 2, abs=near)
    assert seen[2, 0] == pytest.approx(red, abs=near)
    assert seen[2, 1] == pytest.approx(blue, abs=near)
    assert seen[2, 2] == pytest.approx([0.5] * 3, abs=near)
    assert red.argmax() == 0
    assert blue.argmax() == 2


def test_cells_that_are_not_finite_are_grey() -> None:
    seen = colours_seen(GramPanel(new_axes(), np.array([[[NAN, INF], [-INF, NAN]]]), 1))
    assert seen == pytest.approx(np.full((2, 2, 3), 0.5), abs=0.01)


def test_the_first_row_is_on_top_and_a_cell_is_a_square() -> None:
    panel = GramPanel(new_axes(), np.zeros((1, 3, 3)), 1)
    panel.show(0)
    figure_of(panel).draw_without_rendering()
    first, right, below = panel.axes.transData.transform([(0, 0), (1, 0), (0, 1)])
    assert right[1] == first[1]
    assert below[1] < first[1]
    assert right[0] - first[0] == pytest.approx(first[1] - below[1])


@pytest.mark.parametrize(
    ("limit", "labels"),
    [
        (1.8839, ["-1.88", "0", "1.88"]),
        (100, ["-100", "0", "100"]),
        (1e30, ["-1e+30", "0", "1e+30"]),
        (0.00012, ["-0.00012", "0", "0.00012"]),
    ],
)
def test_the_colour_bar_says_the_limits_within_the_figure(limit: float, labels: list[str]) -> None:
    panel = GramPanel(new_axes(), np.zeros((1, 3, 3)), limit)
    panel.show(0)
    figure = figure_of(panel)
    figure.draw_without_rendering()
    [bar] = panel.axes.child_axes
    texts = bar.get_yticklabels()
    assert [text.get_text().replace("\N{MINUS SIGN}", "-") for text in texts] == labels
    assert all(text.get_window_extent().x1 <= figure.bbox.x1 for text in texts)


@pytest.mark.parametrize("features", [1, 5, 32, 200])
def test_a_frame_of_the_matrix_is_what_drawing_anew_gives(features: int) -> None:
    gram = gram_matrices(RANDOM.normal(size=(2, 2, features)))
    panel = GramPanel(new_axes(), gram, gram_limit(gram))
    panel.show(0)
    assert largest_difference(panel, 1) <= 2
