"""Which files a log is written to, and what becomes of those that are there."""

import gzip
import os
import re
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from animator import read_log
from trainer import LogWriter

from .test_log_writer import W, written


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"mode": "r"}, "mode must be 'w', 'a' or 'x', not 'r'"),
        ({"every": 0}, "every must be 1 or more, not 0"),
        ({"every": "x"}, "every must be a whole number, such as 100, not 'x'"),
        ({"decimals": 0}, "decimals must be "),
        ({"decimals": 51}, "decimals must be "),
    ],
)
def test_a_wrong_option_leaves_the_old_file(
    options: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    (tmp_path / "run.log").write_text("older")
    with pytest.raises(ValueError, match=f"^{reason}"):
        LogWriter(tmp_path / "run.log", **options)
    assert (tmp_path / "run.log").read_text() == "older"


@pytest.mark.parametrize("mode", ["w", "a", "x"])
def test_a_name_of_compressed_files_is_refused_but_a_compressed_file_is_written(
    mode: Literal["w", "a", "x"], tmp_path: Path
) -> None:
    path = tmp_path / "run.log.gz"
    with pytest.raises(ValueError, match=r"^LogWriter does not compress a path"):
        LogWriter(path, mode)
    assert not path.exists()
    with gzip.open(path, "wt") as file:
        LogWriter(file).write(0, 0.5)
    assert gzip.decompress(path.read_bytes()) == b"run: 0\nL: 0.5000\n"


def test_an_old_log_is_replaced_only_by_a_run_that_is_written(tmp_path: Path) -> None:
    path = tmp_path / "run.log"
    path.write_text(older := "run: 0\nan older and longer log")
    with LogWriter(path) as log:
        with pytest.raises(ValueError, match=r"^loss must be a number"):
            log.write(0, [0.5, 0.25])
        assert path.read_text() == older
        log.write(0, 0.5)
        log.write(1, 0.25)
    assert path.read_text() == "run: 0\nL: 0.5000\nrun: 1\nL: 0.2500\n"


def test_a_file_that_is_no_log_is_appended_to_and_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_text("import torch\n")
    with pytest.raises(FileExistsError, match="does not begin like a log"):
        LogWriter(path)
    assert path.read_text() == "import torch\n"
    with LogWriter(path, "a") as log:
        log.write(0, 0.5)
    assert path.read_text() == "import torch\nrun: 0\nL: 0.5000\n"


def test_a_file_that_cannot_be_opened_or_emptied_is_no_surprise(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        LogWriter(tmp_path / "no" / "run.log")
    with LogWriter(os.devnull) as log:
        log.write(0, 0.5)


def test_a_file_is_replaced_appended_to_or_refused_as_by_open(tmp_path: Path) -> None:
    path = tmp_path / "run.log"
    for mode, runs in (("w", [0.5]), ("w", [0.25]), ("a", [0.25, 0.125])):
        with LogWriter(path, mode) as log:  # type: ignore[arg-type]
            log.write(0, runs[-1])
        assert re.findall(r"L: (.*)", path.read_text()) == [f"{loss:.4f}" for loss in runs]
    with pytest.raises(FileExistsError):
        LogWriter(str(path), "x")


@pytest.mark.parametrize("cut", range(1, 40))
def test_nothing_is_made_up_when_a_log_that_was_cut_off_goes_on(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "run.log"
    first = written(*[(run, 1 / (run + 1), {"W": W} if run == 5 else {}) for run in range(6)])
    path.write_text(first[:-cut])
    with LogWriter(path, "a") as log:
        for run in range(5, 9):
            log.write(run, 1 / (run + 1))
    whole = dict(enumerate(np.round(1 / np.arange(1, 10), 4).tolist()))
    log_read = read_log(path)
    assert log_read.losses[-3:].tolist() == [whole[run] for run in range(6, 9)]
    assert set(log_read.loss["L"].dropna().items()) <= set(whole.items())
