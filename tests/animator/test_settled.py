"""Whether a training has settled, on losses and norms of which that is known."""

import math
from typing import Any

import numpy as np
import pytest

import animator.settled
from animator import Log
from animator.settled import Changes

from ..checkout import ROOT
from .logs import read_bytes
from .scenes import log_with

NAN, INF = math.nan, math.inf
RUNS = np.arange(2000)
ONES = np.ones(2000)


def final_changes(log: Log) -> Changes:
    weights = log.blocks.get("W")
    return animator.settled.final_changes(log.runs, log.losses, log.snapshot_runs, weights)


def noise(seed: int, memory: float = 0) -> Any:
    """Return 2,000 normal numbers, each with a share of the one before."""
    fresh = np.random.default_rng(seed).normal(size=2000)
    values = fresh.copy()
    for i in range(1, 2000):
        values[i] = memory * values[i - 1] + fresh[i]
    return values


@pytest.mark.parametrize(
    ("losses", "change"),
    [
        (ONES, 0),
        (np.zeros(2000), 0),
        (1 / (1 + RUNS), -1),
        (1 + RUNS / 2000, 1),
        (1 + RUNS / 2000 + 0.1 * noise(1), 1),
        (10 + RUNS / 2000, 0),  # by less than a hundredth from one tenth to the next
        (np.where(RUNS < 1800, 1, 1.1), 1),
        (np.where(RUNS < 1800, 1, 1.2 ** (RUNS - 1800)), 1),  # it diverges
        (3 - RUNS / 2000, -1),
        (3 - RUNS / 2000 + 0.1 * noise(1), -1),
        (11 - RUNS / 2000, 0),  # by less than a hundredth from one tenth to the next
        (10.9 - RUNS / 2000, -1),  # by more
        (np.where(RUNS < 1800, 1, 0.9), -1),
        (np.where(RUNS < 1600, 1, 0.9), 0),  # it rested longer than that
        (-RUNS.astype(float), -1),
        (np.where(RUNS < 1599, NAN, 1), 0),
        (np.where(RUNS % 20 > 0, NAN, 1), 0),  # a run in twenty has a loss
        (np.where(RUNS % 20 > 0, NAN, 3 - RUNS / 2000), -1),
        (np.where((RUNS >= 1620) & (RUNS < 1640), NAN, 1), None),
        (np.where(RUNS == 1999, INF, 1), None),
        (1e308 * ONES, 0),
        (1 / (1 + RUNS[:200]), -1),
        (1 / (1 + RUNS[:199]), None),
        ([0.5], None),
    ],
)
def test_a_loss_falls_or_rises_if_its_mean_does_from_the_tenth_before_the_last_to_the_last(
    losses: Any, change: int | None
) -> None:
    assert final_changes(log_with(losses)).loss == change


@pytest.mark.parametrize("memory", [0, 0.5, 0.8])
def test_noise_is_not_taken_for_a_change(memory: float) -> None:
    found = [final_changes(log_with(9 + noise(seed, memory))).loss for seed in range(200)]
    assert sum(map(bool, found)) <= 4


def snapshots(norms: Any, other: float = 1) -> Any:
    """Return W (snapshots, 2, 2) of two features, one of which has these norms."""
    angles = np.arange(len(norms))  # they turn, which is no move of a norm
    first = np.array(norms) * [np.cos(angles), np.sin(angles)]
    return np.stack([first, other * np.ones_like(first)], axis=2).swapaxes(0, 1)


@pytest.mark.parametrize(
    ("norms", "move"),
    [
        ([1] * 10, False),
        ([1] * 8 + [0.3, 0.34], False),
        ([1] * 8 + [0.3, 0.36], True),
        ([1] * 8 + [0.36, 0.3], True),
        ([0.1] * 8 + [0.1, 0.2], True),
        (np.linspace(0, 1, 100), True),
        (np.linspace(0, 0.15, 100), False),
        (np.linspace(0, 0.17, 100), True),  # 0.017, which is more than 0.05 / √10
        ([1] * 80 + [1, 1.2] * 10, False),
        (np.linspace(0, 0.09, 1000), False),
        (np.linspace(0, 0.11, 1000), True),
        ([1] * 8 + [NAN, 1], None),
        ([1] * 98 + [INF, 1], None),
        ([1] * 9 + [INF], None),
        ([1] * 9, None),
    ],
)
def test_norms_move_if_a_mean_does_by_more_than_noise_explains(
    norms: Any, move: bool | None
) -> None:
    assert final_changes(log_with(W=snapshots(norms))).norms is move


@pytest.mark.parametrize(("every", "move"), [(100, True), (200, True), (400, None), (2000, None)])
def test_norms_are_those_of_the_snapshots_in_the_last_two_tenths(
    every: int, move: bool | None
) -> None:
    text = ""
    for run in range(2000):
        text += f"run: {run}\nL: 0.5\n"
        text += f"W: [\n {run / 2000} 1\n]\n" * ((run + 1) % every == 0)
    assert final_changes(read_bytes(text)).norms is move


def test_a_log_without_weights_does_not_tell_of_norms() -> None:
    assert final_changes(log_with(ONES)) == Changes(loss=0, norms=None)


@pytest.mark.parametrize(
    ("loss", "norms", "settled"),
    [
        (-1, True, False),
        (1, False, False),
        (-1, None, False),
        (None, True, False),
        (0, False, True),
        (0, None, None),
        (None, False, None),
        (None, None, None),
    ],
)
def test_a_training_has_settled_if_nothing_changes_and_the_log_tells_so(
    loss: int | None, norms: bool | None, settled: bool | None
) -> None:
    assert Changes(loss, norms).settled is settled


def test_the_pentagon_of_the_post_has_settled_at_the_end_and_not_after_a_tenth() -> None:
    text = (ROOT / "logs" / "c-pentagon.log").read_text()
    assert read_bytes(text).settled is True
    assert final_changes(read_bytes(text[: text.index("run: 1000\n")])) == Changes(-1, True)
