"""How a page looks: few losses, a feature that stands out, on paper and on large screens."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from animator import read_log
from animator.look import PANELS

from ..logs import SMALL
from ..scenes import log_of, log_with
from .browser import Tab
from .conftest import Opens
from .test_page import ALL, PENTAGON, middle_of, on_axes, run_shown, state


@pytest.mark.parametrize("count", [1, 2, 5, 30])
def test_few_losses_are_dots_apart_from_frame_and_cursor(count: int, opens: Opens) -> None:
    losses = 0.5 / np.arange(1, count + 1)
    tab = opens(log_with(losses, W=np.zeros((count, 2, 2))))
    frame, cursor = tab.run("""['rect.frame', '.cursor'].map((mark) =>
        document.querySelector(`[data-panel=loss] ${mark}`).getBBox()).map(
        ({x, width}) => [x, x + width])""")
    assert frame[0] + 3 < cursor[0] < frame[1] - 3
    row = tab.run("""(({ x, y, context }, last) => [...context.getImageData(
        2 * x(page.steps.at(-1)), 2 * y(last), 8, 1).data]
    )(page.panels[0], page.logs[0].series["values 0"].at(-1))""")
    assert row[-8:-4] == [128, 128, 128, 255]  # where no line hides the dot, nor the cursor


def test_snapshots_at_uneven_runs_are_shown_in_step(opens: Opens) -> None:
    runs = [step * 10**power for power in range(4) for step in (1, 2, 5)]
    log = log_with(
        np.linspace(1, 0, 6000), W=np.ones((6000, 2, 2)) * np.arange(6000)[:, None, None]
    )
    uneven = replace(log, snapshot_runs=np.array(runs), blocks={"W": log.blocks["W"][runs]})
    tab = opens([uneven, log], fps=50)
    every_run = tab.run("page.steps.length")
    assert every_run == 6000
    tab = opens(uneven, fps=50)
    tab.press("Home")
    seen = []
    for _ in runs:
        norm = tab.run("page.logs[0].norm(page.frame, 0)")
        seen.append((run_shown(tab), norm / 2**0.5, tab.run("page.logs[0].frameRuns[page.frame]")))
        tab.press("ArrowRight")
    np.testing.assert_allclose(seen, np.array([runs] * 3).T, rtol=1e-6)
    tab.run("""window.pairs = []; const tell = page.tell; page.tell = () => {
        tell.call(page);
        const place = Number(document.getElementById('slider').value);
        pairs.push([place, page.frame, page.steps[page.frame]]);
    }""")
    tab.press(" ")
    tab.wait_for("!page.timer")
    assert tab.run("pairs") == [[i, i, run] for i, run in enumerate(runs)]


def test_neighbours_of_the_feature_that_stands_out_keep_numbers_and_even_trails(
    opens: Opens,
) -> None:
    way = np.linspace(0, 1, 5)[:, None, None]
    tab = opens(log_with(W=way * [[1, 0, -1], [0, 1, -1]]), theme="light")
    numbers = """[...document.querySelectorAll('[data-panel=weights] circle + .number')].map(
        (number) => [number.textContent, number.style.display, getComputedStyle(number).fill])"""
    tab.press("Home")
    tab.press("End")
    tab.run("page.choose(1)")
    shown = {name: fill for name, display, fill in tab.run(numbers) if display == ""}
    assert shown.keys() == {"0", "1", "2"}
    assert shown["0"] == shown["2"] == "rgb(0, 0, 0)"
    places = [(x, 0) for x in np.linspace(0.55, 0.9, 40)]  # of the trail of feature 0
    canvas = np.array(tab.run("[...page.panels[1].context.getImageData(0, 0, 800, 800).data]"))
    x, y = (2 * on_axes(tab, np.array(places))).astype(int).T
    colours = canvas.reshape(800, 800, 4)[y, x]
    assert (colours[:, 3] == 255).all()
    assert np.ptp(colours[:, :3], axis=0).max() < 70  # it only fades in, without a step back
    assert np.diff(colours[:, 0]).max() <= 2  # of 255


def test_a_page_is_printed_in_the_light_theme_and_without_controls(opens: Opens) -> None:
    tab = opens(PENTAGON)
    tab.emulate(prefers_color_scheme="dark")
    tab.run("""addEventListener("beforeprint", () => window.printed = [page.ink, page.paper].concat(
        document.documentElement.dataset.theme))""")
    tab.send("Page.printToPDF")
    tab.settle()
    assert tab.run("printed") == [[0, 0, 0], [255, 255, 255], "light"]
    assert tab.run("document.documentElement.dataset.theme") == "dark"
    tab.send("Emulation.setEmulatedMedia", media="print")
    controls = "[...document.querySelectorAll('button, select, input, #about')]"
    assert tab.run(f"{controls}.some((control) => control.offsetWidth)") is False
    assert tab.run("document.querySelectorAll('figure')[1].offsetWidth") > 0


@pytest.mark.parametrize(
    ("width", "height"), [(1300, 800), (1920, 1080), (2560, 1440), (3840, 2160)]
)
def test_headings_and_buttons_grow_with_the_panels(width: int, height: int, opens: Opens) -> None:
    tab = opens(PENTAGON)
    tab.resize(width, height)
    size = "parseFloat(getComputedStyle(document.querySelector('{}')).fontSize)"
    tick = tab.run("document.querySelector('.plot').offsetWidth") * 12 / 400
    for words in ("#state", "figcaption", "button", "select"):
        assert 0.65 < tab.run(size.format(words)) / tick < 1


def test_the_page_begins_with_the_first_weights_if_the_log_has_them(opens: Opens) -> None:
    text = "run: 0\nL: 0.5\nW before: [\n 0.25 0.5\n]\nW: [\n 1 0.5\n]\nrun: 1\nL: 0.25\n"
    tab = opens(log_of(text))
    assert state(tab) == "run 0 / 1 – loss = 0.5000"
    tab.press("Home")
    assert state(tab) == "before run 0 / 1 – loss = 0.5000"
    assert "\nnorm 0.250\n" in tab.run("page.logs[0].describe(page.frame, 0)")


def test_no_number_of_an_axis_is_cut_off(opens: Opens) -> None:
    tab = opens(log_with(np.ones(100_001), W=np.ones((1, 2, 2))))
    ends = tab.run("""[...document.querySelectorAll('[data-panel=loss] text[data-x]')].map(
        (tick) => tick.getBBox()).map((box) => [box.x, box.x + box.width])""")
    assert min(ends)[0] >= 0
    assert max(ends)[1] <= 400


def test_levels_are_lines_with_names_that_stand_apart_also_when_zoomed(opens: Opens) -> None:
    levels = {"hexagon": 0.048, "pentagon": 0.0484, "square <b>": 0.011, "below": -0.01}
    log = log_with(np.linspace(0.05, 0.01, 2000), W=np.ones((2, 1, 1)))
    tab = opens(log, panels="loss", level=levels)
    seen = """((panel) => [
        [...panel.axes.querySelectorAll('.level')].map((line) => line.getBBox().y),
        [...panel.axes.querySelectorAll('text:has(title)')].map((name) => {
            const { x, y, width, height } = name.getBBox();
            return [name.firstChild.textContent, x, x + width, y, y + height];
        }),
        Object.values(%s).map(panel.y)])(page.panels[0])"""
    for zoomed, count in ((False, 4), (True, 2)):
        if zoomed:
            tab.press("Home")
            for _ in range(4):
                tab.press("+")
        lines, names, exact = tab.run(seen % levels)
        right = tab.run("page.panels[0].place.right")
        assert len(lines) == len(names) == count
        assert np.abs(np.array(lines)[:, None] - exact).min(axis=1).max() < 0.1
        assert {name[0] for name in names} <= set(levels)
        assert all(right < left < end <= 400 for _, left, end, _, _ in names)
        tops = sorted(top for *_, top, _ in names)
        assert np.diff(tops).min() > 12


@pytest.mark.parametrize(
    ("look", "prefers", "dark"),
    [({}, "dark", True), ({}, "light", False), ({"theme": "light"}, "dark", False)],
)
def test_the_page_is_dark_if_asked_or_if_the_reader_prefers_it(
    look: dict[str, Any], prefers: str, dark: bool, tab: Tab, opens: Opens
) -> None:
    tab.emulate(prefers_color_scheme=prefers)
    opens(SMALL, **look)
    paper = "getComputedStyle(document.body).backgroundColor"
    assert (tab.run(paper) == "rgb(21, 23, 28)") is dark
    tab.click(*middle_of(tab, "#theme"))
    assert (tab.run(paper) == "rgb(21, 23, 28)") is not dark


@pytest.mark.parametrize("width", [360, 800, 3840])
def test_the_page_fits_phones_and_large_screens(width: int, opens: Opens) -> None:
    tab = opens([read_log(SMALL), read_log(PENTAGON)], panels=ALL)
    tab.resize(width, 700)
    assert tab.run("document.documentElement.scrollWidth") == width
    sizes = tab.run("[...document.querySelectorAll('.plot')].map((p) => p.offsetWidth)")
    assert len(sizes) == 2 * len(PANELS)
    assert min(sizes) >= 240
