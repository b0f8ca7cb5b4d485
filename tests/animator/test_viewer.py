import base64
import gc
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.backend_bases import MouseButton, MouseEvent

from animator import LogError, LogWarning, animate, read_log, show, viewer
from animator.errors import LookError, UsageError
from animator.film import count_frames
from animator.look import Look
from animator.scene.scene import Scene

from ..checkout import DATA
from .film import Picture
from .scenes import redrawn

SMALL = DATA / "small.log"
SIZE = (480, 240)


@pytest.fixture
def _no_display(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    pyplot.switch_backend("agg")
    yield
    pyplot.close("all")


def enter_ipython(monkeypatch: pytest.MonkeyPatch, **shell: object) -> None:
    ipython = SimpleNamespace(get_ipython=lambda: SimpleNamespace(**shell), version_info=(9, 0))
    monkeypatch.setitem(sys.modules, "IPython", ipython)


@pytest.mark.parametrize("is_read", [False, True])
def test_in_a_notebook_a_log_shows_itself_as_a_video(
    is_read: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter_ipython(monkeypatch, kernel=object())
    video = show(read_log(SMALL) if is_read else SMALL, size=SIZE, fps=5, hold=0)
    assert isinstance(video, viewer.Video)
    assert repr(video) == "Video()"  # a notebook stores it beside the film
    match = re.fullmatch(
        r'<video controls .*src="data:video/mp4;base64,(.*)"></video>', video._repr_html_()
    )
    assert match is not None
    (tmp_path / "film.mp4").write_bytes(base64.b64decode(match[1], validate=True))
    assert count_frames(tmp_path / "film.mp4") == 3


@pytest.mark.parametrize("is_folder", [False, True])
def test_in_a_notebook_the_picture_of_a_log_and_the_map_of_a_folder_are_shown(
    is_folder: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter_ipython(monkeypatch, kernel=object())
    for seed in (1, 2):
        shutil.copy(SMALL, tmp_path / f"seed={seed}.log")
    source = tmp_path if is_folder else SMALL
    picture = show(source, kind="picture", size=SIZE)
    assert isinstance(picture, viewer.Picture)
    assert repr(picture) == "Picture()"
    animate(source, tmp_path / "picture.png", size=SIZE)
    assert picture._repr_png_() == (tmp_path / "picture.png").read_bytes()


def test_a_damaged_log_is_warned_about_in_a_notebook_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter_ipython(monkeypatch, kernel=object())
    (tmp_path / "odd.log").write_text(SMALL.read_text() + "?\n")
    with pytest.warns(LogWarning, match="not understood"):
        show(tmp_path / "odd.log", size=SIZE, hold=0, quiet=True)
    with pytest.warns(LogWarning), pytest.raises(LogError, match="strict"):
        show(tmp_path / "odd.log", strict=True)


def test_an_unknown_kind_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(LookError, match=r"^kind must be video or picture or page, not 'film'$"):
        show(SMALL, kind="film")  # type: ignore[arg-type]


@pytest.mark.usefixtures("_no_display")
@pytest.mark.parametrize("is_ipython", [False, True])
def test_without_a_display_and_a_notebook_there_is_one_clear_error(
    is_ipython: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_ipython:  # in a terminal
        enter_ipython(monkeypatch)
    with pytest.raises(RuntimeError, match=r"^no display and no notebook: make a film, animate"):
        show(SMALL)
    assert pyplot.get_fignums() == []


@pytest.mark.usefixtures("_no_display")
def test_a_folder_has_no_window(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"animate\(folder, 'map.html'\) makes its map"):
        show(tmp_path)


def test_the_slider_of_the_window_shows_the_snapshots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyplot, "get_backend", lambda: "tkagg")  # as if there were a display
    assert show(SMALL, size=SIZE) is None
    gc.collect()  # nobody here holds the slider
    figure = pyplot.gcf()
    above, below = figure.axes
    scene = Scene([read_log(SMALL)], Look(size=SIZE))

    def shown() -> Picture:
        return np.asarray(above.images[0].get_array())

    assert np.array_equal(shown(), redrawn(scene, 0))
    for snapshot in (2, 1):
        x, y = below.transData.transform((snapshot, 0.5))
        for name in ("button_press_event", "button_release_event"):
            event = MouseEvent(name, figure.canvas, x, y, MouseButton.LEFT)
            figure.canvas.callbacks.process(name, event)
        assert np.array_equal(shown(), redrawn(scene, snapshot))
