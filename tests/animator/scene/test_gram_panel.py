import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.colors import to_rgb
from matplotlib.image import AxesImage

from animator import geometry
from animator.geometry import Array

from ..scenes import log_with
from .panels import frame, largest_difference, panel_of, panels_of

NAN, INF = math.nan, math.inf


def panel_of_gram(gram: Any, **look: Any) -> Any:
    """Return a panel of Gram matrices that the log prints."""
    return panel_of("gram", log_with(**{"W^T W": gram}), **look)


@pytest.mark.parametrize(
    ("blocks", "limit"),
    [
        ({"W^T W": [[[1, -2], [-2, 1]]]}, 2),
        ({"W^T W": [[[1, NAN], [INF, -INF]]]}, 1),
        ({"W^T W": [[[0, 0], [0, 0]]]}, 1),
        ({"W^T W": [[[NAN, INF], [INF, NAN]]]}, 1),
        ({"W^T W": [[[1e300, 0], [0, 0]]]}, 1e300),
        ({"W": [[[1, -3]], [[2, 0]]]}, 9),
        ({"W": [[[1, NAN]]]}, 1),
        ({"W": [[[1e200, 2]]]}, 4),  # its square is infinite
    ],
)
def test_the_colours_end_at_the_largest_finite_value(blocks: dict[str, Any], limit: float) -> None:
    panel = panel_of("gram", log_with(**blocks))
    [image] = [artist for artist in panel.moving if isinstance(artist, AxesImage)]
    assert image.get_clim() == pytest.approx((-limit, limit))


def test_all_logs_have_the_same_colours() -> None:
    panels = panels_of("gram", log_with(W=[[[1, 2]]]), log_with(W=[[[3, 0, 0]]]))
    assert [panel.axes.images[0].get_clim() for panel in panels] == [(-9, 9)] * 2


def cells(panel: Any) -> Array:
    [image] = [artist for artist in panel.moving if isinstance(artist, AxesImage)]
    return np.asarray(image.get_array())


@pytest.mark.parametrize("features", [1, 2, 200])
def test_the_cells_are_those_of_the_frame_printed_or_computed(features: int) -> None:
    random = np.random.default_rng(0)
    W = random.normal(size=(3, 2, features))
    printed = random.normal(size=(3, features, features))
    cases = [({"W": W}, geometry.gram(W)), ({"W": W, "W^T W": printed}, printed)]
    for blocks, gram in cases:
        panel = panel_of("gram", log_with(**blocks))
        for number in (0, 2, 1):
            panel.show(number)
            assert np.array_equal(cells(panel), gram[number])


def colours_seen(panel: Any) -> Array:
    """Return the colour in the middle of each cell of the first frame (n, n, 3), 0 to 1."""
    picture = frame(panel, 0)
    features = len(cells(panel))
    places = [(column, row) for row in range(features) for column in range(features)]
    pixels = panel.axes.transData.transform(places).astype(int)
    seen = picture[len(picture) - 1 - pixels[:, 1], pixels[:, 0], :3] / 255
    return np.asarray(seen.reshape(features, features, 3))


@pytest.mark.parametrize("paper", ["white", "#101418"])
@pytest.mark.parametrize("limit", [1e-30, 1, 1e300])
def test_the_colours_are_symmetric_about_zero_and_unknown_cells_are_grey(
    paper: str, limit: float
) -> None:
    gram = np.array([[[1, 0.5, 0], [-1, -0.5, 0], [INF, -INF, NAN]]]) * limit
    with rc_context({"axes.facecolor": paper}):
        seen = colours_seen(panel_of_gram(gram, facecolor=paper))
    zero = np.array(to_rgb(paper))
    red, blue = seen[0, 0], seen[1, 0]
    near = 0.01  # a pixel has 256 levels, and so has the colour map
    assert seen[0, 2] == pytest.approx(zero, abs=near)
    assert seen[1, 2] == pytest.approx(zero, abs=near)
    assert seen[0, 1] == pytest.approx((red + zero) / 2, abs=near)
    assert seen[1, 1] == pytest.approx((blue + zero) / 2, abs=near)
    assert seen[2] == pytest.approx(np.full((3, 3), 0.5), abs=near)
    assert red.argmax() == 0
    assert blue.argmax() == 2


def test_the_first_row_is_on_top_and_a_cell_is_a_square() -> None:
    axes = panel_of_gram(np.zeros((1, 3, 3))).axes
    first, right, below = axes.transData.transform([(0, 0), (1, 0), (0, 1)])
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
    axes = panel_of_gram([[[limit]]]).axes
    [bar] = axes.child_axes
    texts = bar.get_yticklabels()
    assert [text.get_text().replace("\N{MINUS SIGN}", "-") for text in texts] == labels
    assert all(text.get_window_extent().x1 <= axes.figure.bbox.x1 for text in texts)


@pytest.mark.parametrize("features", [1, 5, 32, 200])
def test_a_frame_of_the_matrix_is_what_drawing_anew_gives(features: int) -> None:
    panel = panel_of("gram", log_with(W=np.random.default_rng(0).normal(size=(2, 2, features))))
    assert largest_difference(panel, 1) <= 2


@pytest.mark.parametrize("hidden", [2, 3, 4])
def test_features_are_in_groups_where_no_plane_or_space_shows_them(hidden: int) -> None:
    W = np.eye(hidden)[:, [0, 1, 0, 1]] * [1, 1, -1, -1]
    for blocks in ({"W": W[None]}, {"W": W[None], "W^T W": geometry.gram(W)[None]}):
        panel = panel_of("gram", log_with(**blocks))
        order = [0, 2, 1, 3] if hidden > 3 else [0, 1, 2, 3]
        assert cells(panel) == pytest.approx(geometry.gram(W)[np.ix_(order, order)])
        for axis in (panel.axes.xaxis, panel.axes.yaxis):
            places = [round(place) for place in axis.get_ticklocs() if 0 <= place <= 3]
            labels = [text.get_text() for text in axis.get_ticklabels()]
            shown = dict(zip(axis.get_ticklocs(), labels, strict=True))
            assert [shown[place] for place in places] == [str(order[place]) for place in places]
        assert ("similar" in panel.axes.get_xlabel()) == (hidden > 3)


def test_the_numbers_of_features_in_groups_stand_apart() -> None:
    W = np.eye(4)[:, np.random.default_rng(0).integers(0, 4, 120)]
    panel = panel_of("gram", log_with(W=W[None]))
    for axis in (panel.axes.xaxis, panel.axes.yaxis):
        boxes = [text.get_window_extent() for text in axis.get_ticklabels()]
        assert len(boxes) > 4
        assert not any(one.overlaps(other) for one, other in pairwise(boxes))
