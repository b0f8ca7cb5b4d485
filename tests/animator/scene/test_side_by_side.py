"""Several logs in one picture."""

import numpy as np
import pytest

from animator.look import PANELS, Look
from animator.scene.scene import Scene

from ..scenes import random_log


@pytest.mark.parametrize("hidden", [1, 2, 3, 5])
def test_logs_side_by_side_have_equal_axes(hidden: int) -> None:
    panels = tuple(PANELS)
    logs = [random_log(hidden, 3, seed=1), random_log(hidden, 4, snapshots=6, seed=2)]
    scene = Scene(logs, Look(size=(1000, 1000), panels=panels))
    one, other = ([part.axes[i] for i in range(6)] for part in scene.figure.subfigs)
    for i, panel in enumerate(panels):
        if panel != "gram":
            assert one[i].get_ylim() == pytest.approx(other[i].get_ylim())
        if panel in ("loss", "weights", "geometry"):  # others count features
            assert one[i].get_xlim() == pytest.approx(other[i].get_xlim())
    maps = [axes.images[0] for axes in (one[2], other[2])]
    assert maps[0].get_clim() == maps[1].get_clim()


def test_axes_side_by_side_are_level_in_the_plane_and_in_space() -> None:
    logs = [random_log(2, 3), random_log(3, 4), random_log(5, 6)]
    scene = Scene(logs, Look(size=(1500, 750)))
    for row in ([part.axes[i] for part in scene.figure.subfigs] for i in range(2)):
        boxes = [axes.get_window_extent() for axes in row]
        assert [box.y0 for box in boxes] == pytest.approx([boxes[0].y0] * 3, abs=0.5)
        assert [box.y1 for box in boxes] == pytest.approx([boxes[0].y1] * 3, abs=0.5)


def test_titles_side_by_side_are_level() -> None:
    scene = Scene([random_log(2, 3)], Look(size=(1500, 500), panels=("weights", "gram", "norms")))
    scene.figure.draw_without_rendering()
    tops = [axes.title.get_window_extent().y0 for axes in scene.figure.axes if axes.get_title()]
    assert tops == pytest.approx([tops[0]] * 3, abs=1)


def test_a_feature_has_the_same_colour_in_all_logs() -> None:
    logs = [random_log(2, 3), random_log(2, 5, seed=1)]
    scene = Scene(logs, Look(size=(960, 240), panels=("bias", "weights")))
    one, other = (part.axes[0].collections[0].get_facecolor() for part in scene.figure.subfigs)
    assert len(np.unique(other, axis=0)) == 5
    assert np.array_equal(one, other[:3])
