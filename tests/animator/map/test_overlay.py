"""Several logs in one panel of curves."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from animator import read_log
from animator.look import Look
from animator.map.curves import table_of_logs
from animator.map.drawing import draw_map

from ..conftest import Run
from ..logs import C_LOGS
from .test_curves import colours_of, curves_of, falling, legend_of, write_log
from .test_drawing import drawn


def overlay_of(files: Sequence[Path], **look: Any) -> Figure:
    settings = Look(size=(600, 400), overlay=True, **look)
    figure = draw_map(table_of_logs(list(map(read_log, files)), settings), settings).figure
    drawn(figure)
    return figure


def test_a_resumed_log_is_one_curve_and_another_dialect_is_read(tmp_path: Path) -> None:
    resumed = tmp_path / "a.log"
    write_log(resumed, [0.5] * 20)
    rest = tmp_path / "rest.log"
    write_log(rest, [0.25] * 20, first=10)
    resumed.write_text(resumed.read_text() + rest.read_text())
    with warnings.catch_warnings(action="ignore"):
        one, other = curves_of(overlay_of([resumed, C_LOGS[1]], window=1))
    assert one.tolist() == [[run, 0.5 if run < 10 else 0.25] for run in range(30)]
    assert len(other) <= 1000


def test_an_overlay_has_a_colour_for_each_log_in_the_given_order(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("b.log", "c$x$.log", "_a.log")]
    for length, file in zip((10, 20, 30), files, strict=True):
        write_log(file, falling(length))
    figure = overlay_of(files)
    assert legend_of(figure) == ["b", "c$x$", "_a"]
    assert [len(curve) for curve in curves_of(figure)] == [10, 20, 30]
    handles = [to_rgba(line.get_color()) for line in figure.legends[0].get_lines()]
    assert colours_of(figure) == handles
    assert len(set(handles)) == 3
    assert legend_of(overlay_of(files, title=["one", "two", "three"])) == ["one", "two", "three"]
    titled = overlay_of(files, title="one")
    assert (titled.get_suptitle(), legend_of(titled)) == ("one", ["b", "c$x$", "_a"])


def test_logs_of_the_same_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    files = [tmp_path / name / "train.log" for name in ("lr=0.1", "lr=0.2")]
    for file in files:
        write_log(file, falling(20))
    one, other = legend_of(overlay_of(files))
    assert one != other


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["a.log", "b.log", "-o", "a.mp4"], 2, "curves of several trainings give a picture (.png"),
        (["a.log", "c.log", "-o", "a.png"], 2, "cannot open c.log: No such file or directory\n"),
        (["a.log", "b.log", "-o", "a.png", "--from=9999"], 1, "there are no curves, because no l"),
        (["a.log", "b.log", "-o", "a.csv"], 2, "a .csv holds one log, not 2; --help shows the op"),
        (["a.log", "--follow"], 2, "--follow shows no curves: leave out --overlay and --value c"),
        (["a.log", "b.log", "-o", "a.png", "--panels=loss"], 0, "a .png of curves is one panel: p"),
    ],
)
def test_what_an_overlay_cannot_give_is_told(
    words: list[str], status: int, message: str, tmp_path: Path, animator: Run
) -> None:
    for name in "ab":
        write_log(tmp_path / f"{name}.log", falling(20))
    found, stderr = animator(tmp_path, *words, "--overlay")
    assert found == status
    assert f"animator: {message}" in stderr
    assert (tmp_path / "a.png").exists() == (status == 0)


def test_an_overlay_takes_settings_that_are_called_as_columns_of_a_map(tmp_path: Path) -> None:
    files = [tmp_path / f"loss={kind}.log" for kind in ("mse", "mae")]
    for file in files:
        write_log(file, falling(20))
    assert legend_of(overlay_of(files)) == ["loss=mse", "loss=mae"]
