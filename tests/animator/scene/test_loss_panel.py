import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from animator.look import LossScale
from animator.scene.loss_panel import (
    Array,
    LossPanel,
    Runs,
    drawable,
    loss_limits,
    moving_average,
    thinned,
)

NAN, INF = math.nan, math.inf


def panel_of(
    losses: list[float], window: int | None = None, scale: LossScale = "linear"
) -> LossPanel:
    loss, runs = np.array(losses, float), np.arange(len(losses))
    panel = LossPanel(Figure().subplots(), runs, loss, runs, window, scale)
    panel.limit(0, len(losses) - 1, loss_limits(drawable(loss, scale), scale))
    return panel


def plain_average(losses: list[float], window: int) -> list[float]:
    averages = []
    for run, loss in enumerate(losses):
        last = [other for other in losses[: run + 1][-window:] if not math.isnan(other)]
        averages.append(NAN if math.isnan(loss) else math.fsum(last) / len(last))
    return averages


LOSSES = st.one_of(st.floats(0, 1), st.just(NAN))
SPIKES = st.sampled_from([1e3, 402729.7188, 1e12, 1.0773773e24, 3.4e38])


@settings(deadline=None)
@given(
    st.lists(LOSSES, max_size=5), st.lists(SPIKES, max_size=2), st.lists(LOSSES), st.integers(1, 20)
)
@example([0.4578, 288.2052], [402729.7188, 1.0773773e24], [0.3, 0.2] * 9, 5)  # as in diverging
@example([], [3.4e38, 1.0773773e24], [0.0, 1.0], 3)
def test_the_average_is_that_of_the_last_runs_or_all_so_far_whatever_came_before(
    first: list[float], spikes: list[float], rest: list[float], window: int
) -> None:
    losses = [*first, *spikes, *rest, 0.5]
    average = moving_average(np.array(losses, float), window).tolist()
    assert average == pytest.approx(plain_average(losses, window), rel=1e-9, nan_ok=True)


def test_the_average_leaves_a_gap_where_there_is_no_loss_and_goes_on_after_it() -> None:
    average = moving_average(np.array([1, 2, NAN, 4]), 3)
    assert average.tolist() == pytest.approx([1, 1.5, NAN, 3], nan_ok=True)


@pytest.mark.parametrize(
    ("losses", "limits"),
    [
        ([0.5, 1, 2], (0, 2.1)),
        ([0.5, NAN, 2], (0, 2.1)),
        ([NAN, NAN], (0, 1)),
        ([0, 0], (0, 1)),
        ([-2, 1], (-2.1, 1.05)),
        ([-2, -1], (-2.1, 0)),
        ([1, 100], (0, 105)),  # of so few losses none is a spike
        ([3], (0, 3.15)),
    ],
)
def test_the_limits_hold_zero_and_all_losses(
    losses: list[float], limits: tuple[float, float]
) -> None:
    assert loss_limits(np.array(losses, float)) == pytest.approx(limits)


@pytest.mark.parametrize("runs", [20, 60, 100, 150, 1000, 10000])
@pytest.mark.parametrize("spike", [10.0, 1e6, 3.4e38])
def test_one_spike_does_not_flatten_the_rest(runs: int, spike: float) -> None:
    losses = np.linspace(0.1, 0.05, runs)
    losses[1] = spike
    lowest, highest = loss_limits(np.array(losses, float))
    assert lowest == 0
    assert 0.1 < highest < 1


@pytest.mark.parametrize(
    ("losses", "limits"),
    [
        ([0.5, 1, 2], (0.5 / 1.1, 2.2)),
        ([1e-9, 0, -1, NAN, 1e30], (1e-9 / 1.1, 1.1e30)),
        ([0, -1, NAN], (0.1, 1)),
    ],
)
def test_a_logarithmic_scale_holds_all_losses_that_are_positive(
    losses: list[float], limits: tuple[float, float]
) -> None:
    assert loss_limits(drawable(np.array(losses, float), "log"), "log") == pytest.approx(limits)


def test_on_a_logarithmic_scale_losses_that_are_not_positive_leave_gaps_and_are_counted() -> None:
    axes = panel_of([0.5, 0, -1, NAN, 0.1], scale="log").axes
    assert axes.get_yscale() == "log"
    assert axes.lines[0].get_ydata() == pytest.approx([0.5, NAN, NAN, NAN, 0.1], nan_ok=True)
    assert axes.get_title() == "Loss (1 not finite, 2 not positive)"


@pytest.mark.parametrize(
    ("losses", "ticks"),
    [
        ([0.011, 0.2], ["0.01", "0.02", "0.05", "0.1", "0.2"]),
        ([1e-3, 1e3], ["0.001", "0.01", "0.1", "1", "10", "100", "1000"]),
    ],
)
def test_a_logarithmic_scale_has_plain_numbers(losses: list[float], ticks: list[str]) -> None:
    panel = panel_of(losses, scale="log")
    low, high = panel.axes.get_ylim()
    shown = [
        label.get_text()
        for label in panel.axes.get_yticklabels(which="both")
        if low <= label.get_position()[1] <= high and label.get_text()
    ]
    assert set(shown) == set(ticks)


def test_a_part_of_the_runs_keeps_the_average_of_those_before_and_counts_its_own_gaps() -> None:
    losses = [NAN, 4.0, 2.0, NAN, 1.0]
    panel = panel_of(losses, window=2)
    panel.limit(2, 4, (0, 3))
    dots, average = panel.axes.lines[:2]
    assert panel.axes.get_xlim() == (2, 4)
    assert panel.axes.get_title() == "Loss (1 not finite)"
    assert dots.get_ydata() == pytest.approx([2, NAN, 1], nan_ok=True)
    assert average.get_ydata() == pytest.approx([NAN, 4, 3, NAN, 1], nan_ok=True)


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_of_a_million_losses_each_that_is_left_out_has_another_beside_it(scale: LossScale) -> None:
    losses = np.exp(np.random.default_rng(0).normal(-1, 0.3, 10**6))
    losses[[3, -1]] = 1e30, NAN
    limits = loss_limits(losses[losses < 1e9], scale)
    runs, kept = thinned(np.arange(len(losses)), losses, limits, scale)
    assert len(kept) < 700 * 350
    assert np.array_equal(losses[runs], kept, equal_nan=True)
    assert (np.diff(runs) > 0).all()

    def cells(runs: Runs, losses: Array) -> set[tuple[int, int]]:
        """Return which of 100 x 50 much larger cells have a dot."""
        low, high = np.log(limits) if scale == "log" else limits
        up = ((np.log(losses) if scale == "log" else losses) - low) / (high - low)
        shown = (up >= 0) & (up <= 1)
        return set(zip(runs[shown] // 10**4, (up[shown] * 50).astype(int), strict=True))

    assert cells(runs, kept) == cells(np.arange(10**6), losses)


@pytest.mark.parametrize(
    ("losses", "title"),
    [
        ([0.5] * 200, "Loss during training"),
        ([0.5] * 200 + [NAN, INF, -INF], "Loss (3 not finite)"),
        ([0.5] * 200 + [9.0], "Loss (1 off the scale)"),
        ([0.5] * 200 + [9.0, NAN], "Loss (1 not finite, 1 off the scale)"),
        ([NAN, INF], "Loss (2 not finite)"),
    ],
)
def test_what_is_not_shown_is_counted_in_the_title(losses: list[float], title: str) -> None:
    assert panel_of(losses).axes.get_title() == title


@pytest.mark.parametrize(
    ("runs", "window", "shown"),
    [(1, None, 1), (9, None, 1), (25, None, 2), (5000, None, 500), (9000, None, 500), (9, 7, 7)],
)
def test_the_window_is_a_tenth_of_all_runs_at_most_500_and_the_legend_names_it(
    runs: int, window: int | None, shown: int
) -> None:
    losses = np.random.default_rng(0).random(runs).tolist()
    axes = panel_of(losses, window).axes
    label = f"mean of up to {shown} runs" if shown > 1 else "loss of each run"
    [line] = [line for line in axes.lines if line.get_label() == label]
    assert line.get_ydata() == pytest.approx(plain_average(losses, shown))
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == [line.get_label()]


def test_all_runs_are_drawn_and_those_that_are_not_finite_leave_gaps() -> None:
    axes = panel_of([0.5, INF, NAN, 0.1]).axes
    assert axes.get_xlim() == (0, 3)
    assert axes.lines[0].get_ydata() == pytest.approx([0.5, NAN, NAN, 0.1], nan_ok=True)


def test_the_cursor_stands_on_the_run() -> None:
    panel = panel_of([0.5, 0.4, 0.3])
    panel.show(2)
    [cursor] = panel.moving
    assert cursor.get_window_extent().x0 == panel.axes.transData.transform((2, 0))[0]
