"""The programs in examples/ print logs that are read without a warning."""

import io
import shutil
import subprocess
import sys

import pytest

from animator import Log, read_log

from .checkout import ROOT


def log_of(command: list[str], table: str = "") -> Log:
    """Return the log that a program prints."""
    done = subprocess.run(command, cwd=ROOT, input=table.encode(), capture_output=True, check=True)
    log = read_log(io.BytesIO(done.stdout))
    assert not log.warnings
    return log


def test_the_example_in_pytorch_represents_five_features_as_the_paper_does() -> None:
    pytest.importorskip("torch", reason="needs PyTorch")
    log = log_of([sys.executable, "examples/pytorch.py"])
    assert (len(log.runs), log.matrix("W").shape, log.matrix("b").shape) == (
        3000,
        (100, 2, 5),
        (100, 1, 5),
    )
    last = log.geometry().iloc[-1]
    assert (last["represented"], last["polygon"]) == (5, "pentagon")
    assert log.losses[-100:].mean() < log.losses[:100].mean() / 3


@pytest.mark.skipif(not shutil.which("awk"), reason="needs awk")
@pytest.mark.parametrize(
    ("rows", "lines", "refused"),
    [
        ("", "0,0.5\n1,0.5,1,2\n", "line 2: say how many rows the 2 values of W form"),
        ("3", "0,0.5,1,2,3,4\n", "line 1: say how many rows the 4 values of W form"),
        ("", "step,loss,W\n0,0.5\n1,0.5,\n", ""),
        ("0", "0,0.5\n1,0.5,1,2\n", ""),
    ],
)
def test_awk_never_drops_weights_unasked(rows: str, lines: str, refused: str) -> None:
    given = ["-v", f"rows={rows}"] if rows else []
    command = ["awk", "-F,", *given, "-f", "examples/numbers.awk"]
    done = subprocess.run(
        command, cwd=ROOT, input=lines, capture_output=True, text=True, check=False
    )
    assert done.returncode == (1 if refused else 0)
    assert done.stderr.startswith(f"numbers.awk: {refused}" if refused else "")
    assert done.stderr.count("\n") == bool(refused)
    assert refused or "W" not in done.stdout


@pytest.mark.skipif(not shutil.which("awk"), reason="needs awk")
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_awk_turns_a_table_of_numbers_into_a_log(newline: str) -> None:
    log = read_log(ROOT / "logs" / "c-pentagon.log")
    weights = dict(zip(log.snapshot_runs.tolist(), log.matrix("W").reshape(-1, 10), strict=True))
    lines = ["step,loss,weights..."]
    for run, loss in zip(log.runs.tolist(), log.losses.tolist(), strict=True):
        lines.append(",".join(map(str, [run, loss, *weights.get(run, [""])])))
    table = newline.join([*lines, ""])
    found = log_of(["awk", "-F,", "-v", "rows=2", "-f", "examples/numbers.awk"], table)
    assert found.loss.equals(log.loss)
    assert found.snapshots.equals(log.snapshots[["W"]])
