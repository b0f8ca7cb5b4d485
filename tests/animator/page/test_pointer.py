"""What the mouse and fingers do on a page, and what its tooltip says."""

import numpy as np
import pytest

from animator import read_log

from ..scenes import log_with
from .browser import Tab
from .conftest import Opens
from .test_page import PENTAGON, middle_of, run_shown, tip


def run_at(tab: Tab, x: float) -> float:
    """Return the run at a place in the window, by the numbers on the axis of the loss."""
    ticks = tab.run("""[...document.querySelectorAll('[data-panel=loss] text[data-x]')].map(
        (tick) => [Number(tick.textContent), Number(tick.dataset.x)])""")
    left, width = tab.run("""(box => [box.left, box.width])(
        document.querySelector('[data-panel=loss] .plot').getBoundingClientRect())""")
    numbers, places = np.array(ticks).T
    slope, start = np.polyfit(left + places / 400 * width, numbers, 1)
    return float(slope * x + start)


def test_the_tip_says_what_is_drawn_below_the_pointer_after_every_change(opens: Opens) -> None:
    tab = opens(PENTAGON)
    tab.point("Moved", *middle_of(tab, "[data-panel=weights] [data-feature='3']"))
    assert tip(tab)[0] == "feature 3"
    tab.press("Home")  # all features are at the origin
    assert tip(tab) == []
    tab.press("End")
    assert tip(tab)[0] == "feature 3"
    x, y = middle_of(tab, "[data-panel=loss] rect.frame", 0.4, 0.7)
    tab.point("Moved", x, y)
    for key in ("+", "+", "0"):
        tab.press(key)
        run, loss = (line.split()[1] for line in tip(tab))
        assert abs(int(run) - run_at(tab, x)) < 25
        assert float(loss) == read_log(PENTAGON).losses[int(run)]
    tab.point("Moved", x, 2)
    assert tip(tab) == []


def test_a_tip_stays_inside_the_axes_of_its_panel(opens: Opens) -> None:
    tab = opens(PENTAGON)
    for x, y in [(0.99, 0.01), (0.99, 0.9), (0.01, 0.5)]:
        place = middle_of(tab, "[data-panel=loss] rect.frame", x, y)
        tab.point("Moved", *place)
        box, frame = (
            tab.run(f"document.querySelector('{one}').getBoundingClientRect().toJSON()")
            for one in ("#tip", "[data-panel=loss] rect.frame")
        )
        assert frame["left"] - 1 <= box["left"] < box["right"] <= frame["right"] + 1
        assert box["top"] >= 0
        assert not box["top"] <= place[1] <= box["bottom"]


SPIKY = np.where(np.arange(4000) == 2000, 9, 1 + np.sin(np.arange(4000)) / 10)
SPIKY[1300] = 2.5  # less than the whole panel leaves out
Y_TICKS = """[...document.querySelectorAll('[data-panel=loss] text[data-y]')].map(
    (tick) => Number(tick.textContent))"""


@pytest.mark.parametrize(
    ("around", "steps", "low", "high"),
    [
        (2000, 0, 0, 4),
        (2000, 2, 0.8, 1.2),
        (2000, 6, 0.8, 10),
        (1300, 2, 0.8, 3),
        (700, 3, 0.8, 1.2),
    ],
)
def test_zoomed_limits_are_those_of_what_is_in_view(
    around: int, steps: int, low: float, high: float, opens: Opens
) -> None:
    snapshots = np.zeros((len(SPIKY), 1, 1))
    tab = opens(log_with(SPIKY, W=snapshots), at=around, panels="loss", frames=4000)
    for _ in range(steps):
        tab.press("+")
    ticks = tab.run(Y_TICKS)
    assert low <= min(ticks) < max(ticks) <= high
    assert max(ticks) - min(ticks) > (high - low) / 3


def test_a_finger_that_moves_down_scrolls_and_one_that_moves_across_goes_to_runs(
    opens: Opens,
) -> None:
    tab = opens(PENTAGON)
    tab.resize(360, 600, mobile=True)
    x, y = middle_of(tab, "[data-panel=loss] rect.frame")
    tab.drag_finger((x + 30, y))
    assert abs(run_shown(tab) - run_at(tab, x + 30)) < 150
    tab.press("End")
    tab.drag_finger((x, y), (x + 2, y - 40), (x + 3, y - 80), (x + 3, y - 120))
    tab.wait_for("scrollY > 50")
    assert run_shown(tab) == 9999
    tab.run("scrollTo(0, 0)")
    tab.settle()
    tab.drag_finger((x, y), (x - 40, y + 1), (x - 80, y + 2))
    assert abs(run_shown(tab) - run_at(tab, x - 80)) < 150


def test_a_log_that_prints_only_the_gram_matrix_has_a_page_of_it(opens: Opens) -> None:
    tab = opens(log_with(**{"W^T W": [[[1, 0.5], [0.25, 1]]]}), panels="gram")
    tab.point("Moved", *middle_of(tab, "[data-panel=gram] rect.frame", 0.75, 0.25))
    assert tip(tab) == ["W₀·W₁ = 0.500"]
