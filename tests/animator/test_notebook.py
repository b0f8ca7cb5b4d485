import base64
import re
import shutil
import sys
import webbrowser
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit
from urllib.request import url2pathname

import IPython
import pytest
from IPython.display import Image, Video

from animator import LogError, LogWarning, animate, read_log, show
from animator.errors import LookError
from animator.files.film import count_frames

from ..checkout import DATA

SMALL = DATA / "small.log"
SIZE = (480, 240)


def enter_ipython(monkeypatch: pytest.MonkeyPatch, **shell: object) -> None:
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(**shell))


@pytest.fixture(params=["python", "ipython in a terminal"])
def opened(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """Return the addresses that a browser was told to open, without a notebook."""
    if request.param == "python":
        monkeypatch.delitem(sys.modules, "IPython")
    else:
        enter_ipython(monkeypatch)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    addresses: list[str] = []

    def open_address(address: str) -> bool:
        addresses.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", open_address)
    return addresses


@pytest.mark.parametrize("is_read", [False, True])
def test_in_a_notebook_a_log_shows_itself_as_a_video(
    is_read: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter_ipython(monkeypatch, kernel=object())
    video = show(read_log(SMALL) if is_read else SMALL, size=SIZE, fps=5, hold=0)
    assert isinstance(video, Video)
    match = re.fullmatch(
        r'<video controls .*src="data:video/mp4;base64,([^"]*)".*</video>',
        video._repr_html_(),
        re.DOTALL,
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
    assert isinstance(picture, Image)
    animate(source, tmp_path / "picture.png", size=SIZE)
    assert picture.data == (tmp_path / "picture.png").read_bytes()


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


def test_without_a_notebook_the_page_opens_in_the_browser(opened: list[str]) -> None:
    assert show(SMALL) is None
    [address] = opened
    page = Path(url2pathname(urlsplit(address).path)).read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert "<title>small</title>" in page


def test_without_a_notebook_and_a_browser_there_is_one_clear_error(
    opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _url: False)
    with pytest.raises(RuntimeError, match=r"^no notebook and no browser: make a film, animate"):
        show(SMALL)
    assert not opened
