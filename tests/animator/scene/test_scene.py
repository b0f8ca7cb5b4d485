import math
import re
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.image import imread
from matplotlib.transforms import Bbox

from animator import Log, LogError, read_log
from animator.files.picture_file import save
from animator.look import Look
from animator.scene.scene import Scene

from ...checkout import DATA
from ..scenes import likeness, log_of, log_with, pictures, random_log, redrawn, scene_of

VIDEO_PENTAGON = DATA / "c-logs" / "video-pentagon.log.gz"
DIVERGING = DATA / "c-logs" / "diverging.log.gz"
SMALL = DATA / "small.log"
NAN, INF = math.nan, math.inf

MAY_LACK_DOTS = pytest.mark.filterwarnings("ignore:.*W is not finite:UserWarning")


@pytest.mark.parametrize("size", [(480, 240), (641, 321), (1500, 750), (1001, 999), (240, 1001)])
def test_a_frame_has_the_bytes_of_its_size(size: tuple[int, int]) -> None:
    frame = next(scene_of(read_log(SMALL), size).frames())
    assert frame.nbytes == size[0] * size[1] * 4


@pytest.mark.parametrize("panels", ["loss,weights,geometry", "loss,weights"])
@pytest.mark.parametrize("size", [(480, 240), (700, 300), (1500, 750)])
def test_run_numbers_stand_apart(panels: Any, size: tuple[int, int]) -> None:
    log = log_with(W=np.ones((4, 2, 3)), runs=[0, 9_999, 19_999, 29_999])
    for panel in Scene([log], Look(size=size, panels=panels))._panels:
        if panel.axes.get_xlabel() == "run":
            labels = [label.get_window_extent() for label in panel.axes.get_xticklabels()]
            assert len(labels) > 1
            assert all(a.x1 + 1 < b.x0 for a, b in pairwise(labels))


def test_the_title_says_the_run_and_its_loss() -> None:
    scene = scene_of(read_log(VIDEO_PENTAGON), (240, 240))
    titles = [scene._titles[0][0].get_text() for _ in scene.frames()]
    assert titles[0] == "run 99 / 9999 – loss = 0.0069"
    assert titles[98:] == ["run 9899 / 9999 – loss = 0.0008", "run 9999 / 9999 – loss = 0.0002"]


@pytest.mark.parametrize(
    ("loss", "shown"),
    [
        (NAN, "nan"),
        (INF, "inf"),
        (0, "0.0000"),
        (1e-5, "1e-05"),
        (123456.78, "123456.7800"),
        (1e24, "1e+24"),
    ],
)
def test_the_title_says_any_loss_within_the_picture(loss: float, shown: str) -> None:
    scene = scene_of(log_with([loss], [3], W=[[[1]]]), (480, 240))
    [(title, _)] = scene._titles
    assert title.get_text() == f"run 3 / 3 – loss = {shown}"
    assert title.get_window_extent().x1 < 480


@MAY_LACK_DOTS
@pytest.mark.parametrize(
    ("log", "losses"),
    [
        (read_log(DIVERGING), "Loss (196 not finite, 1 off the scale)"),
        (log_with([NAN], W=[[[NAN]]]), "Loss (1 not finite)"),
        (log_with([0.5, -INF], W=[[[1, INF], [NAN, 1]]] * 2), "Loss (1 not finite)"),
    ],
    ids=["diverging", "nan", "no dot"],
)
def test_a_log_without_a_finite_weight_is_drawn(log: Log, losses: str) -> None:
    scene = scene_of(log, (480, 240))
    assert scene.figure.axes[0].get_title() == losses
    for frame, picture in enumerate(pictures(scene)):
        assert likeness(scene, frame, picture) > 40


LOG_WITHOUT_W_AT_THE_END = log_of(
    "run: 0\nL: 1\nW: [\n 1\n]\nrun: 1\nL: 1\nb: [\n 1\n]\nrun: 2\nL: 1\nb: [\n 1\n]\n"
)


@pytest.mark.parametrize(
    ("log", "look", "note"),
    [
        (log_with(W=[[[1]], [[3]]]), {}, ""),
        (log_with(W=[[[1]], [[NAN]]]), {}, "W is not finite in 1 snapshot, first at run 1"),
        (log_with(W=[[[1]], [[NAN]]]), {"last_run": 0}, ""),
        (log_with(W=[[[NAN]], [[3]], [[INF]]]), {"first_run": 1}, "1 snapshot, first at run 2"),
        (log_with(W=[[[1, -INF], [1, 1]]] * 2), {}, "not finite in 2 snapshots, first at run 0"),
        (log_with(W=[[[NAN]]] * 3), {"panels": ("gram",)}, "in 3 snapshots, first at run 0"),
        (log_with(b=[[[NAN]]]), {"panels": ("bias",)}, ""),
        (read_log(DIVERGING), {}, "W is not finite in 2 snapshots, first at run 99"),
        (LOG_WITHOUT_W_AT_THE_END, {}, ""),
        (LOG_WITHOUT_W_AT_THE_END, {"first_run": 1}, "W is missing in these runs"),
    ],
)
def test_why_a_dot_or_a_snapshot_is_not_shown_is_told_in_the_picture_and_by_a_warning(
    log: Log, look: dict[str, Any], note: str
) -> None:
    with pytest.warns(UserWarning, match=note) if note else nullcontext():
        scene = Scene([log], Look(size=(480, 240), **look))
    labels = [axes.get_xlabel() for axes in scene.figure.axes]
    assert any(note in label for label in labels) or "weights" not in Look(**look).panels
    assert note or not any("W is" in label for label in labels)


@pytest.mark.parametrize("hidden", [1, 2, 3, 5])
def test_the_note_under_the_axes_is_within_the_picture(hidden: int) -> None:
    W = np.full((1000, hidden, 4), NAN)
    W[0] = 1
    with pytest.warns(UserWarning, match="W is not finite in 999 snapshots, first at run 1"):
        scene = Scene([log_with(W=W)], Look(size=(480, 240), panels="loss,weights"))
    box = scene.figure.axes[1].xaxis.label.get_window_extent()
    assert 240 < box.x0 < box.x1 < 480
    assert box.y0 > 0


@pytest.mark.parametrize(
    ("weight", "is_seen"),
    [(0, False), (1e-320, False), (1e-200, True), (3.4e38, True), (1e300, True)],
)
def test_weights_of_any_size_are_drawn(weight: float, is_seen: bool) -> None:
    log = log_with(W=[[[0, 0, 0]], [[weight, -weight, 0]]])
    first, last = pictures(scene_of(log, (480, 240)))
    below_the_title = np.s_[30:, 260:]
    assert is_seen != np.array_equal(first[below_the_title], last[below_the_title])


def test_the_last_frame_is_held() -> None:
    scene = Scene([read_log(SMALL)], Look(size=(240, 240), fps=4, hold=1.5))
    frames = pictures(scene)
    assert len(frames) == len(scene) == 3 + 6
    assert all(np.array_equal(frames[2], held) for held in frames[3:])
    assert not np.array_equal(frames[1], frames[2])


def test_the_picture_is_the_last_frame(tmp_path: Path) -> None:
    scene = scene_of(random_log(2, 3))
    scene.show_last()
    save(scene.figure, tmp_path / "last.png", "png")
    picture = (imread(tmp_path / "last.png") * 255).round().astype(np.uint8)
    assert np.array_equal(picture, redrawn(scene, 3))


def panel_titles(scene: Scene) -> list[str]:
    return [axes.get_title() for axes in scene.figure.axes if axes.get_title()]


@pytest.mark.parametrize(
    ("panels", "titles"),
    [
        (("loss",), ["Loss during training – run 3 / 3 – loss = 0.9351"]),
        (("weights", "loss"), ["run 3 / 3 – loss = 0.9351", "Loss during training"]),
        (("gram", "bias"), ["WᵀW – run 3 / 3 – loss = 0.9351", "Bias"]),
    ],
)
def test_the_panels_are_those_asked_for_in_their_order(
    panels: tuple[str, ...], titles: list[str]
) -> None:
    scene = Scene([random_log(2, 3)], Look(size=(480, 240), panels=panels))
    scene.show(3)
    assert panel_titles(scene) == titles


@pytest.mark.parametrize(
    ("logs", "title", "shown"),
    [
        (1, (), []),
        (1, ("mine",), ["mine"]),
        (2, (), ["<log>", "<log>"]),
        (2, ("post", "exact"), ["post", "exact"]),
        (2, ("$\\foo$", "50 % $"), ["$\\foo$", "50 % $"]),  # no mathematics
    ],
)
def test_several_logs_have_headings_and_one_has_none_unless_asked_for(
    logs: int, title: tuple[str, ...], shown: list[str]
) -> None:
    scene = Scene([random_log(2, 3)] * logs, Look(size=(480, 240), title=title))
    assert [part.get_suptitle() for part in scene.figure.subfigs if part.get_suptitle()] == shown
    scene.figure.draw_without_rendering()


# Pixels by which the box of a text may reach out of the picture; before 3.11 boxes are larger.
CUT = 1 if matplotlib.__version_info__ >= (3, 11) else 3


def texts(scene: Scene) -> list[tuple[str, Bbox]]:
    """Return what stands around the panels, and where."""
    found = [text for part in scene.figure.subfigs for text in part.texts]
    for axes in scene.figure.axes:
        found += [axes.title, axes.xaxis.label, axes.yaxis.label]
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            ticks = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
            found += [label for tick in ticks for label in (tick.label1, tick.label2)]
    shown = [text for text in found if text.get_visible() and text.get_text()]
    return [(text.get_text(), text.get_window_extent()) for text in shown]


@pytest.mark.parametrize("hidden", [1, 2, 3, 5])
@pytest.mark.parametrize(
    ("logs", "size"),
    [
        (1, (480, 240)),
        (1, (1500, 750)),
        (1, (3840, 1920)),
        (1, (300, 900)),
        (2, (1500, 750)),
        (2, (480, 480)),
        (2, (400, 1600)),
    ],
)
def test_no_text_overlaps_another_or_is_cut_at_any_size(
    logs: int, size: tuple[int, int], hidden: int
) -> None:
    scene = Scene([random_log(hidden, 6)] * logs, Look(size=size))
    scene.figure.draw_without_rendering()
    found = texts(scene)
    assert len(found) > 8
    for i, (text, box) in enumerate(found):
        assert min(box.x0, box.y0) > -CUT, text
        assert box.x1 < size[0] + CUT, text
        assert box.y1 < size[1] + CUT, text
        for other, beside in found[:i]:
            assert not box.overlaps(beside), (text, other)


@pytest.mark.parametrize("panel", ["weights", "norms", "gram"])
def test_a_panel_that_the_log_has_nothing_for_is_an_error(panel: str) -> None:
    with pytest.raises(LogError, match="no block 'W'; the log has b"):
        Scene([log_with(b=[[[1]]])], Look(panels=(panel,)))


@pytest.mark.parametrize("panels", [("loss",), ("loss", "bias")])
def test_panels_that_need_no_weights_are_drawn_without_them(panels: tuple[str, ...]) -> None:
    log = log_with(b=[[[1]], [[2]]])
    scene = Scene([log], Look(size=(240, 240), panels=panels, hold=0))
    assert len(pictures(scene)) == 2


def test_losses_alone_are_a_picture_of_the_last_run() -> None:
    scene = Scene([log_with([1, 2])], Look(panels=("loss",), hold=0))
    assert len(scene) == 1
    scene.show(0)
    assert re.search("run 1 / 1 – loss = 2", panel_titles(scene)[0])


@MAY_LACK_DOTS
@pytest.mark.parametrize("panel", ["gram", "norms", "weights"])
@pytest.mark.parametrize("weight", [NAN, 0, 1e30, -INF])
def test_weights_that_are_all_the_same_are_drawn_in_every_panel(panel: str, weight: float) -> None:
    log = log_with(W=np.full((1, 3, 2), weight))
    scene = Scene([log], Look(size=(240, 240), panels=(panel,), hold=0))
    [picture] = pictures(scene)
    assert likeness(scene, 0, picture) > 40  # of so small a picture much is text
