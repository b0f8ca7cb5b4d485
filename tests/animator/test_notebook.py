import base64
import re
import shutil
import subprocess
import sys
import webbrowser
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import url2pathname, urlopen

import IPython
import numpy as np
import pytest
from IPython.display import Image, Video

from animator import LogError, LogWarning, animate, follow, read_log, show
from animator.errors import LookError, UsageError
from animator.files.film import count_frames

from ..checkout import DATA, ROOT
from ..processes import running
from .page.viewer import Viewer

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


@pytest.fixture(params=["log", "folder"])
def followed(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a log, or a folder of two."""
    for seed in (1, 2):
        shutil.copy(SMALL, tmp_path / f"seed={seed}.log")
    return tmp_path / "seed=1.log" if request.param == "log" else tmp_path


def test_in_a_notebook_a_frame_shows_a_log_or_a_folder_while_it_grows_until_it_is_stopped(
    followed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter_ipython(monkeypatch, kernel=object())
    with pytest.warns(UserWarning, match="a page fits the reader's window: size ignored"):
        page = follow(followed, size=np.array(SIZE), title="mine")
    try:
        assert f'src="{page.url}"' in page._repr_html_()
        with urlopen(page.url) as answer:
            assert "frame-ancestors http: " in answer.headers["Content-Security-Policy"]
        with closing(Viewer(page.url)) as viewer:
            while not viewer.page:
                viewer.take_next()
            assert viewer.page["title"] == "mine"
    finally:
        page.stop()
    page.stop()
    with pytest.raises(URLError):
        urlopen(page.url)


OWNER = """
import sys, time
from animator import follow
page = follow(sys.argv[1])
print(page.url, flush=True)
time.sleep(60)
"""


def test_a_page_that_is_followed_ends_when_its_notebook_is_killed() -> None:
    with running(
        [sys.executable, "-c", OWNER, str(SMALL)], cwd=ROOT, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout is not None
        url = owner.stdout.readline().decode().strip()
        with closing(Viewer(url)) as viewer:
            viewer.take_next()
            owner.kill()
            with pytest.raises(AssertionError, match="the stream has ended"):
                viewer.wait_for_news("never")


def test_a_page_that_nothing_refers_to_ends() -> None:
    url = follow(SMALL).url  # the object is gone after this line
    with pytest.raises(URLError):
        urlopen(url)


def test_without_a_notebook_the_page_that_is_followed_opens_in_the_browser(
    opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    page = follow(SMALL)
    page.stop()
    assert opened == [page.url]


def test_what_cannot_be_followed_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"^there is no folder .*/no/$"):
        follow(f"{tmp_path}/no/")
    with pytest.raises(UsageError, match=r"^follow\(\) shows no gallery: give another value"):
        follow(tmp_path, value="weights")
    (tmp_path / "a.log").touch()
    with pytest.raises(LookError, match="x must be a setting in the names of the logs, which have"):
        follow(tmp_path, x="nosuch")
    with pytest.raises(UsageError, match="the template 'loss' has no field"):
        follow(tmp_path / "run.log", lines=["loss"])
    with pytest.raises(LookError, match="theme must be light or dark"):
        follow(SMALL, theme="pink")
    with pytest.raises(TypeError, match="there is no option 'colour'"):
        follow(SMALL, colour="red")
