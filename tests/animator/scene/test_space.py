from typing import Any

import numpy as np
import pytest

from animator import Log
from animator.scene.space import camera_axes, seen

from ..scenes import log_with
from .panels import panel_of


@pytest.mark.parametrize("azimuth", [0.0, 30.0, 123.0, 360.0])
def test_the_camera_has_right_angles_and_is_above(azimuth: float) -> None:
    camera = camera_axes(azimuth)
    assert camera @ camera.T == pytest.approx(np.eye(3))
    assert np.linalg.det(camera) == pytest.approx(1)
    assert camera[0, 2] == 0  # the horizon is level
    assert camera[1, 2] > camera[2, 2] > 0


def test_what_is_nearer_looks_larger_and_the_origin_is_in_the_middle() -> None:
    camera = camera_axes(0)
    towards = camera[2]
    flat, zoom = seen(np.array([[0, 0, 0], towards, -towards]), camera)
    assert flat == pytest.approx(np.zeros((3, 2)), abs=1e-12)
    assert zoom[1] > zoom[0] == 1 > zoom[2]


def octahedron(snapshots: int = 1) -> Log:
    W = np.concatenate([np.eye(3), -np.eye(3)], axis=1)
    return log_with(W=np.repeat(W[None], snapshots, axis=0))


def axes_seen(panel: Any) -> Any:
    return panel._view._cross.get_segments()


def test_the_camera_turns_at_the_same_speed_whatever_the_frames_a_second() -> None:
    slow, fast = (panel_of("weights", octahedron(21), fps=fps) for fps in (10, 20))
    slow.show(10)
    fast.show(20)
    assert np.allclose(axes_seen(slow), axes_seen(fast))
    slow.show(11)
    assert not np.allclose(axes_seen(slow), axes_seen(fast))


def test_the_hull_has_the_edges_of_an_octahedron_and_dots_are_drawn_from_the_back() -> None:
    panel = panel_of("weights", octahedron())
    assert len(panel._hull.get_segments()) == 12
    sizes = panel._dots._circles.get_sizes()
    assert (np.diff(sizes) > 0).all()


def test_the_axes_say_what_they_are_and_how_far_they_reach() -> None:
    panel = panel_of("weights", octahedron())
    names = [text.get_text() for text in panel.axes.texts[:3]]
    assert names == ["dim 0", "dim 1", "dim 2"]
    [label] = panel.axes.get_xticklabels()
    assert label.get_text() == "hidden dims, each from -1 to 1"


def test_a_dot_that_is_not_finite_is_left_out() -> None:
    log = octahedron(2)
    log.blocks["W"][1, 0, 0] = np.nan
    panel = panel_of("weights", log)
    panel.show(1)
    assert not panel._dots._numbers[0].get_visible()
    assert len(panel._hull.get_segments()) == 10  # a pyramid's, and its flat side's diagonals
