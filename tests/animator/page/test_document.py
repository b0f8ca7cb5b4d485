"""The file is safe whatever the log is called, readable by everybody, and saves its picture."""

import re
import shutil
import subprocess
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from IPython.display import HTML
from matplotlib.image import imread

from animator import animate, read_log, show
from animator.look import PANELS
from animator.page.document import SCRIPTS, render

from ...checkout import ROOT
from ...processes import LONGEST
from ..logs import SMALL
from ..test_notebook import enter_ipython
from .browser import Tab
from .conftest import Opens
from .test_page import middle_of

EVIL = "</script><img src=x onerror=alert(1)> \u2028 ' \" & <!-- $title"
SVG = "{http://www.w3.org/2000/svg}"


def test_titles_and_names_are_data_never_markup(opens: Opens, tmp_path: Path) -> None:
    log = tmp_path / "<img src=x onerror=alert(1)>'\".log"
    log.write_bytes(SMALL.read_bytes())
    tab = opens([log, SMALL])
    heading = "document.querySelector('h2').textContent"
    assert tab.run(heading) == log.name
    tab.opened.clear()
    tab.requests.clear()
    tab = opens([log, SMALL], title=[EVIL, "b"])
    assert tab.run(heading) == EVIL.replace("\u2028", r"\u2028")
    assert tab.run("document.title").startswith("</script><img")
    assert tab.run("document.images.length") == 0


def test_the_page_may_run_only_its_own_scripts_and_load_nothing(opens: Opens) -> None:
    tab = opens(SMALL)
    policy = tab.run("document.querySelector('meta[http-equiv]').content")
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    tab.run("""{
        window.ran = [];
        const script = document.createElement("script");
        script.textContent = "ran.push('script')";
        document.body.append(script);
        const button = document.createElement("button");
        button.setAttribute("onclick", "ran.push('handler')");
        button.click();
        window.failed = fetch("http://127.0.0.1:9/").then(() => false, () => true);
    }""")
    assert tab.run("failed") is True
    assert tab.run("ran") == []
    assert all("Content Security Policy" in complaint for complaint in tab.complaints)
    assert len(tab.complaints) >= 3
    tab.complaints.clear()


def test_the_same_log_gives_the_same_bytes(tmp_path: Path) -> None:
    pages = []
    for name in ("one.html", "two.html"):
        animate(SMALL, tmp_path / name, panels=list(PANELS))
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
    assert b"<script src" not in pages[0]
    assert not re.search(rb"https?://(?!www\.w3\.org/2000/svg)", pages[0])


@pytest.mark.parametrize("panels", [["loss"], ["gram", "bias", "norms"], list(PANELS)])
def test_the_picture_can_be_saved(panels: list[str], tmp_path: Path, opens: Opens) -> None:
    tab = opens(SMALL, panels=panels)
    tab.allow_downloads(tmp_path)
    for kind in ("svg", "png"):
        tab.run(f"document.getElementById('{kind}').click()")
    names = [tmp_path / f"small-{read_log(SMALL).runs[-1]}.{kind}" for kind in ("svg", "png")]
    for name in names:
        wait_for(name)
    picture = ElementTree.parse(names[0]).getroot()  # it is ours
    marks = len(list(picture.iter(f"{SVG}circle"))) + len(list(picture.iter(f"{SVG}rect")))
    assert marks > len(panels)
    assert any("run" in (text.text or "") for text in picture.iter(f"{SVG}text"))
    pixels = imread(names[1])
    assert pixels.shape[1] > 1000
    assert pixels.std() > 0.01


def wait_for(file: Path) -> None:
    for _ in range(50 * LONGEST):
        if file.exists() and file.stat().st_size:
            return
        time.sleep(0.02)
    pytest.fail(f"{file.name} was not saved")


def test_a_screen_reader_finds_a_name_for_everything(opens: Opens) -> None:
    tab = opens(SMALL, panels=list(PANELS))
    nodes = tab.send("Accessibility.getFullAXTree")["nodes"]
    named = {"button", "slider", "combobox", "img", "image", "form", "heading"}
    found = [
        (node["role"]["value"], node["name"]["value"])
        for node in nodes
        if not node["ignored"] and node["role"]["value"] in named
    ]
    assert {role for role, _ in found} >= {"button", "slider", "combobox", "heading"}
    assert [role for role, name in found if not name] == []
    assert ("slider", "snapshot") in found
    assert sum(role in {"img", "image"} for role, _ in found) == len(PANELS)


def test_every_control_is_reached_with_the_tab_key(opens: Opens) -> None:
    tab = opens(SMALL)
    reached = []
    for _ in range(10):
        tab.press("Tab")
        reached.append(tab.run("document.activeElement.id || document.activeElement.title"))
    expected = ["zoom in", "zoom out", "show all runs"]
    expected += ["play", "slider", "speed", "feature", "theme", "svg", "png"]
    assert reached == expected


def test_a_notebook_shows_the_page_in_a_frame(
    tab: Tab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter_ipython(monkeypatch, kernel=object())
    page = show(SMALL, kind="page")
    assert isinstance(page, HTML)
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<!DOCTYPE html><body>{page._repr_html_()}</body>")
    tab.open(notebook.as_uri())
    state = "document.getElementById('state').textContent"
    last = tab.run(state, in_frame=True)
    tab.click(*middle_of(tab, "iframe"))
    tab.press("Home")
    assert tab.run(state, in_frame=True) != last
    tab.run(
        "new Promise((done) => setTimeout(done, 400))", in_frame=True
    )  # the address would change


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_has_no_syntax_error_and_no_long_line(script: str) -> None:
    path = ROOT / "animator" / "page" / script
    assert max(map(len, path.read_text().splitlines())) <= 110
    if (node := shutil.which("node")) is None:
        pytest.skip("needs node")
    subprocess.run([node, "--check", path], check=True)


def test_a_page_without_data_waits_for_a_server() -> None:
    page = render(None, title="run.log", connect="'self'")
    assert "connect-src 'self'" in page
    assert "<title>run.log</title>" in page
