"""How trainings that are short, damaged or without weights are described."""

import math
from typing import Any

import numpy as np
import pytest

from .logs import read_bytes
from .scenes import log_with
from .test_description import PAIR, SQUARE

NAN, INF = math.nan, math.inf
TOO_FEW = "Whether it has settled cannot be told from so few runs."
BROKEN = [[NAN, 0, -1, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize(
    ("snapshots", "losses", "lines"),
    [
        (
            [SQUARE],
            [0.25],
            [
                "<log>: run 0, 1 snapshot.",
                "At run 0, the last snapshot, 4 of 4 features are represented in 2 hidden "
                "dimensions: 0, 1, 2 and 3. They form a square. "
                "On average each has 0.5 of a dimension, the mean of their D_i.",
                "There is no other such snapshot to tell when this came about.",
                "The final loss is 0.25, that of the last run.",
                TOO_FEW,
            ],
        ),
        (
            [SQUARE, BROKEN, SQUARE],
            [1, 2, NAN],
            [
                "<log>: 3 runs, from run 0 to run 2, 3 snapshots.",
                "W is missing or not finite in 1 of 3 snapshots, the first time at run 1; "
                "it is left out here.",
                "At run 2, the last snapshot, 4 of 4 features are represented in 2 hidden "
                "dimensions: 0, 1, 2 and 3. They form a square. "
                "On average each has 0.5 of a dimension, the mean of their D_i.",
                "This has been so since the first snapshot, run 0.",
                "The loss is not finite from run 2 on; the last finite one is 2, at run 1.",
            ],
        ),
        (
            [PAIR, SQUARE, BROKEN],
            [INF, NAN, -INF],
            [
                "<log>: 3 runs, from run 0 to run 2, 3 snapshots.",
                "W is missing or not finite in 1 of 3 snapshots, the first time at run 2; "
                "it is left out here.",
                "At run 1, the last finite snapshot, 4 of 4 features are represented in 2 hidden "
                "dimensions: 0, 1, 2 and 3. They form a square. "
                "On average each has 0.5 of a dimension, the mean of their D_i.",
                "The last to join: features 1 and 3, represented from run 1 on, and not at run 0.",
                "What changed, each time at the first snapshot that shows it:",
                "  run 0, the first snapshot: features 0 and 2 are represented, and form "
                "a digon (an antipodal pair)",
                "  run 1: features 1 and 3 join, the digon has become a square",
                "No loss is finite.",
            ],
        ),
        (
            [np.zeros((1, 1)), np.zeros((1, 1))],
            [0.5, 0.5],
            [
                "<log>: 2 runs, from run 0 to run 1, 2 snapshots.",
                "At run 1, the last snapshot, none of 1 feature is represented in 1 hidden "
                "dimension.",
                "This has been so since the first snapshot, run 0.",
                "The final loss is 0.5, that of the last run.",
                TOO_FEW,
            ],
        ),
        (
            [-np.eye(3, 12), np.eye(12)[1:4] + np.ones((3, 12))],
            [1e308, 1e308],
            [
                "<log>: 2 runs, from run 0 to run 1, 2 snapshots.",
                "At run 1, the last snapshot, 12 of 12 features are represented in 3 hidden "
                "dimensions. On average each has 0.0915 of a dimension, the mean of their D_i.",
                "The last to join: features 3, 4, 5, 6, 7, 8, 9, 10 and 11, represented from run 1 "
                "on, and not at run 0.",
                "What changed, each time at the first snapshot that shows it:",
                "  run 0, the first snapshot: features 0, 1 and 2 are represented",
                "  run 1: features 3, 4, 5, 6, 7, 8, 9, 10 and 11 join",
                "The final loss is 1e+308, that of the last run.",
                TOO_FEW,
            ],
        ),
    ],
    ids=["one snapshot", "a gap", "the end is lost", "nothing", "three dimensions"],
)
def test_a_short_or_damaged_training_is_described_as_far_as_it_goes(
    snapshots: Any, losses: list[float], lines: list[str]
) -> None:
    assert log_with(losses, W=snapshots).describe().split("\n") == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "run: 7\nL: 0.5\n",
            [
                "<log>: run 7, 0 snapshots.",
                "It has no weights W, so it does not tell which features are represented.",
                "The final loss is 0.5, that of the last run.",
                TOO_FEW,
            ],
        ),
        (
            "run: 5\nL: 0.5\nrun: 0\nL: 0.3\nW: [\n nan\n]\n",
            [
                "<log>: run 0 (one of 2 trainings in this file), 1 snapshot.",
                "W is missing or not finite in every snapshot, so no feature can be described.",
                "The final loss is 0.3, that of the last run.",
                TOO_FEW,
            ],
        ),
    ],
)
def test_a_log_without_usable_weights_is_described_by_its_loss(text: str, lines: list[str]) -> None:
    assert read_bytes(text).describe().split("\n") == lines
