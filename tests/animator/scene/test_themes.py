import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, get_args

import pytest
from matplotlib import rc_context, rcParams, style

from animator import LogError, animate
from animator.look import PANELS, Look, Theme
from animator.scene.scene import Scene
from animator.scene.themes import own_settings

from ...checkout import DATA
from ..scenes import log_with, random_log
from ..settings import HOSTILE

SMALL = DATA / "small.log"


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    """Return the folder of a sweep, of which one cell is missing."""
    folder = tmp_path / "sweep"
    folder.mkdir()
    for name in ("hidden=1,seed=1", "hidden=1,seed=2", "hidden=2,seed=1"):
        shutil.copy(SMALL, folder / f"{name}.log")
    return folder


def settings() -> dict[str, object]:
    return {name: rcParams[name] for name in rcParams}


def in_both(source: Path, out: Path, **look: Any) -> tuple[bytes, bytes]:
    """Return what is drawn under matplotlib's settings and under a user's, which must be kept."""
    animate(source, out, quiet=True, **look)
    expected = out.read_bytes()
    with rc_context(HOSTILE):
        before = settings()
        animate(source, out, quiet=True, **look)
        assert settings() == before
    return expected, out.read_bytes()


@pytest.mark.parametrize(
    ("name", "look"),
    [
        ("light.png", {"size": (480, 480), "panels": tuple(PANELS)}),
        ("dark.svg", {"size": (480, 240), "theme": "dark"}),
        ("picture.pdf", {"size": (480, 240), "panels": ("gram", "norms")}),
        ("page.html", {"panels": tuple(PANELS)}),
        ("film.mp4", {"size": (480, 240), "theme": "dark", "hold": 0, "last_run": 5}),
    ],
)
def test_the_users_settings_change_no_byte_and_are_kept(
    name: str, look: dict[str, Any], tmp_path: Path
) -> None:
    ours, theirs = in_both(SMALL, tmp_path / name, **look)
    assert theirs == ours


@pytest.mark.parametrize("name", ["map.png", "map.html"])
def test_the_users_settings_change_no_byte_of_a_map(name: str, sweep: Path, tmp_path: Path) -> None:
    ours, theirs = in_both(sweep, tmp_path / name, x="hidden", y="seed", value="loss")
    assert theirs == ours


@pytest.mark.parametrize("name", ["dark_background", "ggplot", "seaborn-v0_8-poster"])
def test_a_style_of_a_notebook_changes_no_byte_of_a_picture(name: str, tmp_path: Path) -> None:
    out = tmp_path / "picture.png"
    animate(SMALL, out, size=(480, 240))
    expected = out.read_bytes()
    with style.context(name):
        animate(SMALL, out, size=(480, 240))
    assert out.read_bytes() == expected


def test_the_users_settings_hold_between_two_frames() -> None:
    with rc_context({"lines.linewidth": 7}):
        before = settings()
        frames = Scene([random_log(2, 3)], Look(size=(240, 240), hold=0)).frames()
        assert all(settings() == before for _ in frames)


def test_the_users_settings_are_restored_after_an_error() -> None:
    with rc_context(HOSTILE):
        before = settings()
        with pytest.raises(LogError):
            Scene([log_with(b=[[[1]]])], Look(panels=("weights",)))
        assert settings() == before


def test_threads_draw_in_turn_each_in_its_theme() -> None:
    before, kept = settings(), []

    def draw(theme: Theme) -> None:
        with own_settings(theme):
            own = rcParams["text.color"]
            time.sleep(0.01)
            kept.append(rcParams["text.color"] == own)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(draw, get_args(Theme) * 4))
    assert all(kept)
    assert len(kept) == 8
    assert settings() == before


@pytest.mark.parametrize("name", ["agg", "svg"])
def test_the_users_backend_is_left_alone(name: str) -> None:
    with rc_context():
        rcParams["backend"] = name
        with own_settings():
            assert rcParams["backend"] == name
        assert rcParams["backend"] == name
