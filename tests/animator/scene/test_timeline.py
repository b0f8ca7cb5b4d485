import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from animator import Log, LogError
from animator.look import Look
from animator.scene.timeline import evenly, interpolate, timelines

from ..scenes import log_of, log_with

NAN, INF = math.nan, math.inf


def log_at(*runs: int) -> Log:
    """Return a log of runs from 0 on, with a snapshot at some of them in which W is the run."""
    text = ""
    for run in range(max(runs) + 1):
        text += f"run: {run}\nL: {run / 10}\n" + f"W: [\n {run}\n]\n" * (run in runs)
    return log_of(text)


def shown(logs: list[Log], **look: Any) -> list[list[float]]:
    """Return the weight that each log shows in each frame."""
    return [timeline.matrix("W").ravel().tolist() for timeline in timelines(logs, Look(**look))]


@pytest.mark.parametrize(
    ("look", "weights"),
    [
        ({}, [0, 4, 8]),
        ({"tween": 1}, [0, 2, 4, 6, 8]),
        ({"tween": 3}, [0, 1, 2, 3, 4, 5, 6, 7, 8]),
        ({"first_run": 1}, [4, 8]),
        ({"last_run": 7}, [0, 4]),
        ({"first_run": 4, "last_run": 4}, [4]),
        ({"first_run": 4, "last_run": 99, "tween": 1}, [4, 6, 8]),
        ({"frames": 2}, [0, 8]),
        ({"frames": 2, "tween": 3}, [0, 2, 4, 6, 8]),
        ({"frames": 2, "first_run": 1}, [4, 8]),
        ({"frames": 3}, [0, 4, 8]),
        ({"frames": 4}, [0, 4, 8]),
    ],
)
def test_a_frame_is_a_snapshot_in_the_range_or_between_two(
    look: dict[str, Any], weights: list[float]
) -> None:
    assert shown([log_at(0, 4, 8)], **look) == [weights]


@pytest.mark.parametrize(
    ("runs", "count", "chosen"),
    [
        (range(0, 1001, 10), 5, [0, 250, 500, 750, 1000]),
        (range(99, 10000, 100), 4, [99, 3399, 6699, 9999]),
        (range(7), 6, [0, 1, 2, 4, 5, 6]),
        ([0, 1, 2, 3, 100], 3, [0, 3, 100]),  # nothing is nearer to 50
        ([0, 1, 2, 3, 100], 4, [0, 2, 3, 100]),
        ([0, 97, 98, 99, 100], 4, [0, 97, 98, 100]),
        ([0, 1, 50, 99, 100], 3, [0, 50, 100]),
        ([2**62, 2**62 + 2**40, 2**63 - 1], 2, [2**62, 2**63 - 1]),
        ([5], 2, [5]),
    ],
)
def test_of_many_snapshots_some_are_shown_evenly_by_run_with_the_first_and_the_last(
    runs: Sequence[int], count: int, chosen: list[int]
) -> None:
    assert evenly(np.array(runs), count).tolist() == chosen


@given(st.lists(st.integers(0, 10**6), min_size=2, unique=True), st.integers(2, 60))
def test_as_many_snapshots_as_asked_for_are_shown_if_there_are_so_many(
    runs: list[int], count: int
) -> None:
    ordered = np.sort(runs)
    chosen = evenly(ordered, count)
    assert len(chosen) == min(count, len(runs))
    assert (np.diff(chosen) > 0).all()
    assert set(chosen.tolist()) <= set(runs)
    assert (chosen[0], chosen[-1]) == (ordered[0], ordered[-1])


@pytest.mark.parametrize("frames", [2, 3, 7, 30])
def test_with_fewer_frames_each_of_several_logs_shows_what_it_shows_at_that_run_with_all(
    frames: int,
) -> None:
    logs = [log_at(*range(0, 60, 2)), log_at(*range(1, 60, 5))]
    every, some = timelines(logs, Look()), timelines(logs, Look(frames=frames))
    union = np.union1d(np.arange(0, 60, 2), np.arange(1, 60, 5))
    for before, after in zip(every, some, strict=True):
        assert len(after) == frames
        at = np.searchsorted(union, evenly(union, frames))
        assert after.runs.tolist() == before.runs[at].tolist()
        assert np.array_equal(after.matrix("W"), before.matrix("W")[at], equal_nan=True)


@pytest.mark.parametrize(
    ("look", "first", "second"),
    [
        ({}, [0, 0, 4, 4, 8], [NAN, 1, 1, 6, 6]),
        ({"frames": 3}, [0, 4, 8], [NAN, 1, 6]),
        ({"tween": 1}, [0, 0.5, 1, 2.5, 4, 5, 6, 7, 8], [NAN, NAN, 1, 2.5, 4, 5, 6, 6, 6]),
    ],
)
def test_logs_are_in_step_by_run_and_stand_still_after_their_last_snapshot(
    look: dict[str, Any], first: list[float], second: list[float]
) -> None:
    for found, weights in zip(
        shown([log_at(0, 4, 8), log_at(1, 6)], **look), (first, second), strict=True
    ):
        assert found == pytest.approx(weights, nan_ok=True)


def test_a_log_of_uneven_snapshots_is_in_step_with_one_that_starts_later() -> None:
    uneven = [0, 1, 4, 9, 19, 49, 99, 199]
    one, other = timelines([log_at(*uneven), log_at(99, 199)], Look())
    assert one.runs.tolist() == other.runs.tolist() == uneven
    assert other.losses == pytest.approx(one.losses)  # which are known before the first weights
    assert np.isfinite(other.matrix("W")).ravel().tolist() == [False] * 6 + [True] * 2


def test_the_run_of_a_frame_is_the_last_one_whose_loss_is_known() -> None:
    log = log_of("".join(f"run: {run}\nL: 1\nW: [\n 1\n]\n" for run in (3, 99, 100, 10**15)))
    [timeline] = timelines([log], Look())
    assert timeline.runs.tolist() == [3, 99, 100, 10**15]
    [timeline] = timelines([log], Look(last_run=100, tween=1))
    assert timeline.runs.tolist() == [3, 3, 99, 99, 100]


@pytest.mark.parametrize("tween", [1, 2, 6])
@pytest.mark.parametrize("seed", range(3))
def test_a_log_between_two_of_its_snapshots_shows_the_run_of_another_logs_snapshot(
    tween: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    logs = []
    for _ in range(2):
        snapshots = np.unique(rng.integers(0, 9000, 40))
        W = np.ones((len(snapshots), 1, 1))
        logs.append(
            Log("<log>", np.arange(9000), {"L": np.ones(9000)}, snapshots, {"W": W}, [], ())
        )
    every = np.unique(np.concatenate([log.snapshot_runs for log in logs]))
    for timeline, log in zip(timelines(logs, Look(tween=tween)), logs, strict=True):
        expected = np.minimum(every, log.snapshot_runs[-1])
        assert timeline.runs[:: tween + 1].tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("look", "reason"),
    [
        ({"first_run": 9}, "from run 9 on"),
        ({"first_run": 1, "last_run": 3}, "from run 1 to run 3"),
    ],
)
def test_a_range_without_a_snapshot_is_an_error(look: dict[str, Any], reason: str) -> None:
    with pytest.raises(LogError) as raised:
        timelines([log_at(0, 4, 8)], Look(**look))
    message = f"<log>: no snapshot {reason}; the log has 3, from run 0 to run 8"
    assert str(raised.value) == message


def test_a_range_before_the_first_snapshot_is_an_error() -> None:
    with pytest.raises(LogError, match="no snapshot up to run 3; the log has 1, from run 4 to run"):
        timelines([log_at(4)], Look(last_run=3))


@pytest.mark.parametrize(
    ("values", "place", "between"),
    [
        ([1, 3], 0.5, 2),
        ([1, 3], 1, 3),
        ([1, NAN], 0, 1),
        ([1, NAN], 0.5, NAN),
        ([1, INF], 0, 1),
        ([INF, 1], 0.5, INF),
        ([-1e308, 1e308], 0.5, 0),
    ],
)
def test_values_between_snapshots_are_interpolated_and_those_of_snapshots_exact(
    values: list[float], place: float, between: float
) -> None:
    found = interpolate(np.array(values, float)[:, None], np.array([place, 0.25]))
    assert found[0, 0] == pytest.approx(between, nan_ok=True)


@pytest.mark.parametrize(
    ("weights", "runs"),
    [
        ([[1], [2], [3]], [0, 1, 2]),
        ([[NAN], [2], [NAN], [3]], [1, 3]),
        ([[1], [NAN], [INF], [4]], [0, 3]),
        ([[1, NAN], [INF, 2]], [0, 1]),
        ([[NAN], [INF]], [0, 1]),  # nothing but the losses to show
    ],
)
def test_snapshots_without_weights_are_left_out(
    weights: list[list[float]], runs: list[int]
) -> None:
    [timeline] = timelines([log_with(W=np.array(weights)[:, None])], Look())
    assert timeline.runs.tolist() == runs


def test_all_logs_have_the_greatest_reach_of_each_feature() -> None:
    logs = [log_with(W=[[[3, 0], [4, 1]], [[0, NAN], [0, 1]]]), log_with(W=[[[1, 2, INF]]])]
    assert [one.reach.tolist() for one in timelines(logs, Look())] == [[5, 2, 0]] * 2


def test_without_weights_all_features_reach_equally_far() -> None:
    [timeline] = timelines([log_with(b=[[[1, 2, 3]]])], Look())
    assert timeline.reach.tolist() == [1, 1, 1]


def test_of_a_run_that_comes_twice_the_later_snapshot_and_loss_are_shown() -> None:
    twice = "run: 1\nL: {}\nW: [\n {}\n]\n"
    log = log_of(
        f"run: 0\nL: 1\n{twice.format(2, 3)}{twice.format(4, 5)}run: 2\nL: 6\nW: [\n 7\n]\n"
    )
    [timeline] = timelines([log], Look())
    assert timeline.matrix("W").ravel().tolist() == [5, 7]
    assert (timeline.runs.tolist(), timeline.losses.tolist()) == ([1, 2], [4, 6])


def test_the_first_frame_shows_the_first_weights_if_the_log_has_them() -> None:
    text = "run: {0}\nL: 0.5\n{1}W: [\n {2}\n]\nrun: {3}\nL: 0.4\nW: [\n 9\n]\n"
    with_first = log_of(text.format(0, "b before: [\n 1\n]\nW before: [\n 7\n]\n", 8, 1))
    beside = log_of(text.format(0, "", 3, 5))
    first, other = timelines([with_first, beside], Look())
    assert first.runs.tolist() == [-1, 0, 1, 1]
    assert first.losses.tolist() == [0.5, 0.5, 0.4, 0.4]
    assert first.weights.ravel().tolist() == [7, 8, 9, 9]
    assert other.weights[1:].ravel().tolist() == [3, 3, 9]
    assert np.isnan(other.weights[0]).all()
    assert with_first.snapshot_runs.tolist() == [0, 1]
    assert shown([with_first], first_run=0) == [[8, 9]]
    assert timelines([with_first], Look())[0].matrix("W before").shape == (3, 1, 1)
