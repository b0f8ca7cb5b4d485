"""What a reader of the page sees and does, in a real browser."""

import re
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from animator import Log, read_log
from animator.look import PANELS
from animator.scene.projection import project
from animator.scene.space import START, camera_axes, seen

from ...checkout import DATA, ROOT
from ..scenes import log_of, log_with, random_log
from .browser import Tab
from .conftest import Opens

Array = npt.NDArray[np.float64]

PENTAGON = ROOT / "logs" / "c-pentagon.log"
ALL = ",".join(PANELS)

DOTS = """[...document.querySelectorAll('[data-panel=weights][data-log="0"] svg [data-feature]')]
    .filter((dot) => dot.style.display !== "none")
    .sort((a, b) => a.dataset.feature - b.dataset.feature)
    .map((dot) => [dot.cx.baseVal.value, dot.cy.baseVal.value])"""
TICKS = """['x', 'y'].map((axis) =>
    [...document.querySelectorAll(`[data-panel=weights] text[data-${axis}]`)].map((tick) =>
        [Number(tick.textContent.replace('\\u2212', '-')), tick.dataset[axis]]))"""


def state(tab: Tab) -> str:
    return str(tab.run("document.getElementById('state').textContent"))


def tip(tab: Tab) -> list[str]:
    """Return the lines of the tooltip, none if it is hidden."""
    box = "document.getElementById('tip')"
    return str(tab.run(f"{box}.hidden ? '' : {box}.textContent")).splitlines()


def run_shown(tab: Tab) -> int:
    return int(state(tab).split()[1])


def middle_of(tab: Tab, selector: str, x: float = 0.5, y: float = 0.5) -> tuple[float, float]:
    """Return a place in the window: within an element, at these shares of its width and height."""
    box = f"document.querySelector({selector!r}).getBoundingClientRect()"
    left, top, width, height = tab.run(f"[(b => [b.left, b.top, b.width, b.height])({box})][0]")
    return left + x * width, top + y * height


def on_axes(tab: Tab, points: Array) -> Array:
    """Return where points (n, 2) are in pixels, by the numbers on the axes."""
    places = []
    for ticks, values in zip(tab.run(TICKS), points.T, strict=True):
        numbers, pixels = np.array(ticks, float).T
        slope, start = np.polyfit(numbers, pixels, 1) if len(ticks) > 1 else (0, 0)
        places.append(start + slope * values)
    return np.stack(places, axis=1)


@pytest.mark.parametrize("snapshot", [0, 10, 57, -1])
def test_dots_are_where_the_log_says(snapshot: int, opens: Opens) -> None:
    log = read_log(PENTAGON)
    tab = opens(PENTAGON, at=int(log.snapshot_runs[snapshot]))
    expected = on_axes(tab, log.matrix("W")[snapshot].T)
    assert np.abs(np.array(tab.run(DOTS)) - expected).max() < 0.5


def test_a_unit_of_x_is_as_long_as_one_of_y(opens: Opens) -> None:
    tab = opens(PENTAGON)
    tab.resize(1100, 400)
    zero, right, up = on_axes(tab, np.array([[0, 0], [1, 0], [0, 1]]))
    assert right[0] - zero[0] == pytest.approx(zero[1] - up[1], abs=0.1)


def test_one_hidden_dimension_is_a_line(opens: Opens) -> None:
    log = random_log(1, 4)
    dots = np.array(opens(log).run(DOTS))
    assert np.ptp(dots[:, 1]) == 0
    assert np.argsort(dots[:, 0]).tolist() == np.argsort(log.matrix("W")[-1, 0]).tolist()


def test_three_hidden_dimensions_turn_by_drag(opens: Opens) -> None:
    log = random_log(3, 6)
    tab = opens(log)

    def furthest_from(turn: float) -> float:
        flat, _ = seen(log.matrix("W")[-1].T / np.abs(log.matrix("W")).max(), camera_axes(turn))
        dots = np.array(tab.run(DOTS)) * [1, -1]
        scale = np.ptp(dots, axis=0).max() / np.ptp(flat, axis=0).max()
        moved = dots - scale * flat
        return float(np.abs(moved - moved.mean(axis=0)).max())

    assert furthest_from(START) < 0.5
    x, y = middle_of(tab, "[data-panel=weights] .plot", 0.1, 0.1)
    tab.point("Pressed", x, y, button="left")
    tab.point("Moved", x - 40, y, button="left", buttons=1)
    tab.point("Released", x - 40, y, button="left")
    width = tab.run("document.querySelector('[data-panel=weights] .plot').offsetWidth")
    assert furthest_from(START + 200 * 40 / width) < 0.5  # 200 degrees from edge to edge
    assert furthest_from(START) > 5


def test_more_dimensions_are_projected_as_in_a_film(opens: Opens) -> None:
    log = random_log(6, 8)
    points, names, _ = project(log.matrix("W"))
    tab = opens(log)
    assert np.abs(np.array(tab.run(DOTS)) - on_axes(tab, points[-1])).max() < 0.5
    assert tab.run(f"document.body.textContent.includes({names[0]!r})")


@pytest.mark.parametrize(
    ("keys", "run"),
    [
        ("Home", 99),
        ("Home ArrowRight", 199),
        ("Home ArrowLeft", 99),
        ("Home PageDown ArrowLeft", 999),
        ("End", 9999),
        ("End ArrowRight", 9999),
        ("PageUp", 8999),
    ],
)
def test_keys_step_through_the_snapshots(keys: str, run: int, opens: Opens) -> None:
    tab = opens(PENTAGON)
    for key in keys.split():
        tab.press(key)
    log = read_log(PENTAGON)
    assert state(tab) == f"run {run} / 9999 – loss = {log.losses[run]:.4f}"
    tab.wait_for(f"location.hash === '#run={run}' || {run} === 9999")


@pytest.mark.parametrize(("at", "run"), [(0, 99), (99, 99), (1650, 1599), (123456, 9999)])
def test_a_link_leads_to_the_snapshot_at_or_before_its_run(at: int, run: int, opens: Opens) -> None:
    tab = opens(PENTAGON, at=at)
    assert run_shown(tab) == run
    tab.run("location.hash = '#run=4000'")
    tab.settle()
    assert run_shown(tab) == 3999


def test_space_plays_from_the_start_to_the_end_and_pauses(opens: Opens) -> None:
    tab = opens(PENTAGON, fps=100)
    tab.press(" ")
    assert tab.run("document.getElementById('play').textContent") == "Pause"
    assert run_shown(tab) < 9999
    tab.press(" ")
    paused = run_shown(tab)
    tab.settle()
    assert run_shown(tab) == paused
    tab.press(" ")
    tab.wait_for("document.getElementById('play').textContent === 'Play'")
    assert run_shown(tab) == 9999


def test_the_slider_moves_all_logs_in_step(opens: Opens) -> None:
    logs = [log_with([0.5, 0.4, 0.3, 0.2], W=np.ones((4, 2, 2)), runs=[9, 19, 29, 39])]
    logs += [log_with([0.7, 0.6], W=np.ones((2, 2, 3)), runs=[19, 49])]
    tab = opens(logs)
    seen = []
    for place in range(5):
        tab.run(f"document.getElementById('slider').value = {place}")
        tab.run("document.getElementById('slider').dispatchEvent(new Event('input'))")
        seen.append(state(tab).removeprefix("run "))
    assert seen == [
        "9 / 49 – loss = 0.5000, 0.7000",
        "19 / 49 – loss = 0.4000, 0.7000",
        "29 / 49 – loss = 0.3000, 0.7000",
        "39 / 49 – loss = 0.2000, 0.7000",
        "49 / 49 – loss = 0.2000, 0.6000",
    ]


def test_a_click_in_the_loss_goes_there_and_its_tip_tells_the_loss(opens: Opens) -> None:
    tab = opens(PENTAGON)
    tab.click(*middle_of(tab, "[data-panel=loss] rect.frame", 0.5))
    assert run_shown(tab) in {4899, 4999}
    run, loss = (line.split()[1] for line in tip(tab))
    assert float(loss) == read_log(PENTAGON).losses[int(run)]
    assert abs(int(run) - 5000) < 20


def test_several_scalars_have_a_legend_and_are_all_in_the_tip(opens: Opens) -> None:
    lines = [f"run: {run}\nL: 0.{run:02}\nacc<b>: 0.{90 - run}\n" for run in range(60)]
    tab = opens(log_of("".join(lines)), panels="loss", scalar=["L", "acc<b>"])
    x, y = middle_of(tab, "[data-panel=loss] rect.frame", 30.2 / 59)
    tab.point("Moved", x, y)
    assert tip(tab) == ["run 30", "loss 0.3000", "acc<b> 0.6000"]
    texts = tab.run(
        "[...document.querySelectorAll('[data-panel=loss] text')].map((t) => t.textContent)"
    )
    assert {"loss", "acc<b>"} <= set(texts)


def test_the_loss_can_be_zoomed_around_the_current_run(opens: Opens) -> None:
    tab = opens(PENTAGON, at=5000)
    runs = """[...document.querySelectorAll('[data-panel=loss] text[data-x]')].map(
        (tick) => Number(tick.textContent))"""
    for key, low, high in [("+", 2000, 8000), ("+", 3500, 6500), ("0", 0, 10000)]:
        tab.press(key)
        shown = tab.run(runs)
        assert low <= min(shown) < max(shown) <= high
    assert min(shown) == 0


def test_the_geometry_panel_tells_what_the_log_says(opens: Opens) -> None:
    geometry = read_log(PENTAGON).geometry()
    tab = opens(PENTAGON, panels="geometry")
    tab.click(*middle_of(tab, "[data-panel=geometry] rect.frame", 0.8))
    run = run_shown(tab)
    assert run in {7899, 7999}
    count, share = geometry["represented"][run], geometry["dimensionality"][run]
    assert tip(tab) == [
        f"run {run}",
        f"represented features {count}",
        f"mean dimensionality {share:.3f}",
    ]
    tab.click(*middle_of(tab, "[data-panel=geometry] rect.frame", 0.001))
    assert tip(tab) == ["run 99", "represented features 0"]


def test_hovering_over_a_dot_describes_its_feature(opens: Opens) -> None:
    log = read_log(PENTAGON)
    tab = opens(PENTAGON)
    tab.point("Moved", *middle_of(tab, "[data-panel=weights] [data-feature='3']"))
    x, y = log.matrix("W")[-1, :, 3]
    norm, dimensionality = log.features()[["norm", "dimensionality"]].to_numpy()[-2]
    assert [line.replace("\u2212", "-") for line in tip(tab)] == [
        "feature 3",
        f"W₃ = ({x:.3f}, {y:.3f})",
        f"norm {norm:.3f}",
        f"dimensionality {dimensionality:.3f}",
    ]


def test_a_click_on_a_feature_makes_it_stand_out_in_all_panels(opens: Opens) -> None:
    tab = opens(PENTAGON, panels=ALL)
    strong = """[...document.querySelectorAll('[data-feature]:not(.pale)')].map(
        (mark) => [mark.closest('[data-panel]').dataset.panel, mark.dataset.feature].join(' '))"""
    tab.click(*middle_of(tab, "[data-panel=weights] [data-feature='3']"))
    assert sorted(tab.run(strong)) == ["bias 3", "norms 3", "norms 3", "weights 3"]
    assert tab.run("document.querySelector('[data-panel=gram] .mark').getAttribute('d')")
    assert "feature 3" in tab.run("document.getElementById('about').textContent")
    tab.press("Escape")
    assert len(tab.run(strong)) == 5 * 4


def test_the_page_says_where_w_is_not_finite(opens: Opens) -> None:
    log = log_with(W=[[[1, 0]], [[np.inf, 0]], [[np.nan, 0]]])
    note = "W is not finite in 2 snapshots, first at run 1"
    log = replace(log, not_finite={"W": np.array([1, 2])})
    with pytest.warns(UserWarning, match=note):
        tab = opens(log)
    title = "document.querySelector('[data-panel=weights] figcaption span').textContent"
    assert tab.run(title) == note


@pytest.mark.parametrize(
    "log",
    [
        replace(read_log(DATA / "c-logs" / "diverging.log.gz"), warnings=[]),
        log_with([np.nan, np.inf], W=[[[1, np.nan]], [[-np.inf, 1]]], b=[[[1e300, 0]], [[0, 1]]]),
        log_with([0.0], W=[[[0.0]]], b=[[[0.0]]]),
        random_log(2, 200),
    ],
)
@pytest.mark.filterwarnings("ignore:.*W is not finite")
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_every_panel_shows_odd_values_without_a_complaint(
    log: Log, scale: str, opens: Opens
) -> None:
    tab = opens(log, panels=ALL, loss_scale=scale)
    for key in ("Home", "ArrowRight", "+"):
        tab.press(key)
    page = tab.run("document.getElementById('logs').innerHTML")
    assert page.count("data-panel") == len(PANELS)
    assert not re.search(r'="[^"]*(NaN|Infinity|undefined)', page)


@pytest.mark.parametrize("hidden", [1, 2])
def test_dots_have_the_numbers_that_they_have_in_films(hidden: int, opens: Opens) -> None:
    W = np.zeros((2, hidden, 6))
    W[1, 0] = [1, 1, 1.01, 0.01, -0.45, -0.45]
    tab = opens(log_with(W=W))
    shown = "[...document.querySelectorAll('.number')].filter((n) => n.style.display !== 'none')"
    numbers = tab.run(f"{shown}.map((n) => n.textContent)")
    assert sorted(numbers) == ["+1", "+2", "+5", "0", "3", "4"]
    boxes = np.array(
        tab.run(f"{shown}.map((n) => Object.values(n.getBoundingClientRect().toJSON()))")
    )
    middles = boxes[:, :2] + boxes[:, 2:4] / 2
    apart = np.hypot(*(middles[:, None] - middles).transpose(2, 0, 1)) + 99 * np.eye(6)
    assert apart.min() > boxes[:, 3].min() / 2
