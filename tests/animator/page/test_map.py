"""What a reader of a sweep's map sees and does, in a real browser."""

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from matplotlib import colormaps
from matplotlib.image import imread

from animator import LogWarning, animate, read_log, read_table
from animator.look import Look
from animator.map.drawing import draw_map
from animator.page.document import SCRIPTS
from animator.scene.projection import project

from .browser import Tab
from .conftest import Opens
from .test_document import EVIL, wait_for
from .test_page import DOTS, middle_of, on_axes, state, tip

Array = npt.NDArray[np.float64]

SIZE = (600, 600)
DENSITIES = [0.01, 0.03, 0.1, 0.2]
IMPORTANCES = [0.5, 0.9, 2]
IMAGE = "document.querySelector('[data-panel=map] image').getAttribute('href')"
BOX = "document.querySelector('%s').getBoundingClientRect().toJSON()"
# Without the bytes of pictures, in which any letters may follow one another.
MARKUP = r"document.getElementById('logs').innerHTML.replace(/base64,[^\"]*/g, '')"
MARK = "document.querySelector('[data-panel=map] .cell')"


def write_log(path: Path, hidden: int = 2, features: int = 4) -> None:
    """Write a log of three runs with losses and weights that are random, but those of its name."""
    random = np.random.default_rng(list(path.name.encode()))
    rows = [" ".join(f"{w:.3f}" for w in row) for row in random.normal(size=(hidden, features))]
    losses = "".join(f"run: {run}\nL: {random.random():.4f}\n" for run in range(3))
    path.write_text(losses + "\n".join(["W: [", *rows, "]", ""]))


@pytest.fixture
def cells(tmp_path: Path) -> Path:
    """Return a folder of trainings, two for each density and importance."""
    folder = tmp_path / "cells"
    folder.mkdir()
    for density, importance, seed in product(DENSITIES, IMPORTANCES, (1, 2)):
        write_log(folder / f"density={density},importance={importance},seed={seed}.log")
    return folder


@pytest.fixture
def line(tmp_path: Path) -> Path:
    """Return a folder of trainings, two for each sparsity."""
    folder = tmp_path / "line"
    folder.mkdir()
    for sparsity, seed in product((0, 0.5, 0.9), (1, 2)):
        write_log(folder / f"sparsity={sparsity},seed={seed}.log")
    return folder


def in_picture(tab: Tab, pixels: Array) -> tuple[float, float]:
    """Return where in the window a place of matplotlib's picture is."""
    x, y = pixels / SIZE
    return middle_of(tab, "[data-panel=map] image", x, 1 - y)


def cell_of(
    tab: Tab, table: pd.DataFrame, density: float, importance: float
) -> tuple[float, float]:
    """Return where in the window a cell of the map is."""
    panel = draw_map(table, Look(size=SIZE)).figure.axes[0]
    return in_picture(tab, panel.transData.transform((density, importance)))


def best_of(table: pd.DataFrame, density: float, importance: float) -> Any:
    own = table[(table["density"] == density) & (table["importance"] == importance)]
    return own.sort_values("loss").to_dict("records")[0]


def test_a_cell_shows_its_settings_its_loss_and_its_final_weights(
    cells: Path, opens: Opens
) -> None:
    table = read_table(cells)
    tab = opens(cells)
    for width, height, density, importance in [
        (1200, 700, 0.01, 0.5),
        (900, 400, 0.1, 0.9),
        (360, 900, 0.2, 2),
    ]:
        tab.resize(width, height)
        best = best_of(table, density, importance)
        tab.point("Moved", *cell_of(tab, table, density, importance))
        settings = f"density = {density}, importance = {importance}, seed = {best['seed']}"
        assert state(tab).startswith(f"{settings} – loss = {best['loss']:.4g}, represented = ")
        share = best["dimensionality"]
        assert state(tab).endswith(f", mean dimensionality = {share:.4g}")
        assert tip(tab) == state(tab).replace(" – ", ", ").split(", ")
        box, places = (tab.run(BOX % one) for one in ("#tip", "[data-panel=map] image"))
        axes = draw_map(table, Look(size=SIZE)).figure.axes[0].get_position().extents
        assert box["right"] <= places["left"] + axes[2] * places["width"] + 1
        assert box["left"] >= 0
        W = read_log(cells / best["file"]).matrix("W")[-1]
        assert np.abs(np.array(tab.run(DOTS)) - on_axes(tab, W.T)).max() < 0.5


def test_each_dot_of_a_line_shows_its_training(line: Path, opens: Opens) -> None:
    table = read_table(line)
    panel = draw_map(table, Look(size=SIZE, value="loss")).figure.axes[0]
    [dots] = panel.collections
    tab = opens(line, value="loss")
    for row, dot in zip(table.itertuples(), np.asarray(dots.get_offsets()), strict=True):
        tab.point("Moved", *in_picture(tab, panel.transData.transform(dot)))
        told = f"sparsity = {row.sparsity:g}, seed = {row.seed} – loss = {row.loss:.4g}, "
        assert state(tab).startswith(told)
        W = read_log(line / str(row.file)).matrix("W")[-1]
        assert np.abs(np.array(tab.run(DOTS)) - on_axes(tab, W.T)).max() < 0.5


def test_arrow_keys_go_to_the_cell_on_that_side(cells: Path, opens: Opens) -> None:
    tab = opens(cells)
    tab.point("Moved", *cell_of(tab, read_table(cells), 0.03, 0.9))
    for key, density, importance in [
        ("ArrowRight", 0.1, 0.9),
        ("ArrowLeft", 0.03, 0.9),
        ("ArrowUp", 0.03, 2),
        ("ArrowUp", 0.03, 2),
        ("ArrowDown", 0.03, 0.9),
        ("ArrowLeft", 0.01, 0.9),
        ("ArrowLeft", 0.01, 0.9),
        ("End", 0.2, 2),
    ]:
        tab.press(key)
        assert state(tab).startswith(f"density = {density}, importance = {importance}, ")


def test_a_click_holds_a_cell_until_the_next_one(cells: Path, opens: Opens) -> None:
    table = read_table(cells)
    tab = opens(cells)
    held, other = (cell_of(tab, table, density, 0.9) for density in (0.03, 0.1))
    tab.click(*held)
    tab.point("Moved", *other)
    assert state(tab).startswith("density = 0.03, ")
    assert tip(tab)[0] == "density = 0.1"
    tab.point("Moved", *middle_of(tab, "[data-panel=weights] [data-feature='3']"))
    assert tip(tab)[0] == "feature 3"
    tab.click(*other)
    tab.click(*other)
    tab.point("Moved", *held)
    assert state(tab).startswith("density = 0.03, ")


def test_a_training_has_an_address(cells: Path, opens: Opens) -> None:
    tab = opens(cells)
    tab.press("Home")
    first = state(tab)
    tab.wait_for("location.hash === '#training=0'")
    tab.press("End")
    assert state(tab) != first
    tab.wait_for("location.hash === ''")
    tab.run("location.hash = '#training=0'")
    tab.settle()
    assert state(tab) == first


def test_the_map_is_drawn_for_light_and_for_dark(cells: Path, opens: Opens) -> None:
    tab = opens(cells, theme="light")
    light = tab.run(IMAGE)
    tab.run("document.getElementById('theme').click()")
    assert light.startswith("data:image/svg+xml;base64,")
    assert tab.run(IMAGE) not in {light, "undefined"}


def test_trainings_without_weights_say_so(cells: Path, opens: Opens) -> None:
    for seed, text in [(1, "run: 0\nL: 0.1\n"), (2, "no log at all\n")]:
        (cells / f"density=0.01,importance=0.5,seed={seed}.log").write_text(text)
    (cells / "density=0.03,importance=0.5,seed=1.log").write_text("run: 0\nL: nan\n")
    (cells / "density=0.03,importance=0.5,seed=2.log").unlink()
    with pytest.warns(LogWarning):
        tab = opens(cells)
    with pytest.warns(LogWarning):
        table = read_table(cells)
    for density, told in [
        (0.01, "seed = 1 – loss = 0.1, weights = none"),
        (0.03, "seed = 1 – weights = none"),
    ]:
        tab.point("Moved", *cell_of(tab, table, density, 0.5))
        assert state(tab) == f"density = {density}, importance = 0.5, {told}"
        assert tab.run(DOTS) == []
        assert "NaN" not in tab.run(MARKUP)
    tab.point("Moved", *cell_of(tab, table, 0.1, 0.5))
    assert len(tab.run(DOTS)) == 4


def test_a_sweep_of_which_nothing_is_known_still_has_a_page(line: Path, opens: Opens) -> None:
    for log in line.iterdir():
        log.write_text("run: 0\nL: inf\n")
    with pytest.warns(LogWarning, match="not finite"):
        tab = opens(line)
    tab.press("Home")
    assert state(tab) == "sparsity = 0, seed = 1 – loss = inf, weights = none"
    assert tab.run(f"{MARK}.style.display") == "none"


def test_hostile_names_are_data_never_markup(tmp_path: Path, opens: Opens) -> None:
    setting, value = "<img src", "x onerror=alert(1)>'\"&<script>\u2028"
    folder = tmp_path / "<b>"
    folder.mkdir()
    for name in (f"{setting}={value}", f"{setting}=a", f"{setting}=<b>"):
        write_log(folder / f"{name}.log")
    tab = opens(folder, title=EVIL)
    tab.press("Home")
    shown = {state(tab)}
    for _ in range(2):
        tab.press("ArrowRight")
        shown.add(state(tab))
    assert any(
        words.startswith(f"{setting} = {value} – loss".replace("\u2028", r"\u2028"))
        for words in shown
    )
    assert tab.run("document.images.length + document.scripts.length") == len(SCRIPTS) + 1


def test_features_and_dimensions_may_differ_from_training_to_training(
    tmp_path: Path, opens: Opens
) -> None:
    folder = tmp_path / "shapes"
    folder.mkdir()
    shapes = [(1, 3), (2, 3), (2, 6), (3, 4)]
    for hidden, features in shapes:
        write_log(folder / f"hidden={hidden},features={features}.log", hidden, features)
    tab = opens(folder)
    tab.press("Home")
    for frame, (_, features) in enumerate(shapes):
        tab.run(f"page.show({frame})")
        assert f"features = {features} " in state(tab)
        assert len(tab.run(DOTS)) == features


def test_more_than_three_dimensions_are_projected_and_their_norms_are_true(
    tmp_path: Path, opens: Opens
) -> None:
    folder = tmp_path / "deep"
    folder.mkdir()
    for hidden in (4, 5):
        write_log(folder / f"hidden={hidden}.log", hidden, 5)
    tab = opens(folder)
    for frame, hidden in enumerate((4, 5)):
        tab.run(f"page.show({frame})")
        W = read_log(folder / f"hidden={hidden}.log").matrix("W")
        assert np.abs(np.array(tab.run(DOTS)) - on_axes(tab, project(W).points[-1])).max() < 0.5
        norm = float(np.linalg.norm(W[-1, :, 3]))
        assert tab.run(f"page.logs[0].describe({frame}, 3)") == f"feature 3\nnorm {norm:.3f}"
    assert "PC 0 of this W" in tab.run("document.body.textContent")


def test_the_picture_of_a_map_can_be_saved(cells: Path, opens: Opens, tmp_path: Path) -> None:
    tab = opens(cells, title="a map")
    tab.allow_downloads(tmp_path)
    tab.press("Home")
    for kind in ("svg", "png"):
        tab.run(f"document.getElementById('{kind}').click()")
        wait_for(tmp_path / f"a-map-0.{kind}")
    assert (tmp_path / "a-map-0.svg").read_text().count("data:image/svg+xml") == 1
    off = imread(tmp_path / "a-map-0.png")[..., :3] - colormaps["viridis"](0)[:3]
    assert (np.abs(off).max(axis=2) < 0.01).mean() > 0.001


def test_options_that_a_page_of_a_map_ignores_are_named(cells: Path, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="ignored") as warned:
        animate(cells, tmp_path / "a.html", size=(900, 900), hold=1, panels="loss")
    assert sorted(str(one.message) for one in warned) == [
        "a .html fits the reader's window: size ignored",
        "a .html of a folder is a map: panels, hold ignored",
    ]


def test_a_tap_shows_a_cell_and_a_finger_scrolls_over_the_map(cells: Path, opens: Opens) -> None:
    tab = opens(cells)
    tab.resize(360, 500)
    for _ in range(2):  # the second tap lets the cell go
        tab.drag_finger(cell_of(tab, read_table(cells), 0.03, 0.9))
        assert state(tab).startswith("density = 0.03, importance = 0.9, ")
    x, y = cell_of(tab, read_table(cells), 0.1, 0.9)
    tab.drag_finger((x, y), (x, y - 40), (x, y - 80))
    tab.wait_for("scrollY > 0")
    assert state(tab).startswith("density = 0.03, importance = 0.9, ")
