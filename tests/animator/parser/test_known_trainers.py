"""A log of a known trainer is refused with the option that reads it."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from animator import LogError, read_log
from animator.parser.templates.known_trainers import KNOWN_TRAINERS, suggestion

from ...checkout import DATA, ROOT
from ..logs import kept_values
from ..plain import Cells

FOLDER = DATA / "other-logs"
LOGS = sorted(FOLDER.glob("*.log"))


def suggested(path: Path) -> list[str]:
    """Return the templates that the refusal of a log ends with."""
    with pytest.raises(LogError) as raised:
        read_log(path)
    option = re.search(r"which is read with lines= or (--line .*)$", str(raised.value))
    assert option
    return [word for word in shlex.split(option[1]) if word != "--line"]


def values_by_awk(path: Path) -> Cells:
    """Return the values that an awk program beside a log finds in it."""
    command = ["awk", "-f", str(path.with_suffix(".awk")), str(path)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    found = map(str.split, filter(None, lines))
    return {(int(run), name, 0, 0): repr(float(value)) for run, name, value in found}


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_the_templates_that_the_refusal_names_read_the_log(path: Path) -> None:
    log = read_log(path, lines=suggested(path))
    expected = values_by_awk(path)
    assert len(expected) >= 20
    assert kept_values(log) == expected


def test_there_is_a_log_for_each_known_trainer() -> None:
    names = [trainer.name for trainer in KNOWN_TRAINERS]
    assert len({*names}) == len(names)
    texts = [suggestion(path.read_bytes()) for path in LOGS]
    for trainer in KNOWN_TRAINERS:
        assert any(f"like a log of {trainer.name}, which" in text for text in texts), trainer.name


@pytest.mark.parametrize(
    ("text", "templates"),
    [
        ("epoch 1 loss 0.5\n", ["epoch {run} loss {L}"]),
        ("Epoch [3/10], Loss: 0.5123\n", ["Epoch [{run}/{}Loss: {L}"]),
        ("Epoch [1/2] Step [1/6] Loss: 0.51,\nEpoch [1/2] Step [2/6] Loss: 0.4,\n", ["Loss: {L},"]),
        ("epoch: 1, loss=0.5, acc 3\n", ["epoch: {run}, loss={L},"]),
        ("12:01 [INFO] Epoch 5 | train_loss 4e-1% {x}\n", ["Epoch {run} | train_loss {L}%"]),
        ("iter 12 {x} loss: 1e-5\n", ["iter {run} {{x}} loss: {L}"]),
        ("loss,step,acc\n0.5,1,3\n", ["{L},{run},{}"]),
        ("acc;Loss\n1;0.5\n", ["{};{L}"]),
        ("epoch\tacc\tstep\tloss\n0\t.4\t5\t3\n", ["{}\t{}\t{run}\t{L}"]),
        ('{"loss": 0.5, "step": 3}\n', ['"step": {run}}}', '"loss": {L},']),
        ("Dear diary,\n", []),
        ("epoch 0.5 loss 3\n", []),
        ("step,acc\n0,0.5\n", []),
        ("", []),
    ],
)
def test_the_templates_of_a_loop_or_a_table_follow_from_its_lines(
    text: str, templates: list[str]
) -> None:
    words = shlex.split(suggestion(text.encode()).partition(" lines= or ")[2])
    assert [word for word in words if word != "--line"] == templates


def test_the_documentation_shows_what_the_table_says() -> None:
    command = [sys.executable, "-m", "bench.other_logs"]
    page = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert page == (ROOT / "docs" / "other-logs.md").read_text()
    pictures = {path.stem for path in (ROOT / "docs" / "other-logs").glob("*.png")}
    assert pictures == {path.stem for path in LOGS}
