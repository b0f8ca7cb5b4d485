import gzip
import os
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import animator.folder.table
from animator import Log, LogError, LogWarning, read_log, read_table

from ...checkout import DATA, ROOT
from ..logs import SMALL

PENTAGON = ROOT / "logs" / "c-pentagon.log"
DIVERGING = DATA / "c-logs" / "diverging.log.gz"
SETTINGS = ["density", "seed"]
MEASURED = ["runs", "loss", "represented", "polygon", "dimensionality", "D*", "settled", "file"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of logs, with what a sweep that is not finished has beside them."""
    for seed in (10, 9):
        (tmp_path / f"density=0.05,seed={seed}.log").write_bytes(PENTAGON.read_bytes())
    small = gzip.compress(SMALL.read_bytes())
    (tmp_path / "density=1e-2,seed=1.log.gz").write_bytes(small)
    (tmp_path / ".density=1,seed=1.log.gz").write_bytes(small[:99])
    (tmp_path / ".unfinished.tmp").write_bytes(small[:99])
    (tmp_path / "settings.args").write_text("--runs 10\n")
    (tmp_path / "nested.log").mkdir()
    return tmp_path


def only_row(folder: Path, log: bytes, name: str = "a.log") -> "pd.Series[Any]":
    (folder / name).write_bytes(log)
    table = read_table(folder)
    assert len(table) == 1
    return table.iloc[0]


def test_a_row_has_the_settings_of_the_name_and_how_the_log_ended(folder: Path) -> None:
    table = read_table(folder)
    assert table.columns.tolist() == SETTINGS + MEASURED
    assert table["density"].tolist() == [0.01, 0.05, 0.05]
    assert table["seed"].tolist() == [1, 9, 10]  # by number, not by text
    assert table["runs"].tolist() == [6, 10000, 10000]
    lines = re.findall(r"^L: (.*)$", PENTAGON.read_text(), re.MULTILINE)
    expected = np.mean([float(loss) for loss in lines[-1000:]])
    assert table["loss"][1] == pytest.approx(expected, rel=1e-12)
    assert table["represented"].tolist()[1:] == [5, 5]
    assert table["polygon"].tolist()[1:] == ["pentagon", "pentagon"]
    W = read_log(PENTAGON).matrix("W")[-1]
    assert table["D*"][1] == pytest.approx(2 / (W**2).sum())
    assert table["dimensionality"][1] == pytest.approx(2 / 5, abs=1e-4)
    assert table["settled"].tolist() == [pd.NA, True, True]


def test_settings_that_a_log_lacks_are_missing(folder: Path) -> None:
    (folder / "optimizer=adamw,seed=2.log").write_bytes(SMALL.read_bytes())
    (folder / "c-pentagon.log").write_bytes(PENTAGON.read_bytes())
    table = read_table(folder)
    by_name = table.set_index("file")
    assert by_name.columns.tolist()[:3] == ["density", "seed", "optimizer"]
    assert table[table["file"] == "c-pentagon.log"].isna().to_numpy()[0, :3].tolist() == [
        True,
        True,
        True,
    ]
    assert by_name.loc["optimizer=adamw,seed=2.log", "optimizer"] == "adamw"


def test_a_setting_takes_the_place_of_a_column_of_the_same_name(tmp_path: Path) -> None:
    row = only_row(tmp_path, SMALL.read_bytes(), "runs=12,seed=3.log")
    assert row.index.tolist() == ["runs", "seed", *MEASURED[1:]]
    assert row["runs"] == 12


ODD_LOGS = {  # the log, how many runs and represented features its row has, and the warning
    "nothing": (b"", 0, None, "empty log"),
    "prose": (b"Dear diary,\n", 0, None, ":1: no loss with a run number"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 0, None, "not a text log"),
    "a cut log": (SMALL.read_bytes()[:-60], 6, 2, "the log ends inside a block"),
    "a cut gzip file": (gzip.compress(SMALL.read_bytes())[:-30], 6, 2, "(the first of 2 warnings)"),
    "a wrong checksum": (gzip.compress(SMALL.read_bytes())[:-8] + b"\0" * 8, 6, 3, "is damaged"),
    "odd lines": (SMALL.read_bytes() + b"?\n!\n", 6, 3, "(?) (the first of 2 warnings)"),
    "two trainings": (SMALL.read_bytes() * 2, 6, 3, "2 trainings in one log"),
}


@pytest.mark.parametrize(("log", "runs", "represented", "warning"), ODD_LOGS.values(), ids=ODD_LOGS)
def test_a_damaged_log_has_a_row_with_what_there_is_and_one_warning(
    log: bytes, runs: int, represented: int | None, warning: str, tmp_path: Path
) -> None:
    with pytest.warns(LogWarning) as found:
        row = only_row(tmp_path, log, "seed=5.log")
    assert (row["seed"], row["runs"]) == (5, runs)
    assert row["represented"] == represented or (
        represented is None and pd.isna(row["represented"])
    )
    [message] = [str(one.message) for one in found]
    assert message.startswith(f"{tmp_path / 'seed=5.log'}:")
    assert warning in message
    with pytest.raises(LogError, match=re.escape(warning)):
        read_table(tmp_path, strict=True)


def test_a_log_that_cannot_be_opened_has_an_empty_row_and_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(animator.folder.table, "logs_in", lambda _folder: ["removed.log"])
    with pytest.warns(LogWarning, match="cannot be read: No such file or directory"):
        assert read_table(tmp_path)["runs"].tolist() == [0]


@pytest.mark.filterwarnings("ignore::animator.LogWarning")
def test_a_training_that_diverged_represents_nothing(tmp_path: Path) -> None:
    row = only_row(tmp_path, DIVERGING.read_bytes(), "a.log.gz")
    assert not np.isfinite(row["loss"])
    assert row[["represented", "polygon", "dimensionality", "D*"]].isna().all()


def test_missing_losses_are_left_out_of_the_mean(tmp_path: Path) -> None:
    log = "".join(f"run: {run}\n" + f"L: {run}.0\n" * (run != 29) for run in range(30))
    with pytest.warns(LogWarning, match="before the loss of run 29"):
        assert only_row(tmp_path, log.encode())["loss"] == 27.5


def test_a_log_without_weights_represents_an_unknown_number(tmp_path: Path) -> None:
    row = only_row(tmp_path, b"run: 0\nL: 0.5\nb: [\n 1\n]\n")
    assert row["loss"] == 0.5
    assert row[["represented", "polygon", "dimensionality", "D*"]].isna().all()


def test_further_columns_are_functions_of_a_log(folder: Path) -> None:
    (folder / "prose.log").write_text("Dear diary,\n")
    columns = {"first": lambda log: log.losses[0], "snapshots": lambda log: len(log.snapshot_runs)}
    with pytest.warns(LogWarning, match="prose"):
        table = read_table(folder, columns)
    assert table["first"].tolist()[:3] == [0.5, 0.0447, 0.0447]
    assert table["snapshots"].tolist()[:3] == [3, 100, 100]
    assert table[["first", "snapshots"]].iloc[3].isna().all()


def test_a_part_is_chosen_in_each_log(tmp_path: Path) -> None:
    (tmp_path / "two.log").write_text("run: 5\nL: 0.5\nrun: 0\nL: 0.3\n")
    with pytest.warns(LogWarning, match="this is part 0"):
        assert read_table(tmp_path, part=0)["loss"].tolist() == [0.5]


def test_a_part_that_a_log_lacks_gives_an_empty_row_and_a_warning(tmp_path: Path) -> None:
    (tmp_path / "one.log").write_text("run: 5\nL: 0.5\n")
    (tmp_path / "two.log").write_text("run: 5\nL: 0.5\nrun: 0\nL: 0.3\n")
    with pytest.warns(LogWarning) as found:
        table = read_table(tmp_path, part=1)
    assert table["runs"].tolist() == [0, 1]
    assert table["loss"].tolist() == pytest.approx([np.nan, 0.3], nan_ok=True)
    assert "one.log: there is no part 1, only 0" in str(found[0].message)


@pytest.mark.parametrize("loss", ["inf", "-inf", "nan"])
def test_a_loss_that_is_not_finite_leaves_out_what_its_weights_tell(
    loss: str, tmp_path: Path
) -> None:
    with pytest.warns(LogWarning, match="1 loss is not finite"):
        row = only_row(tmp_path, f"run: 0\nL: {loss}\nW: [\n 1 -1\n]\n".encode())
    assert not np.isfinite(row["loss"])
    assert row[["represented", "polygon", "dimensionality", "D*"]].isna().all()


PAIR = "W: [\n 1 -1\n]\n"


def training(losses: list[str], last: str = PAIR) -> bytes:
    """Return a log with these losses, W after its first run, and another block after its last."""
    runs = [f"run: {run}\n" + f"L: {loss}\n" * bool(loss) for run, loss in enumerate(losses)]
    return "".join([runs[0], PAIR, *runs[1:], last]).encode()


FINITE = ["0.5"] * 99


@pytest.mark.parametrize(
    ("log", "loss", "represented"),
    [
        (training([*FINITE, "0.5"]), 0.5, 2),
        (training([*FINITE, "nan"]), np.nan, None),
        (training(["nan", *FINITE]), 0.5, 2),  # long ago
        (training([*FINITE, "inf"]), np.inf, None),
        (training([*FINITE[:-1], "inf", "nan"]), np.nan, None),
        (training([*FINITE, ""]), 0.5, 2),
        (training([*FINITE, "0.5"], "W: [\n nan nan\n]\n"), 0.5, None),
        (training([*FINITE, "0.5"], "W: [\n inf 1\n]\n"), 0.5, None),
        (training([*FINITE, "0.5"], "b: [\n 1\n]\n"), 0.5, 2),
        (training([*FINITE, "0.5"], "W: [\n 1 "), 0.5, 2),
    ],
)
def test_what_is_printed_as_not_finite_is_not_what_is_missing(
    log: bytes, loss: float, represented: int | None, tmp_path: Path
) -> None:
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        row = only_row(tmp_path, log)
    assert row["loss"] == pytest.approx(loss, nan_ok=True)
    facts = [None if pd.isna(fact) else fact for fact in row[["represented", "polygon"]]]
    assert facts == ([2, "digon"] if represented else [None, None])
    assert represented or "not finite, first at run " in str(found[0].message)


def test_many_logs_are_read_by_several_processes_into_the_same_rows(tmp_path: Path) -> None:
    for seed in range(100):
        (tmp_path / f"seed={seed}.log").write_bytes(SMALL.read_bytes() + b"?\n" * (seed % 50 == 7))
    done: list[int] = []
    with pytest.warns(LogWarning) as found:
        table = read_table(tmp_path, {"process": lambda _: os.getpid()}, progress=done.append)
    assert table["seed"].tolist() == list(range(100))
    assert set(table["loss"]) == {0.15}
    assert len(found) == 2
    assert sum(done) == 100
    assert os.getpid() not in set(table["process"])


@pytest.mark.parametrize("name", ["a.txt", ".a.log", "a.log.tmp", ""])
def test_a_folder_without_logs_is_an_error(name: str, tmp_path: Path) -> None:
    if name:
        (tmp_path / name).write_bytes(SMALL.read_bytes())
    with pytest.raises(LogError, match=r": no file \*\.log or \*\.log\.gz in this folder or its "):
        read_table(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_table(tmp_path / "no")


def features(log: Log) -> int:
    return len(log.matrix("W")[-1].T)


def test_a_function_of_a_log_that_fails_is_the_users_error(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(b"run: 0\nL: 0.5\n")
    with pytest.raises(LogError, match="no block 'W'"):
        read_table(tmp_path, {"features": features})
