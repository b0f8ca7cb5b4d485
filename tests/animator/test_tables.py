"""A table has the values of the tidy frame, however many portions it is written in."""

import io
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pyarrow.parquet
import pytest

from animator import Log, animate, read_log

from .logs import C_LOGS, SMALL, distinct_log, text_of

TAGS = ["a,b", 'say "x"', "100 %d %%", "%(run)s", "{run}", "μ", "'", "a b"]
LOGS = {
    "small": SMALL.read_text(),
    "distinct": distinct_log(range(1000), every=7).decode(),
    "only losses": "".join(f"run: {run}\nL: {run / 7}\n" for run in range(200)),
    "blocks in some runs": "".join(
        f"run: {run}\nL: 0.{run}\n" + f"b: [\n {run} {-run}\n]\n" * (run > 70) for run in range(99)
    ),
    "odd tags": "run: 0\nL: 1\n" + "".join(f"{tag}: [\n 1 2\n 3 4\n]\n" for tag in TAGS),
    "odd numbers": "run: 0\nL: inf\nrun: 1\nL: 1e-7\nW: [\n-0 nan -inf 1e22 1e16 0.1\n]\nrun: 2\n"
    "L: 5e-324\nW: [\n0.30000000000000004 123456789.123 1e15 -1e-4 1e-5 1\n]\nb: [\n7\n]\n",
    "repeated runs": "".join(
        f"run: {run // 9}\nL: 0.5{run}\nW: [\n {run}\n]\n" for run in range(10, 99)
    ),
    "scalars": "".join(
        f"run: {run // 2}\nacc: 0.{run}\nL: 1.{run}\n"
        + "a,b %d: nan\nval: -2\n" * (run % 3 == 1)
        + "W: [\n1\n]\n" * (run % 10 == 1)
        for run in range(10, 99)
    ),
    "a block in each run": "".join(f"run: {n}\nL: {n}.5\nW: [\n{n} 1\n]\n" for n in range(50)),
    "the C program's": text_of(C_LOGS[0])[:60_000],
    "a diverging one": text_of(C_LOGS[2])[:60_000],
}


@pytest.fixture(params=LOGS)
def log(request: pytest.FixtureRequest) -> Log:
    return read_log(io.BytesIO(LOGS[request.param].encode()))


@pytest.mark.filterwarnings("ignore::animator.LogWarning")
def test_a_csv_has_the_bytes_that_pandas_writes(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("animator.files.tables.PORTION", 30)
    animate(log, tmp_path / "log.csv")
    expected = log.tidy().to_csv(index=False, na_rep="nan", lineterminator="\n")
    assert (tmp_path / "log.csv").read_bytes() == expected.encode()


@pytest.mark.filterwarnings("ignore::animator.LogWarning")
@pytest.mark.parametrize("portion", [50, 2**16])
def test_a_parquet_has_the_tidy_frame_in_row_groups(
    portion: int, log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("animator.files.tables.PORTION", portion)
    out = tmp_path / "log.parquet"
    animate(log, out)
    pd.testing.assert_frame_equal(pd.read_parquet(out), log.tidy(), check_exact=True)
    file = pyarrow.parquet.ParquetFile(out)
    groups = [
        file.read_row_group(number)["run"].to_pylist() for number in range(file.num_row_groups)
    ]
    assert max(map(len, groups)) <= 3 * portion
    for group, following in pairwise(groups):
        assert group[-1] < following[0]  # no run is in two of them


@pytest.mark.filterwarnings("ignore::animator.LogWarning")
def test_a_loss_that_is_nan_is_a_value_of_a_parquet_and_not_a_missing_one(tmp_path: Path) -> None:
    log, out = tmp_path / "nan.log", tmp_path / "nan.parquet"
    log.write_text("run: 0\nL: 0.5\nrun: 1\nL: nan\nrun: 2\nL: -inf\n")
    animate(log, out)
    values = pyarrow.parquet.read_table(out)["value"]
    assert [str(value) for value in values.to_pylist()] == ["0.5", "nan", "-inf"]
    assert values.null_count == 0


def test_a_table_has_only_the_blocks_that_were_read(tmp_path: Path) -> None:
    log = read_log(SMALL, tags=[])
    for name in ("log.csv", "log.parquet"):
        animate(log, tmp_path / name)
    losses = log.tidy()
    assert set(losses["tag"]) == {"L"}
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "log.parquet"), losses)
    assert (tmp_path / "log.csv").read_text().count("\n") == 1 + len(losses)
