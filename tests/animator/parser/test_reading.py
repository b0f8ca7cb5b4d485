"""Whole logs: every value is kept, and is the float() of its text."""

import io
import math
import random
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from animator import LogError, read_log

from ..logs import C_LOGS, distinct_log, read_bytes, seen, text_of, values_of, warnings_of
from ..plain import cells_of, parse


def losses_not_finite(text: str) -> list[str]:
    """Return the one warning that a log without damage may get."""
    losses = {run: float(value) for (run, tag, _, _), value in parse(text).items() if tag == "L"}
    odd = [run for run, loss in losses.items() if not math.isfinite(loss)]
    count = "1 loss is" if len(odd) == 1 else f"{len(odd)} losses are"
    return [f"{count} not finite, first at run {odd[0]}"] if odd else []


@pytest.mark.parametrize("path", C_LOGS, ids=lambda path: path.name)
def test_every_value_of_a_c_log_is_the_float_of_its_text(path: Path) -> None:
    log = read_log(path)
    assert values_of(log) == cells_of(log) == parse(text_of(path))
    assert [warning.reason for warning in log.warnings] == losses_not_finite(text_of(path))


POST_TAGS = {"b": (1, 5), "W": (2, 5), "grad w": (2, 5), "grad b": (1, 5)}


@pytest.mark.parametrize(
    ("path", "runs", "tags"),
    [
        (C_LOGS[0], 10000, POST_TAGS),
        (C_LOGS[1], 10000, {"W^T W": (5, 5), **POST_TAGS}),
        (C_LOGS[2], 200, POST_TAGS),
    ],
    ids=["post", "program", "diverging"],
)
def test_the_frames_have_the_runs_as_index_and_a_column_for_each_cell(
    path: Path, runs: int, tags: dict[str, tuple[int, int]]
) -> None:
    log = read_log(str(path))
    assert log.loss.index.tolist() == list(range(runs))
    assert list(log.loss.columns) == ["L"]
    assert log.snapshots.index.tolist() == list(range(99, runs, 100))
    cells = [(tag, row, col) for tag, shape in tags.items() for row, col in np.ndindex(*shape)]
    columns = pd.MultiIndex.from_tuples(cells, names=["tag", "row", "col"])
    pd.testing.assert_index_equal(log.snapshots.columns, columns)
    for frame in (log.loss, log.snapshots):
        assert frame.index.name == "run"
        assert frame.index.dtype == np.int64
        assert set(frame.dtypes) == {np.dtype(np.float64)}


def test_a_log_may_have_no_finite_loss() -> None:
    log = read_bytes("run: 0\nL: nan\nrun: 1\nL: nan\n")
    assert values_of(log) == parse("run: 0\nL: nan\nrun: 1\nL: nan\n")
    assert warnings_of(log) == ["2: 2 losses are not finite, first at run 0"]


@pytest.mark.parametrize(
    ("part", "warning", "not_finite"),
    [
        (0, "6: 1 loss is not finite, first at run 12", [12]),
        (1, "8: 2 losses are not finite, first at run 3", [3, 5]),
    ],
)
def test_losses_that_are_not_finite_are_known_and_counted_by_training(
    part: int, warning: str, not_finite: list[int]
) -> None:
    losses = {10: 0.5, 11: 0.4, 12: "nan", 3: "inf", 4: 0.6, 5: "nan", 6: 0.3}
    log = read_bytes("".join(f"run: {run}\nL: {loss}\n" for run, loss in losses.items()), part)
    assert warning in warnings_of(log)
    assert log.not_finite["L"].tolist() == not_finite


def test_a_loss_that_is_missing_is_not_among_those_that_are_not_finite() -> None:
    log = read_bytes(
        "run: 0\nL: nan\nrun: 1\nrun: 2\nL: 0.5\nrun: 3\nL: -inf\nrun: 4\nL: nan\nrun: 5\n"
    )
    assert log.not_finite["L"].tolist() == [0, 3, 4]
    assert log.known_losses.tolist() == pytest.approx(
        [np.inf, np.nan, 0.5, -np.inf, np.inf, np.nan], nan_ok=True
    )


def test_a_log_without_blocks_has_no_snapshots() -> None:
    log = read_bytes("run: 7\nL: 0.5\n")
    assert log.loss["L"].to_dict() == {7: 0.5}
    assert log.snapshots.shape == (0, 0)
    assert log.snapshots.columns.names == ["tag", "row", "col"]


# Any log of the grammar

NO_TAGS = ("", "run", "L")
BLANKS = st.text(" \t", max_size=3)
TAGS = (
    st.text("abLWrun^_-é∇ 0.")
    .map(str.strip)
    .filter(lambda tag: tag not in NO_TAGS and not re.match(r"-?\.?0[0.]*(?:\s|$)", tag))
)
NUMBERS = st.builds(
    str.__mod__,
    st.sampled_from(["%r", "%.3f", "%+.1f", "%e", "%+g", "%.40f"]),
    st.floats().map(lambda number: (number,)),
)


@st.composite
def free_logs(draw: st.DrawFn) -> str:
    """Return a log of the grammar: any tags and shapes, blanks wherever they may be."""
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    shapes = draw(
        st.dictionaries(TAGS, st.tuples(st.integers(1, 4), st.integers(1, 6)), max_size=3)
    )
    for tag, shape in shapes.items():  # other shapes of these two are reported
        if tag in {"W", "b"}:
            shapes[tag] = (1, shape[1]) if tag == "b" else (min(shape), max(shape))

    def line(*parts: str) -> str:
        return "".join(draw(BLANKS) + part for part in parts) + draw(BLANKS) + newline

    text = ""
    for run in sorted(draw(st.sets(st.integers(0, 10**18 - 1), min_size=1, max_size=4))):
        text += line("run:", str(run)) + line("L:", draw(NUMBERS))
        for tag, (rows, cols) in shapes.items():
            if draw(st.booleans()):
                text += line(tag, ":", "[")
                text += "".join(
                    line(" ".join(draw(BLANKS) + draw(NUMBERS) for _ in range(cols)))
                    for _ in range(rows)
                )
                text += line("]")
    return text


@given(free_logs())
def test_whitespace_is_free_and_tags_and_shapes_are_open(text: str) -> None:
    log = read_bytes(text)
    values, expected = values_of(log), parse(text)
    missing = {cell: "nan" for cell in values if cell not in expected}
    assert values == expected | missing
    assert {cell[:2] for cell in missing}.isdisjoint(cell[:2] for cell in expected)
    assert [warning.reason for warning in log.warnings] == losses_not_finite(text)


BLANKS_CHANGED = {
    "tabs": distinct_log().replace(b"  ", b"\t").replace(b": ", b":\t"),
    "blanks at both ends": b"  " + distinct_log().replace(b"\n", b" \t\n  "),
    "no blanks": distinct_log().replace(b": ", b":"),
    "empty lines": distinct_log().replace(b"\nrun", b"\n \n\nrun"),
}


@pytest.mark.parametrize("raw", BLANKS_CHANGED.values(), ids=BLANKS_CHANGED)
def test_blanks_make_no_difference(raw: bytes) -> None:
    assert seen(read_bytes(raw))[:2] == seen(read_bytes(distinct_log()))[:2]


# Numbers


@pytest.mark.parametrize(
    ("spelling", "value"),
    [
        *(
            (nan, "nan")
            for nan in ("nan", "NaN", "-nan(ind)", "nan(0x8000)", "1.#QNAN", "-1.#IND00")
        ),
        *((inf, "inf") for inf in ("INF", "1.#INF", "+infinity")),
        *((inf, "-inf") for inf in ("-Infinity", "-1.#INF00")),
        ("+1.5E+2", "150.0"),
        ("1e-320", "1e-320"),
    ],
)
def test_a_number_may_be_spelled_as_any_c_library_does(spelling: str, value: str) -> None:
    rows = f" {spelling} 1 {spelling}\n 2 {spelling} 3\n"
    log = read_bytes(f"run: 0\nL: 0.5\nW: [\n{rows}]\nrun: 1\nL: {spelling}\n")
    assert values_of(log) == parse(
        f"run: 0\nL: 0.5\nW: [\n{rows.replace(spelling, value)}]\nrun: 1\nL: {value}\n"
    )
    count = math.isinf(float(value)) or math.isnan(float(value))
    assert len(log.warnings) == count  # of losses that are not finite


@pytest.mark.parametrize("digits", range(14, 19))
def test_run_numbers_of_many_digits_are_exact(digits: int) -> None:
    runs = [10**digits - 10 + run for run in range(9)]
    assert read_bytes("".join(f"run: {run}\nL: 0.5\n" for run in runs)).runs.tolist() == runs


@pytest.mark.parametrize("decimals", range(1, 20))
def test_losses_of_many_digits_are_the_float_of_their_text(decimals: int) -> None:
    dice = random.Random(decimals)
    losses = [f"123.{dice.randrange(10**decimals):0{decimals}}" for _ in range(99)]
    log = read_bytes("".join(f"run: {run}\nL: {loss}\n" for run, loss in enumerate(losses)))
    assert log.losses.tolist() == [float(loss) for loss in losses]


@pytest.mark.parametrize(
    "loss",
    [
        *("1.0000e-18", "1.0000e-19", "1.0000e-99", "1.0000e+18", "1.0000e+19", "7.0000e+22"),
        *("123456789012345", "1234567890123456", "8888888888888889", "12345678901234567"),
    ],
)
def test_losses_beyond_the_exact_powers_and_integers_are_the_float_of_their_text(loss: str) -> None:
    runs = range(25)
    log = read_bytes("".join(f"run: {run}\nL: {loss}\nW: [\n {loss} 1\n]\n" for run in runs))
    assert log.losses.tolist() == [float(loss) for _ in runs]
    assert log.matrix("W").ravel().tolist() == [float(loss), 1] * len(runs)


# Parts


THREE = [distinct_log(range(90, 150), seed=seed) for seed in (2, 3, 4)]


@pytest.mark.parametrize("part", [-3, -2, -1, 0, 1, 2, np.int64(1), np.uint8(2)])
def test_each_training_of_a_log_can_be_had(part: int) -> None:
    log = read_bytes(b"".join(THREE), part)
    lines = THREE[0].count(b"\n")
    assert values_of(log) == parse(THREE[part].decode())
    assert [(where.first_line, where.last_line) for where in log.parts] == [
        (number * lines + 1, (number + 1) * lines) for number in range(3)
    ]
    assert {(where.first_run, where.last_run) for where in log.parts} == {(90, 149)}
    assert warnings_of(log) == [
        f"{lines + 1}: 3 trainings in one log, this is part {part % 3}; "
        "--part or part= chooses another"
    ]


@pytest.mark.parametrize("part", [-4, 3])
def test_a_part_that_is_not_there_is_an_error_that_says_which_are(part: int) -> None:
    with pytest.raises(LogError) as raised:
        read_bytes(b"".join(THREE), part)
    assert str(raised.value) == (
        f"<log>: there is no part {part}, only 0 in lines 1-155, 1 in lines 156-310, "
        "2 in lines 311-465"
    )


def test_a_part_is_a_whole_number() -> None:
    with pytest.raises(TypeError, match="'float' object cannot be interpreted as an integer"):
        read_bytes(THREE[0], 0.0)  # type: ignore[arg-type]


def test_the_runs_whose_blocks_are_not_finite_are_known_and_no_damage() -> None:
    text = ""
    for run, W in enumerate(["1 2", "nan nan", "", "1 -inf", "1e308 1e308", "-1 0", "inf -inf"]):
        text += f"run: {run}\nL: 0.5\n" + f"W: [\n {W}\n]\n" * bool(W) + "b: [\n 1 1\n]\n"
    log = read_bytes(text)
    assert {tag: runs.tolist() for tag, runs in log.not_finite.items()} == {"W": [1, 3, 6]}
    assert log.warnings == []


# strict


def test_strict_raises_the_first_warning() -> None:
    with pytest.raises(LogError) as raised:
        read_log(io.BytesIO(b"run: 0\nL: 0.5\n?\n!\n"), strict=True)
    error = raised.value
    assert (error.file, error.line, error.reason) == ("<log>", 3, "not understood, (?)")
    assert str(error) == "<log>:3: not understood, (?)"
    assert isinstance(error, ValueError)


def test_strict_reads_a_log_without_damage() -> None:
    good = distinct_log()
    assert values_of(read_log(io.BytesIO(good), strict=True)) == parse(good.decode())
