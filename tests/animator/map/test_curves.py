"""Curves of many trainings in one panel: what is drawn, in which colours, and what is told."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from animator import OutputError, animate, read_log, read_table
from animator.look import Look
from animator.map.curves import curve_of
from animator.map.drawing import draw_map

from ..conftest import Run
from .test_drawing import drawn, visible_texts

SMALL = {"size": (600, 400), "value": "curves"}


def write_log(path: Path, losses: Sequence[float], first: int = 0) -> None:
    path.parent.mkdir(exist_ok=True)
    lines = [f"run: {first + run}\nL: {loss:.4f}\n" for run, loss in enumerate(losses)]
    path.write_text("".join(lines))


def falling(count: int, height: float = 1) -> list[float]:
    """Return losses that are the same at each call, whichever tests ran before."""
    noise = np.random.default_rng(count).uniform(0.9, 1.1, count)
    return list(height * (0.1 + np.exp(-np.arange(count) / 50)) * noise)


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    """Return a folder with two seeds of each of four densities."""
    for i, density in enumerate((0.001, 0.01, 0.1, 1)):
        for seed in (1, 2):
            name = f"density={density},seed={seed}.log"
            write_log(tmp_path / "sweep" / name, falling(300, 0.1 * (i + 1)))
    return tmp_path / "sweep"


def figure_of(folder: Path, **look: Any) -> Figure:
    settings = Look(**{**SMALL, **look})
    table = read_table(folder, {"curve": partial(curve_of, settings)}, tags=())
    figure = draw_map(table, settings).figure
    drawn(figure)
    return figure


def curves_of(figure: Figure) -> list[Any]:
    """Return the points of each curve (points, 2)."""
    [lines] = figure.axes[0].collections
    assert isinstance(lines, LineCollection)
    return lines.get_segments()


def colours_of(figure: Figure) -> list[tuple[float, ...]]:
    [lines] = figure.axes[0].collections
    return [to_rgba(colour) for colour in np.asarray(lines.get_edgecolor())]


def legend_of(figure: Figure) -> list[str]:
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]


def scale_of(figure: Figure) -> list[str]:
    _, bar = figure.axes
    return [text.get_text() for text in bar.get_yticklabels() if text.get_visible()]


@pytest.mark.parametrize("window", [1, 7, 40])
@pytest.mark.parametrize("average", ["trailing", "centred"])
def test_each_curve_is_the_moving_average_that_pandas_computes(
    average: Any, window: int, sweep: Path
) -> None:
    curves = curves_of(figure_of(sweep, window=window, average=average, first_run=5, last_run=299))
    files = sorted(sweep.iterdir())  # by density, then by seed: so are the rows
    assert len(curves) == len(files) == 8
    for file, curve in zip(files, curves, strict=True):
        losses = pd.Series(read_log(file).losses)
        means = losses.rolling(window, min_periods=1, center=average == "centred").mean()
        runs = curve[:, 0].astype(int)
        assert (runs[0], runs[-1]) == (5, 299)
        # A centred window is whole from run 10 * window / 2 on, and up to half of it from the end.
        is_whole = (average == "trailing") | ((runs >= 5 * window) & (runs < 300 - window))
        assert is_whole.sum() > 50
        np.testing.assert_allclose(curve[is_whole, 1], means[runs[is_whole]], rtol=1e-9)


def test_seeds_of_a_density_have_its_colour_which_is_that_of_the_scale(sweep: Path) -> None:
    figure = figure_of(sweep)
    colours = colours_of(figure)
    assert colours[::2] == colours[1::2]
    assert len(set(colours)) == 4
    assert scale_of(figure) == ["0.001", "0.01", "0.1", "1"]
    _, bar = figure.axes
    assert bar.get_ylabel() == "feature density 1 – S"
    pixels = drawn(figure)
    places = bar.get_yticks()
    assert np.diff(places) == pytest.approx([1, 1, 1])  # in logarithms
    for place, colour in list(zip(places, colours[::2], strict=True))[1:-1]:
        x, y = bar.transData.transform((0.5, place)).astype(int)
        assert np.abs(pixels[-y, x] / 255 - colour).max() < 0.02


@pytest.mark.parametrize(
    ("names", "look", "labels", "label"),
    [
        (["a=x,seed=1", "a=y,seed=1", "a=y,seed=2"], {}, ["x", "y"], "a"),
        (["a=1,b=x", "a=2,b=y", "a=3,b=z"], {}, ["1", "2", "3"], "a"),
        (["a=1,b=x", "a=2,b=y", "a=3,b=z"], {"x": "b"}, ["x", "y", "z"], "b"),
        (["a=1,b=2", "a=2,b=2"], {"x": "a"}, ["1", "2"], "a"),
        ([f"seed={i:02}" for i in range(30)], {}, [*map(str, range(0, 27, 2)), "29"], "seed"),
        ([f"one{i:02}" for i in range(30)], {}, 30, "log"),
        ([f"one{i:02}" for i in range(30)], {"value": "loss", "overlay": True}, 30, "log"),
    ],
)
def test_a_scale_tells_which_setting_colours_the_curves(
    names: list[str], look: Any, labels: Any, label: str, tmp_path: Path
) -> None:
    for name in names:
        write_log(tmp_path / "sweep" / f"{name}.log", falling(20))
    figure = figure_of(tmp_path / "sweep", **look)
    assert figure.axes[1].get_ylabel() == label
    if isinstance(labels, int):
        assert 5 < len(scale_of(figure)) < labels
        assert len(set(colours_of(figure))) == labels
    else:
        assert scale_of(figure) == labels
    assert legend_of(figure) == []


@pytest.mark.parametrize("look", [{"value": "curves"}, {"overlay": True}])
def test_a_log_without_the_setting_is_grey_and_few_logs_without_any_have_a_legend(
    look: Any, sweep: Path
) -> None:
    write_log(sweep / "other.log", falling(20))
    if "value" in look:
        grey = to_rgba("0.6")
        assert sum(np.allclose(colour, grey) for colour in colours_of(figure_of(sweep))) == 1
    else:
        figure = figure_of(sweep, value="loss", **look)
        assert len(set(colours_of(figure))) == 5
        assert len(legend_of(figure)) == 9


@pytest.mark.parametrize("size", [(240, 240), (1500, 750)])
@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("look", [{}, {"overlay": True}], ids=["scale", "legend"])
def test_no_text_is_cut_off_or_on_another_and_none_on_the_curves(
    look: Any, scale: Any, size: tuple[int, int], sweep: Path
) -> None:
    write_log(sweep / "density=10,seed=1.log", falling(2000))
    levels = {"hexagon": 0.0481, "pentagon": 0.0482, "pentagon and a short sixth": 0.06}
    figure = figure_of(sweep, size=size, loss_scale=scale, level=levels, **look)
    panel = figure.axes[0]
    boxes = [text.get_window_extent() for text in visible_texts(figure)]
    names = [super(type(text), text).get_window_extent() for text in panel.texts]
    legends = [legend.get_window_extent() for legend in figure.legends]
    assert len(names) == 3
    for i, one in enumerate([*boxes, *names]):
        assert 0 <= one.x0 <= one.x1 <= size[0]
        assert 0 <= one.y0 <= one.y1 <= size[1]
        assert not panel.bbox.padded(-1).overlaps(one)
        assert not any(one.overlaps(other.padded(-1)) for other in [*boxes, *names][i + 1 :])
    for box in legends:
        assert box.x0 >= panel.bbox.x1
        assert not any(box.overlaps(name.padded(-1)) for name in names)


def test_one_training_that_diverges_does_not_flatten_the_others(sweep: Path) -> None:
    rising = np.geomspace(0.1, 1e6, 300).tolist()
    write_log(sweep / "density=2,seed=1.log", rising)
    figure = figure_of(sweep)
    assert figure.get_suptitle() == "Loss of 9 trainings (1 partly off the scale)"
    assert figure.axes[0].get_ylim()[1] < 10
    assert figure_of(sweep, loss_scale="log").axes[0].get_ylim()[1] > 1e4


def test_the_axis_holds_a_loss_that_is_many_times_that_of_other_settings(tmp_path: Path) -> None:
    for hidden in range(1, 6):
        height = 10.0**-hidden
        write_log(tmp_path / "sweep" / f"hidden={hidden}.log", falling(300, height))
    figure = figure_of(tmp_path / "sweep")
    assert figure.axes[0].get_ylim()[1] > max(curve[:, 1].max() for curve in curves_of(figure))


def test_values_that_are_not_finite_are_bridged_and_counted(tmp_path: Path) -> None:
    losses = [0.5, float("nan"), 0.25, 0.25, float("inf"), float("nan")]
    write_log(tmp_path / "sweep" / "a=1.log", losses)
    write_log(tmp_path / "sweep" / "a=2.log", [0.5, 0.5])
    with pytest.warns(UserWarning, match="not finite"):
        figure = figure_of(tmp_path / "sweep", window=1)
    assert figure.get_suptitle() == "Loss of 2 trainings (1 incomplete)"
    assert curves_of(figure)[0].tolist() == [[0, 0.5], [2, 0.25], [3, 0.25]]


def test_logs_without_a_curve_are_told_and_left_out(sweep: Path, animator: Run) -> None:
    (sweep / "density=5,seed=1.log").write_text("run: 0\nacc: 1\n")
    (sweep / "density=6,seed=1.log").write_text("nothing")
    (sweep / "density=7,seed=1.log").symlink_to("nowhere")
    write_log(sweep / "density=8,seed=1.log", [float("nan")] * 3)
    write_log(sweep / "density=9,seed=1.log", falling(20), first=5000)
    look = ["--value", "curves", "--from", "100", "--to", "200", "--size", "600x400"]
    status, stderr = animator(sweep.parent, "sweep", "-o", "a.svg", *look)
    assert status == 0
    told = [line for line in stderr.splitlines() if "density=" in line]
    assert len(told) == stderr.count("\n") == 5
    assert "density=8,seed=1.log: no loss to draw in these runs; the log has runs 0 to 2" in stderr
    assert "Loss of 8 trainings<" in (sweep.parent / "a.svg").read_text()


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["-o", "a.mp4", "--value=curves"], 2, "curves of several trainings give a picture (.png"),
        (
            ["-o", "a.png", "--value=curves", "--scalar=L,acc"],
            2,
            "--scalar must be a single name f",
        ),
        (["-o", "a.png", "--value=curves", "--x=L"], 2, "--x must be a setting that varies, densi"),
        (
            ["-o", "a.png", "--value=curves", "--title=a", "--title=b"],
            2,
            "--title must be given on",
        ),
        (
            ["-o", "a.png", "--value=curves", "--level=a"],
            2,
            "--level must be NAME=VALUE, as in hex",
        ),
        (["--follow", "--value=curves"], 2, "--follow shows no curves"),
    ],
)
def test_what_curves_cannot_give_is_one_line(
    words: list[str], status: int, message: str, sweep: Path, animator: Run
) -> None:
    found, stderr = animator(sweep.parent, "sweep", *words)
    assert (found, stderr.count("\n")) == (status, 1)
    assert stderr.startswith(f"animator: {message}")


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_same_logs_give_the_same_bytes_in_every_kind_of_picture(
    suffix: str, sweep: Path, tmp_path: Path
) -> None:
    made = []
    for name in ("one", "two"):
        animate(sweep, tmp_path / (name + suffix), theme="dark", size=(300, 240), value="curves")
        made.append((tmp_path / (name + suffix)).read_bytes())
    assert made[0] == made[1]


def test_without_any_curve_nothing_is_written(sweep: Path, tmp_path: Path) -> None:
    with (
        pytest.warns(UserWarning, match="no scalar 'acc'"),
        pytest.raises(OutputError, match="there are no curves"),
    ):
        animate(sweep, tmp_path / "a.png", value="curves", scalar="acc")
    assert not (tmp_path / "a.png").exists()


def test_the_setting_that_is_asked_for_counts_though_only_one_of_its_logs_can_be_read(
    tmp_path: Path,
) -> None:
    write_log(tmp_path / "sweep" / "a=1.log", falling(20))
    (tmp_path / "sweep" / "a=2.log").write_text("nothing")
    with pytest.warns(UserWarning, match=r"a=2\.log:1: no loss"):
        figure = figure_of(tmp_path / "sweep", x="a")
    assert scale_of(figure) == ["1"]
    write_log(tmp_path / "sweep" / "b=1.log", falling(20))
    (tmp_path / "sweep" / "a=1.log").write_text("nothing")
    with pytest.warns(UserWarning, match="no loss"):
        assert legend_of(figure_of(tmp_path / "sweep", x="a")) == ["b=1"]
