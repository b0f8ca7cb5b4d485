"""The stages share only the log, and each imports only what it needs."""

import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from animator import read_log

from .checkout import ROOT, run_trainer

RUN_MODULE = "import runpy; runpy.run_module({stage!r}, run_name='__main__', alter_sys=True)"


def python(
    code: str, *words: str, folder: Path, lacking: str = "nothing"
) -> subprocess.CompletedProcess[str]:
    """Run code in a folder, where the module `lacking` cannot be imported."""
    code = f"import sys; sys.path.insert(0, ''); sys.modules[{lacking!r}] = None; {code}"
    command = [sys.executable, "-I", "-c", code, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("stage", ["trainer", "animator"])
def test_a_stage_that_is_deleted_cannot_be_imported(stage: str, tmp_path: Path) -> None:
    assert "ModuleNotFoundError" in python(f"import {stage}", folder=tmp_path, lacking=stage).stderr


def test_the_trainer_runs_without_the_animator(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "trainer", tmp_path / "trainer")
    code = RUN_MODULE.format(stage="trainer")
    done = python(code, "--runs", "3", "--every", "3", folder=tmp_path, lacking="animator")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("run: 0\nL: ")


def test_the_animator_runs_without_the_trainer(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "animator", tmp_path / "animator")
    log = ROOT / "logs" / "c-pentagon.log"
    code = RUN_MODULE.format(stage="animator")
    words = [str(log), "-o", "x.mp4", "--size", "480x240", "--frames", "9"]
    done = python(code, *words, folder=tmp_path, lacking="trainer")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "x.mp4").stat().st_size > 5_000


@pytest.mark.parametrize(
    ("code", "needs", "does_without"),
    [
        ("import trainer", set(), {"numpy", "dataclasses"}),
        ("from trainer import Settings; Settings()", set(), {"numpy"}),
        ("from trainer import train", {"numpy"}, {"pandas", "matplotlib", "tqdm", "animator"}),
        ("from animator import read_log", {"numpy"}, {"pandas", "matplotlib", "ffmpeg", "trainer"}),
        ("import animator", set(), {"numpy", "pandas", "matplotlib", "subprocess"}),
        ("from animator import animate", set(), {"matplotlib", "ffmpeg", "trainer"}),
        ("import trainer.sweep.__main__", set(), {"numpy", "tqdm", "distributed"}),
        ("import trainer.__main__", set(), {"numpy", "tqdm", "importlib.metadata"}),
        ("import animator.__main__", set(), {"numpy", "pandas", "matplotlib", "tqdm"}),
    ],
)
def test_an_import_pulls_in_no_more_than_it_needs(
    code: str, needs: set[str], does_without: set[str]
) -> None:
    done = python(f"{code}; print(*sys.modules)", folder=ROOT)
    loaded = set(done.stdout.split())
    assert done.returncode == 0
    assert needs <= loaded
    assert not does_without & loaded


@pytest.mark.parametrize("stage", ["trainer", "trainer.sweep", "animator"])
def test_help_does_not_import_numpy(stage: str) -> None:
    done = python(RUN_MODULE.format(stage=stage), "--help", folder=ROOT, lacking="numpy")
    assert (done.returncode, done.stderr) == (0, "")
    assert "--output" in done.stdout


def test_both_stages_end_by_a_signal_in_the_same_way() -> None:
    trainer, animator = (
        (ROOT / room / "signals.py").read_text() for room in ("trainer", "animator/command")
    )
    assert trainer == animator  # they share no code, so it is there twice


@pytest.mark.parametrize(
    ("sparsity", "features", "polygon"),
    [("0", 2, None), ("0.8", 4, "square"), ("0.9", 5, "pentagon")],
)
def test_the_intro_figure_has_the_papers_numbers_of_features(
    sparsity: str, features: int, polygon: str | None
) -> None:
    text = run_trainer(f"@logs/intro-{sparsity}.args")
    last = read_log(io.BytesIO(text)).geometry().iloc[-1]
    assert (last["represented"], last["polygon"]) == (features, polygon)
