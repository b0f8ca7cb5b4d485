import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from animator.geometry import Array
from animator.scene.hull import convex_hull, hull_edges


@pytest.mark.parametrize(
    ("points", "corners"),
    [
        ([], []),
        ([[1, 1]], [[1, 1]]),
        ([[1, 1], [1, 1]], [[1, 1]]),
        ([[2, 0], [0, 0]], [[0, 0], [2, 0]]),
        ([[0, 0], [1, 1], [2, 2]], [[0, 0], [2, 2]]),
        ([[0, 0], [2, 0], [1, 1], [2, 2], [0, 2], [1, 0]], [[0, 0], [2, 0], [2, 2], [0, 2]]),
    ],
)
def test_the_corners_go_around_counterclockwise_from_the_left(
    points: list[list[float]], corners: list[list[float]]
) -> None:
    given = np.array(points, float).reshape(-1, 2)
    hull = given[convex_hull(given)]
    assert np.array_equal(hull, np.array(corners, float).reshape(-1, 2))


@given(arrays(np.float64, st.tuples(st.integers(3, 12), st.just(2)), elements=st.integers(-9, 9)))
def test_all_points_are_within_the_corners_and_each_corner_is_a_point(points: Array) -> None:
    hull = points[convex_hull(points)]
    assert set(map(tuple, hull)) <= set(map(tuple, points))
    for start, end in zip(hull, np.roll(hull, -1, axis=0), strict=True):
        x, y = end - start
        across, up = (points - start).T
        assert (x * up - y * across >= 0).all()


SOLIDS = {
    "tetrahedron": ([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]], 6),
    "octahedron": ([*np.eye(3), *-np.eye(3)], 12),
    "point within": ([*np.eye(3), *-np.eye(3), [0, 0, 0]], 12),
    "triangle": (np.eye(3), 3),
    "pair": ([[0, 0, 0], [1, 1, 1]], 1),
    "point": ([[1, 1, 1]], 0),
    "none": ([], 0),
    "too many": (np.random.default_rng(0).normal(size=(25, 3)), 0),
}


@pytest.mark.parametrize(("points", "edges"), SOLIDS.values(), ids=SOLIDS)
def test_a_solid_has_its_edges(points: list[list[float]], edges: int) -> None:
    assert len(hull_edges(np.array(points, float).reshape(-1, 3))) == edges


@pytest.mark.parametrize("size", [1e-200, 1, 1e300])
def test_a_hull_does_not_depend_on_the_size_of_the_points(size: float) -> None:
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0.5, 0.5]])
    assert hull_edges(size * square).tolist() == [[0, 1], [1, 2], [2, 3], [3, 0]]
    assert len(hull_edges(size * np.eye(3))) == 3


def test_an_octahedron_joins_all_but_opposite_corners() -> None:
    joined = {tuple(edge) for edge in hull_edges(np.concatenate([np.eye(3), -np.eye(3)]))}
    assert joined == {(i, j) for i in range(6) for j in range(i + 1, 6) if j - i != 3}


def test_a_random_hull_satisfies_eulers_formula() -> None:
    points = np.random.default_rng(1).normal(size=(15, 3))
    edges = hull_edges(points)
    corners = len(np.unique(edges))
    assert len(edges) == 3 * corners - 6  # all sides are triangles


@pytest.mark.parametrize(
    ("points", "segments"),
    [
        ([[1, 1]], []),
        ([[1, 1], [2, 3]], [[[1, 1], [2, 3]]]),
        ([[0, 0], [2, 0], [0, 2]], [[[0, 0], [2, 0]], [[2, 0], [0, 2]], [[0, 2], [0, 0]]]),
        ([[0, 0, 0], [1, 1, 1]], [[[0, 0, 0], [1, 1, 1]]]),
    ],
)
def test_a_hull_is_drawn_as_segments_in_the_plane_and_in_space(
    points: list[list[float]], segments: list[list[list[float]]]
) -> None:
    corners = np.array(points, float)
    assert corners[hull_edges(corners)].tolist() == segments
