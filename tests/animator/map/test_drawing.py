from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from animator.look import Look, Value
from animator.map.drawing import draw_map

MAPS = [value for value in get_args(Value) if value not in ("weights", "curves")]
SMALL = Look(size=(600, 400))
DENSITIES = np.geomspace(0.01, 1, 5).round(3).tolist()
IMPORTANCES = np.geomspace(0.1, 10, 4).round(3).tolist()


def table_of(axes: dict[str, Sequence[float | str]], seeds: int = 3) -> pd.DataFrame:
    """Return the table of a sweep whose represented features are the sum of the places."""
    rows = []
    for places in product(*(range(len(values)) for values in axes.values())):
        cell = {name: values[i] for (name, values), i in zip(axes.items(), places, strict=True)}
        for seed in range(seeds):
            settings = {**cell, "seed": seed}
            name = ",".join(f"{setting}={value}" for setting, value in settings.items())
            polygon = [None, "digon", "triangle"][sum(places) % 3]
            shape = {"represented": sum(places) + seed, "polygon": polygon, "dimensionality": 0.5}
            settled = {"settled": [True, False, None][seed]}
            loss = 0.01 * 2 ** sum(places) * (1 + seed)
            rows.append({**settings, **shape, **settled, "loss": loss, "file": f"{name}.log"})
    return pd.DataFrame(rows).astype({"represented": "Int64", "settled": "boolean"})


TWO = table_of({"density": DENSITIES, "importance": IMPORTANCES})
UNEVEN = table_of({"sparsity": [0, 0.5, 0.9, 0.95, 0.99], "importance": [0.01, 0.02, 0.03, 1]})
ONE = table_of({"sparsity": [0, 0.3, 0.6, 0.9]})


def figure_of(table: pd.DataFrame, look: Look) -> Figure:
    return draw_map(table, look).figure


def drawn(figure: Figure) -> npt.NDArray[np.uint8]:
    """Draw a figure, and return its pixels (height, width, 4)."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())


def dots_of(figure: Figure) -> npt.NDArray[np.float64]:
    """Return where the dots of a line are (rows, 2)."""
    dots = [np.asarray(dots.get_offsets()) for dots in figure.axes[0].collections]
    return np.concatenate(dots)


def legend_of(figure: Figure) -> list[str]:
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]


def visible_texts(figure: Figure) -> list[Text]:
    """Return the heading, the legend, the labels and the numbers of axes."""
    found = [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
    for axis in (axis for panel in figure.axes for axis in (panel.xaxis, panel.yaxis)):
        low, high = sorted(axis.get_view_interval())
        shown = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
        found += [axis.label, *(text for tick in shown for text in (tick.label1, tick.label2))]
    return [text for text in found if text.get_text() and text.get_visible()]


def test_each_cell_of_a_map_has_the_colour_of_its_best_training() -> None:
    figure = figure_of(TWO, SMALL)
    panel, bar = figure.axes
    pixels = drawn(figure)
    colours = set()
    for (i, density), (j, importance) in product(enumerate(DENSITIES), enumerate(IMPORTANCES)):
        x, y = panel.transData.transform((density, importance)).astype(int)
        _, level = bar.transData.transform((0.5, i + j)).astype(int)
        beside = int(bar.bbox.x0 + bar.bbox.width / 2)
        assert (pixels[-y, x] == pixels[-level, beside]).all()
        colours.add(tuple(pixels[-y, x]))
    assert len(colours) == len(DENSITIES) + len(IMPORTANCES) - 1


def test_cells_without_a_value_are_hatched_and_not_a_colour_of_the_scale() -> None:
    table = TWO[~((TWO["density"] == DENSITIES[2]) & (TWO["importance"] == IMPORTANCES[1]))]
    figure = figure_of(table, SMALL)
    drawn(figure)
    [cells] = figure.axes[0].collections
    values = cells.get_array()
    assert values is not None
    assert np.argwhere(np.ma.getmaskarray(values)).tolist() == [[1, 2]]
    assert figure.axes[0].patch.get_hatch()


@pytest.mark.parametrize("value", MAPS)
@pytest.mark.parametrize("table", [ONE, TWO, UNEVEN], ids=["line", "map", "uneven"])
@pytest.mark.parametrize("size", [(600, 400), (300, 240), (1500, 750)])
def test_no_text_is_cut_off_or_on_another(
    value: Value, table: pd.DataFrame, size: tuple[int, int]
) -> None:
    figure = figure_of(table, Look(size=size, value=value))
    drawn(figure)
    boxes = [text.get_window_extent() for text in visible_texts(figure)]
    assert len(boxes) > 6
    for i, one in enumerate(boxes):
        assert one.x0 >= 0
        assert one.y0 >= 0
        assert one.x1 <= size[0]
        assert one.y1 <= size[1]
        assert not any(one.overlaps(other.padded(-1)) for other in boxes[i + 1 :])


def test_in_a_line_each_training_is_a_dot_and_the_line_goes_through_the_best() -> None:
    figure = figure_of(ONE, SMALL)
    [line] = figure.axes[0].lines
    assert line.get_xydata().tolist() == [[0, 0], [0.3, 1], [0.6, 2], [0.9, 3]]  # type: ignore[union-attr]
    assert len(dots_of(figure)) == 12
    assert legend_of(figure)[:2] == ["least loss", "each training"]


def test_no_line_joins_the_names_of_polygons() -> None:
    assert not figure_of(ONE, replace(SMALL, value="polygon")).axes[0].lines


@pytest.mark.parametrize("size", [(300, 240), (600, 400), (1500, 750)])
@pytest.mark.parametrize("axes", [{"sparsity": [0, 0.3, 0.9]}, {"n": [0.01, 1, 100]}], ids=str)
def test_equal_dots_are_side_by_side_and_do_not_touch(
    axes: dict[str, Sequence[float | str]], size: tuple[int, int]
) -> None:
    table = table_of(axes).assign(represented=2)
    figure = figure_of(table, replace(SMALL, size=size))
    drawn(figure)
    panel = figure.axes[0]
    x, y = panel.transData.transform(dots_of(figure)).T
    [values] = axes.values()
    exact = panel.transData.transform([(value, 2) for value in values for _ in range(3)])[:, 0]
    [area, *_] = {float(size) for dots in panel.collections for size in dots.get_sizes()}  # type: ignore[attr-defined]
    diameter = (area**0.5 + 1) * figure.dpi / 72  # with its edge
    assert diameter < np.diff(np.sort(x)).min() < 1.5 * diameter
    assert np.ptp(y) == 0
    assert np.abs(np.sort(x) - np.sort(exact)).max() < 2 * diameter


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (ONE, ["least loss", "each training", "not settled", "4 of 12: unknown if settled"]),
        (ONE.assign(settled=True), ["least loss", "each training"]),
        (ONE.assign(settled=False), ["least loss", "not settled"]),
        (
            ONE.assign(settled=None).astype({"settled": "boolean"}),
            ["least loss", "each training", "12 of 12: unknown if settled"],
        ),
        (ONE[ONE["seed"] == 0], []),
        (TWO, []),
        (TWO[TWO["seed"] == 2], ["20 of 20: unknown if settled"]),
        (TWO.assign(settled=[False, *[True] * (len(TWO) - 1)]), ["not settled"]),
    ],
)
def test_the_legend_says_what_is_drawn(table: pd.DataFrame, expected: list[str]) -> None:
    assert legend_of(figure_of(table, SMALL)) == expected


def test_what_has_not_settled_is_marked() -> None:
    panel = figure_of(ONE, SMALL).axes[0]
    filled, hollow = panel.collections
    assert len(np.asarray(filled.get_offsets())) == 8
    assert np.asarray(hollow.get_offsets())[:, 0] == pytest.approx(
        ONE["sparsity"].unique(), abs=0.02
    )
    assert np.asarray(hollow.get_facecolor())[:, :3].tolist() == [[1, 1, 1]]
    settled = [density != DENSITIES[1] for density in TWO["density"]]
    _, marks = figure_of(TWO.assign(settled=settled), SMALL).axes[0].collections
    expected = [[DENSITIES[1], importance] for importance in IMPORTANCES]
    assert np.asarray(marks.get_offsets()) == pytest.approx(np.array(expected))


@pytest.mark.parametrize(
    ("value", "title", "ticks"),
    [
        ("represented", "Represented features (best of 3 trainings)", ["0", "3", "6"]),
        ("polygon", "Polygon of the represented features (best of 3 trainings)", ["none", "digon"]),
        ("loss", "Loss (best of 3 trainings)", []),
        ("agreement", "Share of trainings that reach the best", ["0.0", "1.0"]),
    ],
)
def test_the_title_and_the_scale_tell_what_the_colours_are(
    value: Value, title: str, ticks: list[str]
) -> None:
    figure = figure_of(TWO, replace(SMALL, value=value))
    drawn(figure)
    _, bar = figure.axes
    assert figure.get_suptitle() == title
    assert set(ticks) <= {text.get_text() for text in bar.get_yticklabels()}


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (12, range(12)),
        (13, range(0, 13, 2)),
        (23, range(0, 23, 2)),
        (24, [*range(0, 21, 2), 23]),
        (25, range(0, 25, 3)),
    ],
)
def test_of_many_values_every_second_or_third_and_the_last_have_a_label_beside_their_colour(
    count: int, shown: Sequence[int]
) -> None:
    table = table_of({"x": list(range(count)), "y": [1, 2]}, seeds=1)
    table["represented"] = table["x"].astype("Int64")
    figure = figure_of(table, SMALL)
    drawn(figure)
    _, bar = figure.axes
    assert [text.get_text() for text in bar.get_yticklabels()] == [str(value) for value in shown]
    assert bar.get_yticks().tolist() == list(shown)
    assert bar.get_ylim() == (-0.5, count - 0.5)


def test_of_one_training_each_there_is_no_best() -> None:
    figure = figure_of(table_of({"hidden": [1, 2, 3]}, seeds=1), SMALL)
    panel = figure.axes[0]
    assert figure.get_suptitle() == "Represented features"
    assert not figure.legends
    assert panel.get_xlabel() == "hidden dimensions m"


def test_losses_that_span_decades_are_on_a_logarithmic_scale_and_infinite_ones_left_out() -> None:
    wide = ONE.assign(loss=[0.001, 1, np.inf] * 4)
    panel = figure_of(wide, replace(SMALL, value="loss")).axes[0]
    assert panel.get_yscale() == "log"
    assert figure_of(ONE, replace(SMALL, value="loss")).axes[0].get_yscale() == "linear"


def test_the_look_reaches_the_map() -> None:
    look = Look(size=(600, 400), theme="dark", title="Where \u2013 $x", x="importance")
    figure = figure_of(TWO, look)
    panel = figure.axes[0]
    assert figure.get_suptitle() == "Where \u2013 $x"
    assert panel.get_xlabel() == "relative feature importance"
    assert max(to_rgb(figure.get_facecolor())) < 0.2


def test_dollars_in_the_names_of_values_are_no_mathematics() -> None:
    figure = figure_of(table_of({"optimizer": ["$\\foo$", "x_$1$"], "density": [1, 2]}), SMALL)
    drawn(figure)
    labels = figure.axes[0].get_xticklabels()
    assert [(text.get_text(), text.get_parse_math()) for text in labels] == [
        ("$\\foo$", False),
        ("x_$1$", False),
    ]


def test_logs_without_the_settings_of_the_axes_are_not_in_the_map() -> None:
    table = pd.concat([ONE, ONE.iloc[:1].assign(sparsity=np.nan, file="c-pentagon.log")])
    assert len(dots_of(figure_of(table, SMALL))) == 12


@pytest.mark.parametrize("value", MAPS)
@pytest.mark.parametrize("table", [ONE, TWO], ids=["line", "cells"])
def test_trainings_that_all_diverged_are_drawn_without_a_warning(
    table: pd.DataFrame, value: Value
) -> None:
    unknown = {"represented": None, "polygon": None, "dimensionality": np.nan}
    diverged = table.assign(loss=np.nan, **unknown).astype({"represented": "Int64"})
    drawn(figure_of(diverged, replace(SMALL, value=value)))


def test_features_that_are_as_many_everywhere_are_counted_in_whole_numbers() -> None:
    figure = figure_of(ONE.assign(represented=5).astype({"represented": "Int64"}), SMALL)
    drawn(figure)
    ticks = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert "5" in ticks
    assert all(text.isdigit() for text in ticks if text)
