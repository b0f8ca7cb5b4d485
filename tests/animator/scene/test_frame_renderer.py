import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from animator import Log, read_log
from animator.look import Look
from animator.scene.frame_renderer import FrameRenderer
from animator.scene.scene import Scene

from ...checkout import DATA, ROOT
from ..scenes import likeness, pictures, psnr, random_log, redrawn

PENTAGON = ROOT / "logs" / "c-pentagon.log"
HEXAGON = DATA / "c-logs" / "video-hexagon-W.log.gz"
LIKENESS = 45  # dB


@pytest.mark.parametrize("log", [PENTAGON, HEXAGON], ids=["pentagon", "hexagon"])
def test_a_frame_of_the_films_is_what_drawing_the_whole_figure_anew_gives(log: Path) -> None:
    scene = Scene([read_log(log)], Look(hold=0, frames=10))
    width = scene.size[0]
    shown = pictures(scene)
    for frame in (1, 5, 9):
        assert likeness(scene, frame, shown[frame]) >= LIKENESS
        anew = redrawn(scene, frame)
        assert np.abs(shown[frame][:, : width // 2].astype(int) - anew[:, : width // 2]).max() <= 2


PLANE = random_log(2, 5, snapshots=3)
SPACE = random_log(3, 6, snapshots=3, seed=1)
MANY = random_log(5, 40, snapshots=3, seed=2)


@pytest.mark.parametrize(
    ("logs", "look"),
    [
        ([PLANE], {"size": (480, 240)}),
        ([PLANE], {"size": (1001, 501), "theme": "dark", "tween": 1}),
        ([random_log(1, 3, snapshots=3)], {"size": (300, 600)}),
        ([SPACE], {"size": (900, 450)}),
        ([MANY], {"size": (900, 450)}),
        ([PLANE, SPACE, MANY], {"size": (900, 450), "title": ("a", "b", "c")}),
        ([PLANE], {"size": (900, 450), "panels": ("gram", "bias", "norms", "weights", "loss")}),
    ],
)
def test_a_frame_of_any_scene_is_what_drawing_it_anew_gives(
    logs: list[Log], look: dict[str, Any]
) -> None:
    scene = Scene(logs, Look(hold=0, **look))
    for frame, picture in enumerate(pictures(scene)):
        assert likeness(scene, frame, picture) >= LIKENESS, f"frame {frame}"


def test_the_frames_come_out_the_same_a_second_time() -> None:
    log = read_log(DATA / "c-logs" / "video-pentagon.log.gz")
    scene = Scene([log], Look(size=(240, 240), last_run=1000, hold=0))
    first, second = pictures(scene), pictures(scene)
    assert np.array_equal(first, second)
    assert (first[0] != first[1]).any()


@pytest.mark.parametrize("place", [(0, 0), (0, 1), (1, 0), (1, 1), (0.5, 1), (-1, 0), (0.5, 2)])
@pytest.mark.parametrize("alignment", ["baseline", "center_baseline", "center"])
def test_text_at_the_edge_of_the_picture_is_cut_as_matplotlib_does(
    place: tuple[float, float], alignment: Any
) -> None:
    figure = Figure((1, 0.5), 100)
    axes = figure.add_axes((0, 0, 1, 1), facecolor="0.9")
    text = axes.text(*place, "run 1 – 27", ha="center", va=alignment, color="blue")
    renderer = FrameRenderer(figure, [], [text])
    renderer.paint()
    raw = io.BytesIO()
    figure.savefig(raw, format="rgba")
    anew = np.frombuffer(raw.getvalue(), np.uint8).reshape(50, 100, 4)
    assert psnr(np.asarray(renderer.frame), anew) >= 35  # the text is nearly all that there is
