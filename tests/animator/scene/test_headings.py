import warnings
from pathlib import Path
from typing import Any

import pytest
from matplotlib import font_manager
from matplotlib.figure import Figure

from animator.look import Look
from animator.scene.headings import headings, set_in_font, shorten
from animator.scene.scene import Scene

from ..scenes import log_with, random_log

MISSING = "\u4e94"  # a Chinese five, which the fonts of matplotlib lack


@pytest.mark.parametrize(
    ("logs", "title", "names"),
    [
        (1, (), [""]),
        (2, (), ["<log>", "<log>"]),
        (1, ("mine",), ["mine"]),
        (2, ("a", ""), ["a", ""]),
        (1, ("a\tb\x1b[1m\udcff",), [r"a\tb\x1b[1m\udcff"]),
    ],
)
def test_headings_are_those_given_or_the_names_of_several_files(
    logs: int, title: tuple[str, ...], names: list[str]
) -> None:
    assert headings([log_with([1])] * logs, Look(title=title)) == names


@pytest.mark.parametrize("words", ["short", "a name of medium length", "x" * 300, "i" * 300])
@pytest.mark.parametrize("room", [10, 60, 200])
def test_a_heading_that_is_too_wide_is_shortened_in_the_middle(words: str, room: float) -> None:
    text = Figure((4, 1), 100).text(0, 0, words)
    shorten(text, room)
    shown = text.get_text()
    assert text.get_window_extent().width <= room or len(shown) == 3
    if shown != words:
        start, end = shown.split("\u2026")
        assert words.startswith(start)
        assert words.endswith(end)
        assert 0 <= len(start) - len(end) <= 1
        text.set_text(words)
        assert text.get_window_extent().width > room


def test_headings_side_by_side_do_not_touch() -> None:
    title = ["a very long heading of a training, number 1 of 3" * 3] * 3
    scene = Scene([random_log(2, 3)] * 3, Look(size=(1000, 600), title=title))
    boxes = [part.texts[0].get_window_extent() for part in scene.figure.subfigs]
    assert boxes[0].x0 >= 0
    assert boxes[0].x1 < boxes[1].x0
    assert boxes[1].x1 < boxes[2].x0
    assert boxes[2].x1 <= 1000


def test_characters_that_no_font_has_are_boxes_with_one_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = [font for font in font_manager.fontManager.ttflist if font.name == "DejaVu Sans"]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", ours)  # whatever this machine has
    with warnings.catch_warnings(record=True, action="always") as told:
        scene = Scene([random_log(2, 3)], Look(size=(480, 240), title=f"a{MISSING}b"))
        scene.figure.draw_without_rendering()
    [warning] = told
    assert str(warning.message) == f"no font of this machine has {MISSING}, shown as \u25a1"
    assert scene.figure.subfigs[0].get_suptitle() == "a\u25a1b"


def test_a_font_that_has_the_characters_takes_the_place_of_one_that_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = Path(font_manager.__file__).parent / "mpl-data" / "fonts" / "ttf"
    plain, with_letters = folder / "STIXNonUni.ttf", folder / "DejaVuSansMono.ttf"

    def find(_properties: Any) -> str:
        return str(plain)

    monkeypatch.setattr(font_manager, "findfont", find)
    monkeypatch.setattr(
        font_manager.fontManager,
        "ttflist",
        [font_manager.FontEntry(fname=str(with_letters), name="DejaVu Sans Mono")],
    )
    text = Figure((4, 1), 100).text(0, 0, "")
    with warnings.catch_warnings(action="error"):
        set_in_font(text, "\u0416")  # a letter that only the second font has
    assert text.get_text() == "\u0416"
    assert text.get_fontfamily()[-1] == "DejaVu Sans Mono"
