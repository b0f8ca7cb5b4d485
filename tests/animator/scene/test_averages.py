import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from animator.look import Average
from animator.scene.averages import moving_average

NAN = math.nan


def plain_average(losses: list[float], window: int, kind: Average) -> list[float]:
    averages = []
    for run, loss in enumerate(losses):
        before, after = window - 1, 0
        if kind == "centred":
            before, after = min(window // 2, run // 10), min((window - 1) // 2, run // 10)
        near = losses[max(0, run - before) : run + after + 1]
        near = [other for other in near if not math.isnan(other)]
        averages.append(NAN if math.isnan(loss) else math.fsum(near) / len(near))
    return averages


LOSSES = st.one_of(st.floats(0, 1), st.just(NAN))
SPIKES = st.sampled_from([1e3, 402729.7188, 1e12, 1.0773773e24, 3.4e38])


@pytest.mark.parametrize("kind", ["trailing", "centred"])
@settings(deadline=None)
@given(
    st.lists(LOSSES, max_size=5), st.lists(SPIKES, max_size=2), st.lists(LOSSES), st.integers(1, 20)
)
@example([0.4578, 288.2052], [402729.7188, 1.0773773e24], [0.3, 0.2] * 9, 5)  # as in diverging
@example([], [3.4e38, 1.0773773e24], [0.0, 1.0], 3)
@example([0.5], [], [], 10**30)
def test_the_average_is_that_of_the_window_whatever_came_before(
    kind: Average, first: list[float], spikes: list[float], rest: list[float], window: int
) -> None:
    losses = [*first, *spikes, *rest, 0.5]
    average = moving_average(np.array(losses, float), window, kind).tolist()
    assert average == pytest.approx(plain_average(losses, window, kind), rel=1e-9, nan_ok=True)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("trailing", [1, 1.5, NAN, 3, 6]), ("centred", [1, 2, NAN, 4, 8])],
)
def test_the_average_leaves_a_gap_where_there_is_no_loss_and_goes_on_after_it(
    kind: Average, expected: list[float]
) -> None:
    average = moving_average(np.array([1, 2, NAN, 4, 8]), 3, kind)
    assert average.tolist() == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(("kind", "lag"), [("trailing", 49.5), ("centred", 0.5)])
def test_only_a_trailing_average_lags_behind_a_falling_loss(kind: Average, lag: float) -> None:
    losses = np.arange(1000, 0, -1.0)
    average = moving_average(losses, 100, kind)
    assert average[500:900] - losses[500:900] == pytest.approx(lag)


def test_a_centred_average_goes_through_the_middle_where_the_loss_falls_at_the_beginning() -> None:
    losses = 1 / (np.arange(5000) + 1)  # smooth: each loss is the middle
    average = moving_average(losses, 500, "centred")[:4000]
    assert average == pytest.approx(losses[:4000], rel=0.006)
    noisy = np.where(np.arange(10_000) < 200, 0.04, 0.016) + np.tile([1e-3, -1e-3], 5000)
    average = moving_average(noisy, 500, "centred")
    assert average[[150, 250]] == pytest.approx([0.04, 0.016], abs=1e-4)
