"""What a reader of many curves sees and does, in a real browser."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from animator import animate, read_log, read_table
from animator.look import Look
from animator.map.curves import curve_of
from animator.map.drawing import draw_map

from ..map.test_curves import falling
from .browser import Tab
from .conftest import Opens
from .test_page import middle_of, state, tip

SIDE = 600  # of the picture
MARK = "document.querySelector('[data-panel=curves] .curve')"


def write_log(path: Path, losses: list[float], weights: str = "") -> None:
    lines = [f"run: {run}\nL: {loss:.4f}\n" for run, loss in enumerate(losses)]
    path.write_text("".join([*lines, weights]))


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    """Return a folder of trainings at four densities, whose losses are apart."""
    folder = tmp_path / "sweep"
    folder.mkdir()
    for i, density in enumerate((0.01, 0.1, 0.3, 1)):
        weights = f"W: [\n {i} 1\n 0 1\n]\n"
        write_log(folder / f"density={density},seed=1.log", falling(300, 0.2 * (i + 1)), weights)
    return folder


def place_of(tab: Tab, figure: Any, point: Any) -> tuple[float, float]:
    """Return where in the window a point of a curve is."""
    x, y = figure.axes[0].transData.transform(point) / SIDE
    return middle_of(tab, "[data-panel=curves] image", x, 1 - y)


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_a_curve_that_is_pointed_at_is_named_and_stands_out(
    scale: Any, sweep: Path, opens: Opens
) -> None:
    look: dict[str, Any] = {"value": "curves", "loss_scale": scale}
    settings = Look(size=(SIDE, SIDE), **look)
    table = read_table(sweep, {"curve": partial(curve_of, settings)})
    figure = draw_map(table, settings).figure
    tab = opens(sweep, **look)
    for width, height, number in [(1200, 700, 1), (400, 800, 3), (2560, 1300, 0)]:
        tab.resize(width, height)
        row = table.iloc[number]
        log = read_log(sweep / row["file"])
        means = {run: log.losses[run - 15 : run + 15].mean() for run in (199, 200)}
        tab.point("Moved", *place_of(tab, figure, (200, means[200])))
        assert state(tab).startswith(f"density = {row['density']:g}, seed = 1 – loss = ")
        *settings_told, at, value = tip(tab)
        assert settings_told == [f"density = {row['density']:g}", "seed = 1"]
        assert at in ("run 199", "run 200")  # the place is rounded
        name, mean = value.rsplit(" ", 1)
        assert name == "mean loss"
        assert float(mean) == pytest.approx(means[int(at[4:])], abs=0.6e-4)  # rounded twice
        box = tab.run(f"{MARK}.getBoundingClientRect().toJSON()")
        ends = [place_of(tab, figure, (run, 0.1)) for run in (0, 299)]
        assert box["left"] == pytest.approx(ends[0][0], abs=3)
        assert box["right"] == pytest.approx(ends[1][0], abs=3)
        assert tab.run("page.logs[0].column(page.frame, 0)[0]") == number


def test_a_click_holds_a_curve_and_keys_go_to_the_next_ones(sweep: Path, opens: Opens) -> None:
    tab = opens(sweep, value="curves")
    tab.press("Home")
    assert state(tab).startswith("density = 0.01, ")
    for density in ("0.1", "0.3", "1", "1"):
        tab.press("ArrowUp")
        assert state(tab).startswith(f"density = {density}, ")
    tab.press("ArrowDown")
    assert state(tab).startswith("density = 0.3, ")


def test_logs_without_weights_have_curves_alone_and_evil_names_stay_text(
    tmp_path: Path, opens: Opens
) -> None:
    files: list[Any] = [tmp_path / "<b>one&.log", tmp_path / "two.log"]
    for file in files:
        write_log(file, falling(100))
    tab = opens(files, overlay=True)
    panels = "[...document.querySelectorAll('figure')].map((one) => one.dataset.panel)"
    assert tab.run(panels) == ["curves"]
    tab.press("Home")
    names = {state(tab).split(" – ")[0]}
    tab.press("End")
    names.add(state(tab).split(" – ")[0])
    assert names == {"log = <b>one&.log", "log = two.log"}


def test_a_page_of_100_curves_is_small(tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    folder.mkdir()
    for seed in range(100):
        write_log(folder / f"seed={seed}.log", np.linspace(1, 0.003 * seed, 2000).tolist())
    animate(folder, tmp_path / "a.html", value="curves")
    assert (tmp_path / "a.html").stat().st_size < 1.3e6
