import re
from pathlib import Path

import pytest

from trainer.sweep import progress as module
from trainer.sweep.progress import duration, progress

from ...checkout import ROOT
from ...processes import on_terminal
from ..program import SHORT
from .program import FAILING, SWEEP


def test_a_line_a_minute_tells_the_progress(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter(range(0, 1000, 25))  # seconds
    monkeypatch.setattr(module, "monotonic", lambda: next(clock))
    with progress(2007, 1000, quiet=False) as advance:
        for _ in range(7):
            advance("")
    assert capsys.readouterr().err.splitlines() == [
        "trainer.sweep: 1,003 of 2,007 trainings, 2.4 a minute, 7.0 h left",
        "trainer.sweep: 1,006 of 2,007 trainings, 2.4 a minute, 7.0 h left",
    ]


def test_quiet_tells_only_what_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "MINUTE", 0)
    with progress(9, 0, quiet=True) as advance:
        for failure in ("", "seed=1.log.gz failed: no luck", ""):
            advance(failure)
    assert capsys.readouterr().err == "trainer.sweep: seed=1.log.gz failed: no luck\n"


def test_a_terminal_shows_a_bar(tmp_path: Path) -> None:
    stdout, shown = on_terminal([*SWEEP, *SHORT, "--seed", "1:2", "-o", str(tmp_path)], cwd=ROOT)
    assert stdout == b""
    assert re.search(rb"sweep: 100%\|.*2/2 .* trainings", shown)


def test_a_failure_has_a_line_of_its_own_above_the_bar(tmp_path: Path) -> None:
    _, shown = on_terminal([*SWEEP, *FAILING, "--workers", "1", "-o", str(tmp_path)], cwd=ROOT)
    before, after = shown.split(
        b"\rtrainer.sweep: features=16777216.log.gz failed: out of memory; "
    )
    first, cleared = before.split(b"\r")[-2:]
    assert re.match(rb"sweep:   0%\|.*0/2 ", first)
    assert cleared.isspace()
    line, bars = after.split(b"\r\n", 1)
    assert b"sweep" not in line
    assert re.search(rb"^\rsweep: +0%.*\rsweep: 100%\|.*2/2 ", bars)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0.0 s"),
        (9.6, "9.6 s"),
        (119, "119 s"),
        (150, "2.5 min"),
        (3000, "50 min"),
        (9000, "2.5 h"),
        (100000, "28 h"),
        (1e6, "12 days"),
    ],
)
def test_a_duration_has_about_two_digits(seconds: float, text: str) -> None:
    assert duration(seconds) == text
