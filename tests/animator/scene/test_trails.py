import math

import numpy as np
import pytest

from animator.scene.trails import cut

NAN = math.nan


@pytest.mark.parametrize(
    ("way", "pieces"),
    [
        ([0, 1, 2], [(0, 1), (1, 2)]),
        ([0, 0, 2], [(0, 2)]),
        ([0, 1e-4, 2e-4, 1], [(2e-4, 1)]),
        ([0, NAN, 1, 2], [(1, 2)]),
        ([NAN, 0, 1], [(0, 1)]),
        ([0, 1, NAN], [(0, 1)]),
        ([NAN, NAN], []),
        ([5], []),
        ([1e300, -1e300], [(1e300, -1e300)]),
    ],
)
def test_a_trail_follows_its_dot_and_has_a_gap_where_there_is_none(
    way: list[float], pieces: list[tuple[float, float]]
) -> None:
    found = cut(np.array(way).reshape(-1, 1, 1))
    kept = found.segments.reshape(-1, 2)
    assert kept == pytest.approx(np.array(pieces).reshape(-1, 2), abs=1e-3)


def test_pieces_are_in_the_order_of_time_and_each_frame_adds_its_own() -> None:
    points = np.random.default_rng(0).normal(size=(6, 4, 2)).cumsum(axis=0)
    found = cut(points)
    assert (np.diff(found.frames) >= 0).all()
    for frame in range(6):
        added = found.between(frame - 1, frame)
        ends = points[frame, ::-1] if frame else np.empty((0, 2))
        assert np.array_equal(found.segments[added][:, 1], ends)
        whole = found.between(-1, frame)
        assert (whole.start, whole.stop) == (0, added.stop)


def test_a_dot_that_trembles_has_no_longer_trail_in_a_longer_film() -> None:
    rng = np.random.default_rng(0)
    way = np.linspace(0, 1, 100)[:, None, None] * np.ones((1, 3, 2))
    still = way[-1] + rng.uniform(-4e-4, 4e-4, (3000, 3, 2))
    assert len(cut(np.concatenate([way, still])).segments) < len(cut(way).segments) + 10


def test_no_trail_ends_farther_from_its_dot_than_can_be_seen() -> None:
    points = np.random.default_rng(0).normal(0, 0.01, size=(500, 5, 2)).cumsum(axis=0)
    found = cut(points)
    ends = points[0].copy()
    for frame in range(500):
        added = found.between(frame - 1, frame)
        ends[found.features[added]] = found.segments[added][:, 1]
        assert np.abs(ends - points[frame]).max() <= np.ptp(points) / 1000
