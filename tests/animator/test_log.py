import io

import numpy as np
import pandas as pd
import pytest

from animator import Log, LogError, read_log

from ..checkout import DATA
from .plain import cells_of

SMALL = DATA / "small.log"
GAPS = """\
run: 3
L: 0.5
b: [
 1 2 3
]
run: 5
L: -nan
run: 9
L: 0.1
b: [
 -0 nan -inf
]
W^T W: [
 4 5
 6 7
]
"""
LOSSES = "run: 3\nL: 0.5\n"
BLOCK_CALLED_L = "run: 3\nL: 0.5\nL: [\n 7\n]\n"


def log_of(text: str) -> Log:
    return read_log(io.BytesIO(text.encode()))


def test_a_matrix_has_the_values_by_snapshot_row_and_column() -> None:
    log = read_log(SMALL)
    W = log.matrix("W")
    assert W.shape == (3, 2, 4)
    assert W.dtype == np.float64
    cells = cells_of(log)
    for (snapshot, row, col), value in np.ndenumerate(W):
        assert cells[[1, 3, 5][snapshot], "W", row, col] == repr(float(value))


def test_a_block_that_a_snapshot_lacks_is_nan() -> None:
    log = log_of(GAPS)
    assert log.snapshots.index.tolist() == [3, 9]
    assert np.isnan(log.matrix("W^T W")[0]).all()
    assert log.matrix("W^T W")[1].tolist() == [[4, 5], [6, 7]]
    assert log.matrix("b")[0].tolist() == [[1, 2, 3]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GAPS, "<log>: no block 'W'; the log has b, W^T W"),
        (LOSSES, "<log>: no block 'W'; the log has no blocks at all"),
    ],
)
def test_the_matrix_of_an_unknown_tag_is_an_error_that_names_the_tags(
    text: str, message: str
) -> None:
    with pytest.raises(LogError) as raised:
        log_of(text).matrix("W")
    assert str(raised.value) == message
    assert raised.value.line is None


@pytest.mark.parametrize("text", [GAPS, LOSSES, SMALL.read_text()])
def test_tidy_is_what_a_loop_over_the_frames_collects(text: str) -> None:
    log = log_of(text)
    cells = cells_of(log)
    tidy = log.tidy()
    rows = zip(tidy["run"], tidy["tag"], tidy["row"], tidy["col"], tidy["value"], strict=True)
    order = ["L", *log.snapshots.columns.unique("tag")]
    assert [(*cell, repr(float(value))) for *cell, value in rows] == sorted(
        ((*cell, value) for cell, value in cells.items()),
        key=lambda row: (row[0], order.index(row[1]), row[2:4]),
    )


@pytest.mark.parametrize("text", [GAPS, LOSSES])
def test_tidy_has_the_same_types_for_every_log(text: str) -> None:
    tidy = log_of(text).tidy()
    assert tidy.columns.tolist() == ["run", "tag", "row", "col", "value"]
    for column in ("run", "row", "col"):
        assert tidy[column].dtype == np.int64
    assert isinstance(tidy["tag"].dtype, pd.CategoricalDtype)
    assert tidy["value"].dtype == np.float64


def test_the_loss_is_all_that_tidy_calls_l() -> None:
    tidy = log_of(BLOCK_CALLED_L).tidy()
    assert tidy.loc[tidy["tag"] == "L", "value"].tolist() == [0.5]
