import io

import numpy as np
import pandas as pd
import pytest

from animator import Log, LogError, read_log
from animator.geometry import dimensionality

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
SCALARS = """\
run: 3
acc: 0.25
L: 0.5
run: 5
acc: nan
run: 9
acc: 0.75
L: 0.1
val: 1
b: [
 1 2
]
run: 10
L: 0.2
val: 2
"""
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
        (
            LOSSES,
            "<log>: no block 'W'; the log has no blocks, so only --panels loss shows it; for more, "
            "print W: [...], call LogWriter.write(..., W=W) or lower the trainer's --every",
        ),
    ],
)
def test_the_matrix_of_an_unknown_tag_is_an_error_that_names_the_tags(
    text: str, message: str
) -> None:
    with pytest.raises(LogError) as raised:
        log_of(text).matrix("W")
    assert str(raised.value) == message
    assert raised.value.line is None


def test_the_matrix_of_a_tag_that_was_left_out_is_an_error_that_says_so() -> None:
    log = read_log(SMALL, tags=["W"])
    with pytest.raises(
        LogError, match="the block 'b' was left out, add it to the tags of read_log"
    ):
        log.matrix("b")
    with pytest.raises(LogError, match="no block 'V'; the log has W, b"):
        log.matrix("V")


def test_tags_are_a_list() -> None:
    with pytest.raises(TypeError, match=r"tags must be a list, such as \['W'\]"):
        read_log(SMALL, tags="W")


def test_scalars_are_a_frame_with_a_column_for_each_name_the_loss_first() -> None:
    log = log_of(SCALARS)
    nan = np.nan
    expected = {"L": [0.5, nan, 0.1, 0.2], "acc": [0.25, nan, 0.75, nan], "val": [nan, nan, 1, 2]}
    index = pd.Index([3, 5, 9, 10], name="run")
    pd.testing.assert_frame_equal(log.scalars, pd.DataFrame(expected, index))
    pd.testing.assert_frame_equal(log.loss, log.scalars[["L"]])
    assert log.scalar("acc").tolist()[2] == 0.75


def test_an_unknown_scalar_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(LogError) as raised:
        log_of(SCALARS).scalar("accuracy")
    assert str(raised.value) == "<log>: no scalar 'accuracy'; the log has L, acc, val"


@pytest.mark.parametrize("text", [GAPS, LOSSES, SCALARS, SMALL.read_text()])
def test_tidy_is_what_a_loop_over_the_frames_collects(text: str) -> None:
    log = log_of(text)
    others = {*log.scalars} - {"L"}  # which need not be in every run
    cells = {cell: x for cell, x in cells_of(log).items() if cell[1] not in others or x != "nan"}
    tidy = log.tidy()
    rows = zip(tidy["run"], tidy["tag"], tidy["row"], tidy["col"], tidy["value"], strict=True)
    order = [*log.scalars, *log.snapshots.columns.unique("tag")]
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


def test_features_say_for_each_run_and_feature_what_w_means() -> None:
    features = read_log(SMALL).features()
    assert features.index.names == ["run", "feature"]
    assert features.index.tolist() == [(run, i) for run in (1, 3, 5) for i in range(4)]
    assert features.dtypes.astype(str).to_dict() == {
        "norm": "float64",
        "dimensionality": "float64",
        "represented": "bool",
    }
    last = features.loc[5]
    W = read_log(SMALL).matrix("W")[-1]
    assert last["norm"].tolist() == pytest.approx(np.linalg.norm(W, axis=0))
    assert last["represented"].tolist() == [True, True, True, False]
    assert last["dimensionality"].tolist() == pytest.approx(dimensionality(W))


SQUARE = "W: [\n 1 0 -1 0\n 0 1 0 -1\n]\n"


def test_geometry_says_for_each_run_what_w_is_as_a_whole() -> None:
    log = log_of(f"run: 0\nL: 1\n{SQUARE}run: 9\nL: 1\nW: [\n 0 0 1 0\n 0 0 0 1\n]\n")
    found = log.geometry()
    assert found.index.tolist() == [0, 9]
    assert found.index.name == "run"
    assert found["represented"].tolist() == [4, 2]
    assert found["polygon"].tolist() == ["square", None]
    assert found["dimensionality"].tolist() == [0.5, 1]
    assert found["D*"].tolist() == [0.5, 1]


def test_a_snapshot_without_weights_represents_nothing() -> None:
    log = log_of(f"run: 0\nL: 1\n{SQUARE}run: 1\nL: 1\nb: [\n 1\n]\n")
    assert log.geometry()["represented"].tolist() == [4, 0]
    assert log.geometry()["polygon"].tolist() == ["square", None]
    assert np.isnan(log.features().loc[1]["norm"]).all()


def test_without_weights_there_is_no_geometry() -> None:
    for method in (log_of(LOSSES).features, log_of(LOSSES).geometry):
        with pytest.raises(LogError, match="no block 'W'"):
            method()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (GAPS, "runs: 3 (3 to 9); snapshots: 2 (b 1x3, W^T W 2x2); warnings: 1"),
        (LOSSES, "runs: 1 (3 to 3); snapshots: 0 (no blocks); warnings: 0"),
        (
            SCALARS,
            "runs: 4 (3 to 10); scalars: L, acc, val; snapshots: 1 (b 1x2); warnings: 1",
        ),
    ],
)
def test_a_log_describes_itself_in_a_line_and_in_a_notebook_in_a_table(
    text: str, shown: str
) -> None:
    log = log_of(text)
    assert repr(log) == f"<Log <log>; {shown}>"
    table = log._repr_html_()
    assert table.startswith("<table>")
    assert "&lt;log&gt;" in table  # a file's name is no markup
    assert all(f"<td>{part.split(': ')[1]}</td>" in table for part in shown.split("; "))
