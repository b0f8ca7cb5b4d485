import gzip
import io
import math
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from animator import read_log

from ...checkout import ROOT
from ..logs import C_LOGS, SMALL, read_bytes, text_of
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
    assert cells_of(log) == parse(text_of(path))
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


def test_a_log_without_blocks_has_no_snapshots() -> None:
    log = read_bytes("run: 7\nL: 0.5\n")
    assert log.loss["L"].to_dict() == {7: 0.5}
    assert log.snapshots.shape == (0, 0)
    assert log.snapshots.columns.names == ["tag", "row", "col"]


NO_TAGS = ("", "run", "L")
BLANKS = st.text(" \t", max_size=3)
TAGS = (
    st.text("abLWrun^_-é∇ 0.")
    .map(str.strip)
    .filter(lambda tag: tag not in NO_TAGS and not re.match(r"-?[0][0.]*(?:\s|$)", tag))
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


@settings(deadline=None)
@given(free_logs())
def test_whitespace_is_free_and_tags_and_shapes_are_open(text: str) -> None:
    log = read_bytes(text)
    expected = parse(text)
    missing = {cell: "nan" for cell in cells_of(log) if cell not in expected}
    assert cells_of(log) == expected | missing
    assert {(run, tag) for run, tag, _, _ in missing}.isdisjoint(
        (run, tag) for run, tag, _, _ in expected
    )
    assert [warning.reason for warning in log.warnings] == losses_not_finite(text)


# Sources


def zipped(folder: Path) -> Path:
    path = folder / "unzipped.log"  # by its name
    path.write_bytes(gzip.compress(SMALL.read_bytes()))
    return path


def plain(folder: Path) -> Path:
    path = folder / "zipped.log.gz"  # by its name
    path.write_bytes(SMALL.read_bytes())
    return path


def two_members(folder: Path) -> Path:
    path = folder / "two.gz"
    raw = SMALL.read_bytes()
    path.write_bytes(gzip.compress(raw[:100]) + gzip.compress(raw[100:]))
    return path


@pytest.mark.parametrize("make", [zipped, plain, two_members])
def test_a_log_is_read_from_any_kind_of_source_whatever_its_name(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = make(tmp_path)
    expected = parse(SMALL.read_text())
    assert cells_of(read_log(path)) == expected
    assert cells_of(read_log(str(path))) == expected
    for source in (path.open("rb"), path.open("rb", buffering=0), io.BytesIO(path.read_bytes())):
        with source:
            assert cells_of(read_log(source)) == expected
            assert not source.closed
            source.seek(0)
            assert cells_of(read_log(source)) == expected


@pytest.mark.parametrize("make", [zipped, plain])
def test_a_log_is_read_from_stdin(make: Callable[[Path], Path], tmp_path: Path) -> None:
    program = "import animator; print(animator.read_log('-').tidy().to_csv())"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        input=make(tmp_path).read_bytes(),
        stdout=subprocess.PIPE,
        check=True,
    )
    assert done.stdout.decode() == read_log(SMALL).tidy().to_csv() + "\n"


@pytest.mark.parametrize(
    ("name", "error"), [("no.log", FileNotFoundError), (".", IsADirectoryError)]
)
def test_a_file_that_cannot_be_opened_is_an_os_error(
    name: str, error: type[OSError], tmp_path: Path
) -> None:
    with pytest.raises(error):
        read_log(tmp_path / name)


# Logs that end too early


@pytest.mark.parametrize(
    ("spelling", "value"),
    [
        ("nan", "nan"),
        ("-nan(ind)", "nan"),
        ("nan(0x8000)", "nan"),
        ("1.#QNAN", "nan"),
        ("-1.#IND00", "nan"),
        ("INF", "inf"),
        ("-Infinity", "-inf"),
        ("1.#INF", "inf"),
        ("-1.#INF00", "-inf"),
        ("+1.5E+2", "150.0"),
    ],
)
def test_a_value_anywhere_in_a_row_may_be_spelled_as_any_c_library_does(
    spelling: str, value: str
) -> None:
    log = read_bytes(f"run: 0\nL: 0.5\nW: [\n {spelling} 1 {spelling}\n 2 {spelling} 3\n]\n")
    assert list(map(repr, log.matrix("W")[0].ravel().tolist())) == [
        *(value, "1.0", value),
        *("2.0", value, "3.0"),
    ]
    assert log.warnings == []
