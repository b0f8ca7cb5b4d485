import gzip
import math
from pathlib import Path

import numpy as np
import pytest

from trainer import Settings, write_log
from trainer.log import format_step
from trainer.settings import Dialect
from trainer.training import Snapshot, Step

from ..checkout import run_trainer


@pytest.mark.parametrize(
    ("value", "post", "program"),
    [  # what printf prints of "  %1.03f " and " % 01.03f ", and of zero
        (0.0, "  0     ", " 0     "),
        (-0.0, "  0     ", " 0     "),
        (0.0004, "  0.000 ", "  0.000 "),
        (-0.0004, "  -0.000 ", " -0.000 "),
        (1.5625, "  1.562 ", "  1.562 "),
        (-12.5, "  -12.500 ", " -12.500 "),
        (1e10, "  10000000000.000 ", "  10000000000.000 "),
        (math.inf, "  inf ", "  inf "),
        (-math.inf, "  -inf ", " -inf "),
        (math.nan, "  -nan ", " -nan "),
    ],
)
def test_a_value_is_printed_as_by_printf(value: float, post: str, program: str) -> None:
    v = np.array([value], np.float32)
    step = Step(99, np.float32(0), Snapshot(W=v[None], b=v, grad_w=v[None], grad_b=v))
    for dialect, expected in (("post", post), ("program", program)):
        assert f"\nb: [\n{expected}\n]\n" in format_step(step, dialect, 4)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("loss", "text"),
    [
        (0.04216, "0.0422"),
        (402729.7188, "402729.7188"),
        (1.0773773e24, "1077377331823799858888704.0000"),
        (math.inf, "inf"),
        (math.nan, "-nan"),
    ],
)
def test_a_loss_has_four_decimals(loss: float, text: str) -> None:
    assert format_step(Step(7, np.float32(loss), None), "post", 4) == f"run: 7\nL: {text}\n"


@pytest.mark.parametrize(
    ("dialect", "tags"),
    [
        ("post", ["b", "W", "grad w", "grad b"]),
        ("program", ["W^T W", "b", "W", "grad w", "grad b"]),
    ],
)
def test_a_snapshot_has_the_blocks_of_its_dialect(dialect: Dialect, tags: list[str]) -> None:
    W, b = np.ones((2, 3), np.float32), np.ones(3, np.float32)
    text = format_step(Step(99, np.float32(0), Snapshot(W, b, W, b)), dialect, 4)
    assert [line.split(":")[0] for line in text.splitlines()[2:] if ":" in line] == tags


@pytest.mark.parametrize(
    ("decimals", "loss", "values"),
    [
        (1, "0.1", "  0   -1   0  "),
        (2, "0.12", "  0.1   -1.2   0   "),
        (4, "0.1235", "  0.123   -1.235   0     "),
        (9, "0.123456791", "  0.12345679   -1.23456788   0          "),
    ],
)
def test_a_loss_has_as_many_decimals_as_asked_for_and_a_value_one_less(
    decimals: int, loss: str, values: str
) -> None:
    v = np.array([0.12345679, -1.23456789, 0], np.float32)
    text = format_step(Step(0, v[0], Snapshot(v[None], v, v[None], v)), "post", decimals)
    assert text.startswith(f"run: 0\nL: {loss}\nb: [\n{values}\n]\n")


def test_a_log_that_python_writes_is_the_one_that_the_command_prints(tmp_path: Path) -> None:
    words = ["--runs", "20", "--every", "10", "--dialect", "program", "--decimals", "6"]
    write_log(Settings(runs=20, every=10, dialect="program", decimals=6), tmp_path / "python.log")
    assert (tmp_path / "python.log").read_bytes() == run_trainer(*words)


def test_a_log_that_python_writes_is_compressed_if_its_name_says_so(tmp_path: Path) -> None:
    write_log(Settings(runs=20, every=10), tmp_path / "run.log.gz")
    text = gzip.decompress((tmp_path / "run.log.gz").read_bytes())
    assert text == run_trainer("--runs", "20", "--every", "10")


def test_python_replaces_a_log_and_no_other_file(tmp_path: Path) -> None:
    settings = Settings(runs=2, samples=9)
    write_log(settings, tmp_path / "run.log")
    write_log(settings, tmp_path / "run.log")
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(FileExistsError, match="does not begin like a log"):
        write_log(settings, tmp_path / "notes")
    assert (tmp_path / "notes").read_text() == "mine"


def test_a_wrong_path_is_found_before_the_training(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_log(Settings(runs=10**9), tmp_path)
