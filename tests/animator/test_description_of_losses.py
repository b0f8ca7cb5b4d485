"""What a log's description says of its last losses, and of whether the training has settled."""

import math

import pytest

from .logs import read_bytes
from .scenes import log_with

Weights = list[list[float]]

SQUARE = [[1, 0, -1, 0], [0, 1, 0, -1]]
PAIR = [[1, 0, -1, 0], [0, 0, 0, 0]]
WEAK = [[0.3, 0.1], [0, 0.2]]


@pytest.mark.parametrize("losses", [[1.0] * 1000, [2 - run / 1000 for run in range(1000)]])
@pytest.mark.parametrize("snapshots", [[WEAK] * 1000, [WEAK] * 900 + [PAIR] * 100])
def test_a_description_ends_with_whether_the_training_has_settled(
    losses: list[float], snapshots: list[Weights]
) -> None:
    snapshots = [[row[:2] for row in W] for W in snapshots]
    last = log_with(losses, W=snapshots).describe().split("\n")[-1]
    what = ["the loss falls"] * (losses[0] == 2) + ["norms move"] * (snapshots[-1] != WEAK)
    if what:
        assert last == f"It has not settled: in the last tenth of the runs {' and '.join(what)}."
    else:
        assert last.startswith("It has settled: ")


NAN, INF = math.nan, math.inf
HALF = [0.5] * 300
ODD = "missing or not finite near the end"


@pytest.mark.parametrize(
    ("losses", "snapshots", "why"),
    [
        (HALF, [SQUARE], " from so few snapshots"),
        (HALF, None, " without W"),
        (HALF, [SQUARE] * 299 + [[[NAN] * 4] * 2], f", since W is {ODD}"),
        (HALF, [SQUARE] * 299 + [[[INF] * 4] * 2], f", since W is {ODD}"),
        ([*HALF[:250], INF, *HALF[:49]], [SQUARE] * 300, f", since losses are {ODD}"),
        (HALF[:100], [SQUARE] * 100, " from so few runs"),
    ],
)
@pytest.mark.filterwarnings("ignore::animator.LogWarning")
def test_a_log_that_does_not_tell_whether_it_has_settled_has_the_reason(
    losses: list[float], snapshots: list[Weights] | None, why: str
) -> None:
    blocks = {} if snapshots is None else {"W": snapshots}
    last = log_with(losses, **blocks).describe().split("\n")[-1]
    assert last == f"Whether it has settled cannot be told{why}."


def test_a_loss_that_rises_has_not_settled() -> None:
    losses = [0.5] * 900 + [0.5 + run / 10 for run in range(100)]
    last = log_with(losses, W=[SQUARE] * 1000).describe().split("\n")[-1]
    assert last == "It has not settled: in the last tenth of the runs the loss rises."


LOSSES = [f"run: {run}\nL: {run}.5\n" for run in range(100)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("".join(LOSSES), "The final loss is 95, the mean of the last 10 runs."),
        (
            "".join(LOSSES) + "run: 100\nL: 0.0",
            "The final loss is 95.5, the mean of the last 10 runs, apart from 1 that has none.",
        ),
        (
            "".join(LOSSES) + "run: 100\n",
            "The final loss is 95.5, the mean of the last 10 runs, apart from 1 that has none.",
        ),
        (
            "".join(LOSSES) + "".join(f"run: {run}\n" for run in range(100, 103)),
            "The final loss is 96.5, the mean of the last 10 runs, apart from 3 that have none.",
        ),
        (
            "".join(LOSSES[:50]) + "".join(f"run: {run}\n" for run in range(50, 100)),
            "The last loss is 49.5, at run 49; later runs have none.",
        ),
        (
            "".join(LOSSES) + "run: 100\nL: nan\nrun: 101\n",
            "The loss is not finite from run 100 on; the last finite one is 99.5, at run 99.",
        ),
        (
            "".join(LOSSES) + "run: 100\nL: nan\nrun: 101\nL: 7.5\n",
            "The final loss is 86.2, the mean of the last 10 runs, apart from 1 that is not "
            "finite.",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore::animator.LogWarning")
def test_a_loss_that_is_missing_is_not_one_that_is_not_finite(text: str, line: str) -> None:
    lines = read_bytes(text).describe().split("\n")
    assert lines[2] == line
    assert len(lines) == 3 or "nan" not in text  # nothing is said of a diverged one's rest
