import re
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
import pytest
from matplotlib.collections import PathCollection
from matplotlib.image import imread
from matplotlib.text import Text

from animator import animate
from animator.look import Look
from animator.map.axes import Axis
from animator.map.gallery import Gallery
from animator.scene.timeline import timelines

from ..conftest import Run
from ..film import read_film
from ..plain import parse
from ..scenes import likeness, log_with, pictures, random_log

Array = npt.NDArray[np.float64]

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = r"(-?[\d.]+)"
CORNERS = re.compile(rf"M {NUMBER} {NUMBER}\s+L {NUMBER} {NUMBER}\s+L {NUMBER} {NUMBER}")
BLOCK = "W: [\n{}\n]\n"


def log_text(seed: int, shape: tuple[int, int], runs: Sequence[int], loss: float = 0.5) -> str:
    """Return a log of 21 runs with random weights of this shape in some of them."""
    rng = np.random.default_rng(seed)
    text = ""
    for run in range(21):
        text += f"run: {run}\nL: {loss}\n"
        if run in runs:
            rows = rng.uniform(-1, 1, shape).round(3).tolist()
            text += BLOCK.format("\n".join(" ".join(map(str, row)) for row in rows))
    return text


def weights_at(text: str, run: int) -> Array:
    """Return the last W (m, n) at or before a run, as a reader without any of our code has it."""
    cells = {cell: float(value) for cell, value in parse(text).items() if cell[1] == "W"}
    last = max(own for own, *_ in cells if own <= run)
    found = {(row, col): value for (own, _, row, col), value in cells.items() if own == last}
    shape = np.max([*found], axis=0) + 1
    return np.array([[found[i, j] for j in range(shape[1])] for i in range(shape[0])])


def middle_of(path: ElementTree.Element) -> Array:
    """Return the middle (2,) of the box around a path and the points that bend it."""
    points = np.array(re.findall(NUMBER, path.get("d", "")), float).reshape(-1, 2)
    return np.asarray((points.min(axis=0) + points.max(axis=0)) / 2)


def panels_of(svg: Path) -> list[tuple[Array, Array]]:
    """Return the corners (2, 2) of each panel of a gallery, from above, and its dots (n, 2)."""
    found = []
    for axes in ElementTree.parse(svg).iter(f"{SVG}g"):
        if not axes.get("id", "").startswith("axes_") or axes.get("id") == "axes_1":
            continue
        own = {group.get("id", "").split("_")[0]: group for group in reversed(axes)}
        outline = next(own["patch"].iter(f"{SVG}path")).get("d", "")
        corners = CORNERS.search(outline)
        assert corners
        x0, y0, _, _, x1, y1 = map(float, corners.groups())
        circles = own["PathCollection"].iter(f"{SVG}path") if "PathCollection" in own else []
        found.append((np.array([[x0, y0], [x1, y1]]), np.array(list(map(middle_of, circles)))))
    return found


def test_the_dots_of_each_panel_are_where_its_log_says_all_on_one_scale(tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    folder.mkdir()
    cells = list(product((0.1, 0.3, 1), (3, 5, 8)))
    expected = []
    for place, (density, features) in enumerate(cells):
        # The third seed has the least loss; the snapshots of the others must not be seen.
        for seed, loss in ((1, 0.5), (2, 0.6), (3, 0.4)):
            runs = (0, 12, 20) if place % 2 else (4, 8, 16)
            text = log_text(100 * place + seed, (2, features), runs, loss)
            name = f"density={density},features={features},seed={seed}.log"
            (folder / name).write_text(text)
        expected.append(weights_at(text, 15))
    svg = tmp_path / "gallery.svg"
    animate(folder, svg, value="weights", x="density", y="features", last_run=15)
    panels = sorted(panels_of(svg), key=lambda panel: (panel[0][0, 0], -panel[0][0, 1]))
    equations, places = [], []
    for (corners, dots), W in zip(panels, expected, strict=True):
        middle = corners.mean(axis=0)
        assert dots.shape == W.T.shape
        for (x, y), (right, up) in zip(dots - middle, W.T[::-1], strict=True):
            equations += [[right, 1, 0], [-up, 0, 1]]  # y is counted from above
            places += [x, y]
    unknown, *_ = np.linalg.lstsq(np.array(equations), np.array(places))
    assert unknown[0] > 20
    assert np.abs(np.array(equations) @ unknown - places).max() < 0.01
    texts = [text.text for text in ElementTree.parse(svg).iter(f"{SVG}text")]
    assert {"0.1", "0.3", "1", "3", "5", "8", "feature density 1 – S", "features n"} <= {*texts}
    assert "Weights (best of 3 trainings) – run 12 / 20" in texts


def test_a_film_of_a_folder_has_a_frame_for_each_run_of_any_snapshot(
    tmp_path: Path, animator: Run
) -> None:
    folder = tmp_path / "sweep"
    folder.mkdir()
    for seed, runs in enumerate([(0, 10, 20), (5, 20), (0, 20)]):
        (folder / f"seed={seed}.log").write_text(log_text(seed, (2, 4), runs))
    words = ("sweep", "-o", "a.mp4", "--size", "400x240", "--fps", "5", "--hold", "1")
    assert animator(tmp_path, *words) == (0, "")
    about, frames = read_film(tmp_path / "a.mp4")
    assert (len(frames), about["duration"], about["size"]) == (4 + 5, 1.8, (400, 240))
    for name, last in (("before.svg", 10), ("after.svg", 19)):
        animate(folder, tmp_path / name, value="weights", last_run=last)
    before, after = (panels_of(tmp_path / name) for name in ("before.svg", "after.svg"))
    assert [dots.tolist() for _, dots in before] == [dots.tolist() for _, dots in after]
    assert animator(tmp_path, *words, "--frames", "2", "--tween", "3") == (0, "")
    assert len(read_film(tmp_path / "a.mp4")[1]) == 5 + 5


def test_what_has_no_weights_is_hatched_and_one_line_says_so(tmp_path: Path, animator: Run) -> None:
    folder = tmp_path / "sweep"
    folder.mkdir()
    for x, y in product((1, 2, 3), (1, 2)):
        text = log_text(x, (2, 4), [0, 20])
        if (x, y) == (1, 1):
            text = log_text(x, (2, 4), [])
        if (x, y) == (2, 1):
            text = text.replace("L: 0.5", "L: nan")
        if (x, y) != (3, 1):
            (folder / f"x={x},y={y}.log").write_text(text)
    status, stderr = animator(tmp_path, "sweep", "--value", "weights", "-o", "a.svg")
    assert status == 0
    blank = "animator: sweep/x=1,y=1.log: no finite W to show; 2 of 5 panels are blank\n"
    assert stderr.endswith(blank)
    panels = panels_of(tmp_path / "a.svg")
    assert sorted(len(dots) for _, dots in panels) == [0, 0, 0, 4, 4, 4]
    assert (tmp_path / "a.svg").read_text().count("fill: url(#h") == 3
    for x in (1, 2, 3):
        (folder / f"x={x},y=2.log").unlink()
    status, stderr = animator(tmp_path, "sweep", "--value", "weights", "-o", "b.png")
    assert status == 1
    assert stderr.endswith("animator: sweep: no log has a finite W to show\n")
    assert not (tmp_path / "b.png").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "a.mp4", "--value", "loss"], "a .mp4 of a folder does not show --value loss; .png"),
        (["-o", "a.html", "--value=weights"], "a .html of a folder does not show --value weights;"),
        (["-o", "a.gif", "--x", "x"], "a gallery shows up to 100 trainings, but there are 2 valu"),
        (["-o", "a.png", "--value=weights"], "a gallery shows up to 100 trainings, but there are "),
        (
            ["-o", "a.webm", "--x", "x", "--y", "z", "--size", "240x1500"],
            "--size must be at least 288x1800 to be legible with 2x50 panels, not 240x1500; ",
        ),
    ],
)
def test_what_a_gallery_cannot_show_is_one_line_before_any_log_is_read(
    words: list[str], message: str, tmp_path: Path, animator: Run
) -> None:
    (tmp_path / "sweep").mkdir()
    for x, seed in product((1, 2), range(51)):
        settings = f"x={x},z={seed % 50}" if "z" in words else f"x={x},y={seed}"
        (tmp_path / "sweep" / f"{settings},seed={seed}.log").write_bytes(b"no log, if it were read")
    status, stderr = animator(tmp_path, "sweep", *words)
    assert (status, stderr.count("\n")) == (2, 1)
    assert stderr.startswith(f"animator: {message}")


def gallery_of(
    counts: Sequence[int], size: tuple[int, int], hidden: Sequence[int] = (2,), heading: str = "W"
) -> Gallery:
    """Return a gallery of so many values of one or two settings, random weights in each panel."""
    values = list(product(*map(range, counts)))
    logs = [random_log(hidden[i % len(hidden)], 5, seed=i) for i in range(len(values))]
    axes = [Axis(name, [0.125 * i for i in range(n)], "linear") for name, n in zip("xy", counts)]  # noqa: B905  # one or two
    look = Look(size=size, hold=0)
    return Gallery(axes, values, timelines(logs, look), look, heading)


SHAPES = [([4], (600, 300)), ([11], (800, 400)), ([2, 6], (900, 400)), ([10, 3], (500, 240))]


@pytest.mark.parametrize(("counts", "size"), SHAPES, ids=str)
def test_no_text_is_cut_off_and_no_panel_on_another(
    counts: list[int], size: tuple[int, int]
) -> None:
    gallery = gallery_of(counts, size)
    gallery.show_last()
    rim, *panels = gallery.figure.axes
    assert len(panels) == np.prod(counts)
    texts = [rim.title, rim.xaxis.label, *rim.get_xticklabels(), *rim.get_yticklabels()]
    texts += [rim.yaxis.label, *(panel.title for panel in panels)]
    boxes = [text.get_window_extent() for text in texts if text.get_visible() and text.get_text()]
    boxes += [panel.get_window_extent() for panel in panels]
    assert len(boxes) > len(panels) + 3
    for i, one in enumerate(boxes):
        assert min(one.x0, one.y0) >= 0
        assert (one.x1 <= size[0], one.y1 <= size[1]) == (True, True)
        assert not any(one.overlaps(other.padded(-1)) for other in boxes[i + 1 :])
    limits = np.array([panel.get_xlim() + panel.get_ylim() for panel in panels])
    assert np.ptp(limits, axis=0).max() < 1e-9
    left, right, bottom, top = limits[0]
    window = panels[0].get_window_extent()
    assert (right - left) / (top - bottom) == pytest.approx(window.width / window.height)


def test_many_values_of_one_setting_are_in_rows_each_below_its_value() -> None:
    gallery = gallery_of([5], (600, 400))
    _, *panels = gallery.figure.axes
    places = [(-panel.get_position().y0, panel.get_position().x0) for panel in panels]
    assert places == sorted(places)
    assert [panel.get_title() for panel in panels] == ["0", "0.125", "0.25", "0.375", "0.5"]


@pytest.mark.parametrize("hidden", [(1,), (2,), (3,), (5,), (1, 2, 3, 5)], ids=str)
def test_the_frames_of_a_film_are_what_matplotlib_draws_anew(hidden: tuple[int, ...]) -> None:
    gallery = gallery_of([2, 2], (400, 300), hidden)
    for frame, picture in enumerate(pictures(gallery)):
        assert likeness(gallery, frame, picture) > 40
    told = "plane" in gallery.figure.axes[0].get_xlabel()
    assert told == (max(hidden) > 3)


def test_a_feature_has_the_same_colour_in_all_panels() -> None:
    logs = [log_with(W=[[lengths]]) for lengths in ((1, 1, 9), (9, 1, 1))]
    look = Look(size=(400, 240), hold=0)
    axes = [Axis("seed", [1, 2], "linear")]
    gallery = Gallery(axes, [(0,), (1,)], timelines(logs, look), look, "W")
    gallery.show_last()
    colours = [
        np.asarray(marks.get_facecolor()).tolist()
        for panel in gallery.figure.axes[1:]
        for marks in panel.findobj(PathCollection)
    ]
    assert len({*map(tuple, colours[0])}) == 3
    assert colours[0] == colours[1]


@pytest.mark.parametrize(("last", "title"), [(0, "before run 0 / 20"), (9, "run 4 / 20")])
def test_the_title_tells_the_run_even_before_the_first_one(
    last: int, title: str, tmp_path: Path
) -> None:
    folder = tmp_path / "sweep"
    folder.mkdir()
    for seed in (1, 2):
        first = BLOCK.replace("W", "W before").format("0.1 0.2")
        text = log_text(seed, (1, 2), [4, 20]).replace("run: 0\n", f"run: 0\n{first}")
        (folder / f"seed={seed}.log").write_text(text)
    animate(folder, tmp_path / "a.svg", value="weights", last_run=last)
    texts = [text.text for text in ElementTree.parse(tmp_path / "a.svg").iter(f"{SVG}text")]
    assert f"Weights – {title}" in texts


@pytest.mark.parametrize(("size", "are_numbered"), [((400, 300), True), ((240, 240), False)])
def test_dots_have_numbers_only_where_these_are_legible(
    size: tuple[int, int], are_numbered: bool
) -> None:
    gallery = gallery_of([3, 2], size)
    gallery.show_last()
    numbers = [one for one in gallery._moving if isinstance(one, Text) and one.get_visible()]
    assert bool(numbers) == are_numbered


def test_a_dark_gallery_is_dark_between_the_panels_too(tmp_path: Path) -> None:
    (tmp_path / "sweep").mkdir()
    for seed in (1, 2):
        (tmp_path / "sweep" / f"seed={seed}.log").write_text(log_text(seed, (1, 3), [20]))
    animate(tmp_path / "sweep", tmp_path / "a.png", value="weights", theme="dark", size=(400, 240))
    pixels = imread(tmp_path / "a.png")
    assert pixels.shape == (240, 400, 4)
    assert np.median(pixels[..., :3], axis=(0, 1)).max() < 0.2
    assert pixels[0, 0, :3].max() < 0.2
