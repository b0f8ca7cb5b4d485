from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Annotation, Text

from ..scenes import log_with
from .panels import panel_of, panels_of

LOSSES = np.linspace(0.02, 0.01, 200)
# Two close ones among them, and more than there is room for.
LEVELS = {"hexagon": 0.04817, "pentagon": 0.0618, "another": 0.0619, "bottom": 0.0001}
MANY = {f"level {i}": 0.0618 for i in range(40)}


def names_of(panel: Any) -> list[Annotation]:
    return [text for text in panel.axes.texts if isinstance(text, Annotation)]


def lines_of(panel: Any) -> list[float]:
    return [line.get_ydata()[0] for line in panel.axes.lines if line.get_gid() == "level"]


def box_of(text: Text) -> Any:
    return Text.get_window_extent(text)  # without the line that leads to the level


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("level", [0.5, 0.015, 0.0001])
def test_a_level_is_a_line_at_its_value_which_the_axis_holds(scale: str, level: float) -> None:
    for panel in panels_of(
        "loss", log_with(LOSSES), log_with(LOSSES), level={"one": level}, loss_scale=scale
    ):
        assert lines_of(panel) == [level]
        low, high = panel.axes.get_ylim()
        assert low < level < high
        assert low < LOSSES.min() < LOSSES.max() < high


def test_a_level_below_zero_is_held_too() -> None:
    low, high = panel_of("loss", log_with(LOSSES), level={"one": -3}).axes.get_ylim()
    assert low < -3 < 0.02 < high


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("levels", [LEVELS, MANY], ids=["few", "many"])
def test_names_are_right_of_the_axes_in_the_order_of_levels_and_apart(
    scale: str, levels: dict[str, float]
) -> None:
    panel = panel_of("loss", log_with(LOSSES), level=levels, loss_scale=scale)
    names = names_of(panel)
    assert [name.get_text() for name in names] == sorted(levels, key=levels.__getitem__)
    boxes = [box_of(name) for name in names]
    axes = panel.axes.bbox
    for lower, upper in pairwise(boxes):
        assert lower.y1 <= upper.y0 + 0.5
    for box in boxes:
        assert axes.x1 < box.x0 < box.x1 <= panel.axes.figure.bbox.x1
        middle = (box.y0 + box.y1) / 2
        assert axes.y0 - 1 <= middle <= axes.y1 + 1


def test_a_name_with_room_is_level_with_its_line() -> None:
    panel = panel_of("loss", log_with(LOSSES), level={"hexagon": 0.04817, "square": 0.0111})
    for name, value in zip(names_of(panel), (0.0111, 0.04817), strict=True):
        box = box_of(name)
        _, y = panel.axes.transData.transform((0, value))
        assert y == pytest.approx((box.y0 + box.y1) / 2, abs=1.5)


def test_a_long_name_is_shortened_and_its_formulas_are_text() -> None:
    panel = panel_of("loss", log_with(LOSSES), level={"x" * 200: 0.01, "$a$\n": 0.03})
    long, formula = (name.get_text() for name in names_of(panel))
    assert "…" in long
    assert formula == r"$a$\n"
    assert panel.axes.bbox.width > panel.axes.figure.bbox.width / 3
