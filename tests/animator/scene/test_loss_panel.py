import math
from typing import Any

import numpy as np
import pytest

from animator import LogError
from animator.geometry import Array, Integers
from animator.look import LossScale
from animator.scene.averages import moving_average
from animator.scene.loss_panel import drawable, loss_limits, thinned

from ..scenes import log_of, log_with
from .panels import frame, panel_of, panels_of

NAN, INF = math.nan, math.inf


def loss_panel(losses: Any, **look: Any) -> Any:
    return panel_of("loss", log_with(losses), **look)


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
    axes = loss_panel([0.5, 0, -1, NAN, 0.1], loss_scale="log").axes
    assert axes.get_yscale() == "log"
    assert axes.lines[0].get_ydata() == pytest.approx([0.5, NAN, NAN, NAN, 0.1], nan_ok=True)
    assert axes.get_title() == "Loss (1 not finite, 2 not positive)"


@pytest.mark.parametrize(
    ("losses", "ticks"),
    [
        ([0.011, 0.02], ["0.01", "0.015", "0.02"]),
        ([0.011, 0.2], ["0.01", "0.02", "0.05", "0.1", "0.2"]),
        ([1e-3, 1e3], ["0.001", "0.01", "0.1", "1", "10", "100", "1000"]),
    ],
)
def test_a_logarithmic_scale_has_plain_numbers(losses: list[float], ticks: list[str]) -> None:
    panel = loss_panel(losses, loss_scale="log")
    low, high = panel.axes.get_ylim()
    shown = [
        label.get_text()
        for label in panel.axes.get_yticklabels(which="both")
        if low <= label.get_position()[1] <= high and label.get_text()
    ]
    assert set(shown) == set(ticks)


def test_a_part_of_the_runs_keeps_the_average_of_those_before_and_counts_its_own_gaps() -> None:
    log = log_with([NAN, 4.0, 2.0, NAN, 1.0])
    panel = panel_of("loss", log, window=2, average="trailing", first_run=2, last_run=4)
    dots, average = panel.axes.lines[:2]
    assert panel.axes.get_xlim() == (1.5, 4.5)
    assert panel.axes.get_title() == "Loss (1 not finite)"
    assert dots.get_ydata() == pytest.approx([2, NAN, 1], nan_ok=True)
    assert average.get_ydata() == pytest.approx([3, NAN, 1], nan_ok=True)


def test_all_logs_are_shown_over_the_same_runs_and_losses() -> None:
    for panel in panels_of("loss", log_with([1, 2, 3]), log_with([-4, 0], runs=[5, 9])):
        assert panel.axes.get_xlim() == (-0.5, 9.5)
        assert panel.axes.get_ylim() == pytest.approx((-4.2, 3.15))


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_of_a_million_losses_each_that_is_left_out_has_another_beside_it(scale: LossScale) -> None:
    losses = np.exp(np.random.default_rng(0).normal(-1, 0.3, 10**6))
    losses[[3, -1]] = 1e30, NAN
    limits = loss_limits(losses[losses < 1e9], scale)
    runs, kept = thinned(np.arange(len(losses)), losses, limits, scale)
    assert len(kept) < 700 * 350
    assert np.array_equal(losses[runs], kept, equal_nan=True)
    assert (np.diff(runs) > 0).all()

    def cells(runs: Integers, losses: Array) -> set[tuple[int, int]]:
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
    assert loss_panel(losses).axes.get_title() == title


def test_losses_that_are_missing_are_not_counted_as_not_finite() -> None:
    log = log_of("run: 0\nL: 0.5\nrun: 1\nrun: 2\nL: nan\nrun: 3\nL: 0.5\nrun: 4\n")
    assert panel_of("loss", log).axes.get_title() == "Loss (2 missing, 1 not finite)"


@pytest.mark.parametrize(
    ("runs", "look", "window", "label"),
    [
        (1, {}, 1, "loss"),
        (19, {}, 1, "loss"),
        (25, {}, 2, "loss (dots), mean of up to 2 runs (line)"),
        (5000, {}, 500, "loss (dots), mean of up to 500 runs (line)"),
        (9000, {}, 500, "loss (dots), mean of up to 500 runs (line)"),
        (9, {"window": 7}, 7, "loss (dots), mean of up to 7 runs (line)"),
        (90, {"average": "trailing"}, 9, "loss (dots), mean of the last 9 runs (line)"),
    ],
)
def test_the_window_is_a_tenth_of_all_runs_at_most_500_and_the_label_names_it(
    runs: int, look: dict[str, Any], window: int, label: str
) -> None:
    losses = np.random.default_rng(0).random(runs)
    [panel] = panels_of("loss", log_with(losses), **look)
    assert panel.axes.get_ylabel() == label
    average = moving_average(losses, window, look.get("average", "centred"))
    assert panel.axes.lines[1].get_ydata() == pytest.approx(average)


def test_a_label_for_which_there_is_no_room_is_short() -> None:
    [panel] = panels_of("loss", log_with(np.ones(100)))
    panel.fit()
    assert panel.axes.get_ylabel() == "loss (dots), mean of up to 10 runs (line)"
    panel.axes.set_position((0.1, 0.1, 0.8, 0.1))
    panel.fit()
    assert panel.axes.get_ylabel() == "loss"


def test_all_runs_are_drawn_and_those_that_are_not_finite_leave_gaps() -> None:
    axes = loss_panel([0.5, INF, NAN, 0.1]).axes
    assert axes.get_xlim() == (-0.5, 3.5)
    assert axes.lines[0].get_ydata() == pytest.approx([0.5, NAN, NAN, 0.1], nan_ok=True)


@pytest.mark.parametrize("runs", [[7], [0, 1], [0, 100, 200, 300, 400], list(range(30))])
def test_the_dots_of_few_losses_are_large_and_clear_of_the_frame(runs: list[int]) -> None:
    panel = panel_of("loss", log_with(np.linspace(2, 1, len(runs)), runs=runs))
    dots, axes = panel.axes.lines[0], panel.axes
    radius = dots.get_markersize() / 2 * 80 / 72
    x = axes.transData.transform(np.column_stack([dots.get_xdata(), dots.get_ydata()]))[:, 0]
    assert 2 * radius > 2 * panel.moving[0].get_linewidth() * 80 / 72  # the cursor hides none
    assert axes.bbox.x0 + radius / 2 < x.min()
    assert x.max() < axes.bbox.x1 - radius / 2
    ticks = [tick for tick in axes.get_xticks() if axes.get_xlim()[0] <= tick <= axes.get_xlim()[1]]
    assert ticks
    assert all(tick == round(tick) for tick in ticks)


def test_the_cursor_is_a_red_dashed_line_at_the_run() -> None:
    panel = panel_of("loss", log_with([0.5, 0.4, 0.3], W=[[[1]], [[2]], [[3]]]))
    for run in range(3):
        picture = frame(panel, run).astype(int)
        is_red = (picture[:, :, 0] > 200) & (picture[:, :, 1:3] < 60).all(axis=2)
        rows, columns = np.nonzero(is_red)
        x = panel.axes.transData.transform((run, 0))[0]
        assert columns.min() > x - 3
        assert columns.max() < x + 3
        assert 0.5 < len(set(rows.tolist())) / panel.axes.bbox.height < 0.9  # there are gaps


# Other scalars than the loss

NAMES = {"acc": [0.1, 0.2, 0.3, 0.4], "val": [NAN, 3.0, NAN, 5.0], "odd $x$": [NAN, INF, -1, NAN]}


def scalar_panel(scalar: str, **look: Any) -> Any:
    return panel_of("loss", log_with([4, 3, 2, 1], scalars=NAMES), scalar=scalar, **look)


def test_another_scalar_takes_the_place_of_the_loss() -> None:
    axes = scalar_panel("acc", window=2).axes
    assert axes.get_title() == "acc during training"
    assert axes.get_ylabel() == "acc (dots), mean of up to 2 runs (line)"
    assert axes.get_ylim() == pytest.approx((0, 0.42))
    assert axes.lines[0].get_ydata().tolist() == NAMES["acc"]
    assert axes.get_legend() is None


def test_runs_without_a_scalar_are_left_out_and_break_no_line() -> None:
    axes = scalar_panel("val").axes
    for line in axes.lines[:2]:
        assert line.get_xdata().tolist() == [1, 3]
        assert line.get_ydata().tolist() == [3, 5]
    assert axes.get_title() == "val during training"


def test_several_scalars_have_colours_of_their_own_and_a_legend() -> None:
    axes = scalar_panel("val,L,acc").axes
    dots, lines = axes.lines[0:6:2], axes.lines[1:6:2]
    colours = [line.get_color() for line in lines]
    assert len(set(colours)) == 3
    assert [dot.get_color() for dot in dots] == colours
    assert all(dot.get_alpha() < 0.5 for dot in dots)
    legend = axes.get_legend()
    assert [text.get_text().strip() for text in legend.get_texts()] == ["val", "loss", "acc"]
    assert [line.get_color() for line in legend.get_lines()] == colours
    assert axes.get_ylim() == pytest.approx((0, 5.25))
    assert axes.get_title() == "Scalars during training"
    [wide] = panels_of("loss", log_with([4, 3, 2, 1], scalars=NAMES), scalar="L,acc")
    assert wide.axes.get_ylabel() == "values (dots), moving averages (lines)"


def test_with_more_scalars_than_colours_the_lines_differ() -> None:
    scalars = {f"_{i}": [i, i] for i in range(12)}
    axes = panel_of("loss", log_with([1, 2], scalars=scalars), scalar=",".join(scalars)).axes
    styles = {(line.get_color(), line.get_linestyle()) for line in axes.lines[1:24:2]}
    assert len(styles) == 12
    assert len(axes.get_legend().get_texts()) == 12


def test_the_title_counts_what_is_not_shown_of_all_scalars_and_a_name_is_no_formula() -> None:
    axes = scalar_panel("odd $x$,L", loss_scale="log").axes
    assert axes.get_title() == "Scalars (1 not finite, 1 not positive)"
    assert scalar_panel("odd $x$").axes.get_title() == "odd $x$ (1 not finite)"
    frame(scalar_panel("odd $x$"), 0)  # draws it


def test_a_scalar_that_a_log_lacks_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(LogError, match=r"^<log>: no scalar 'accu'; the log has L, acc, val, odd"):
        scalar_panel("acc,accu")
