import numpy as np
import pytest
from matplotlib.figure import Figure

from animator.scene.features import features
from animator.scene.space_panel import Array, SpacePanel, seen, turned


@pytest.mark.parametrize("azimuth", [0.0, 30.0, 123.0, 360.0])
def test_the_camera_has_right_angles_and_is_above(azimuth: float) -> None:
    camera = turned(azimuth)
    assert camera @ camera.T == pytest.approx(np.eye(3))
    assert np.linalg.det(camera) == pytest.approx(1)
    assert camera[0, 2] == 0  # the horizon is level
    assert camera[1, 2] > camera[2, 2] > 0


def test_what_is_nearer_looks_larger_and_the_origin_is_in_the_middle() -> None:
    camera = turned(0)
    towards = camera[2]
    flat, zoom = seen(np.array([[0, 0, 0], towards, -towards]), camera)
    assert flat == pytest.approx(np.zeros((3, 2)), abs=1e-12)
    assert zoom[1] > zoom[0] == 1 > zoom[2]


def octahedron(frames: int) -> Array:
    return np.repeat(np.concatenate([np.eye(3), -np.eye(3)], axis=1)[None], frames, axis=0)


def panel_of(weights: Array, fps: float) -> SpacePanel:
    dots = features(weights)
    return SpacePanel(Figure().subplots(), dots, np.tile([0.5, 0, 0], (6, 1)), 2.0, fps)


def test_the_camera_turns_at_the_same_speed_whatever_the_frames_a_second() -> None:
    slow, fast = panel_of(octahedron(21), 10), panel_of(octahedron(21), 20)
    slow.show(10)
    fast.show(20)
    assert np.allclose(slow._cross.get_segments(), fast._cross.get_segments())
    slow.show(11)
    assert not np.allclose(slow._cross.get_segments(), fast._cross.get_segments())


def test_the_hull_has_the_edges_of_an_octahedron_and_dots_are_drawn_from_the_back() -> None:
    panel = panel_of(octahedron(1), 10)
    panel.show(0)
    assert len(panel._hull.get_segments()) == 12
    sizes = panel._dots._circles.get_sizes()
    assert (np.diff(sizes) > 0).all()
    assert panel.axes.get_xlabel() == "hidden dims 0, 1, 2, from -2 to 2"


def test_a_dot_that_is_not_finite_is_left_out() -> None:
    weights = octahedron(2)
    weights[1, 0, 0] = np.nan
    panel = panel_of(weights, 10)
    panel.show(1)
    assert not panel._dots._numbers[0].get_visible()
    assert len(panel._hull.get_segments()) == 10  # a pyramid's, and its flat side's diagonals
