"""The trainer run as a program."""

import subprocess
import sys
from pathlib import Path

from ..checkout import ROOT

SHORT = ["--runs", "3", "--every", "2", "--batch-size", "4", "--samples", "9"]
MODULE = [sys.executable, "-m", "trainer"]
SCRIPT = [str(Path(sys.executable).with_name("superposition-train"))]

# Call main() with a training that waits after each snapshot until stdin is closed.
WAITING = [
    sys.executable,
    "-c",
    """
import sys
from trainer import training
from trainer.__main__ import main

def train(settings, train=training.train):
    for step in train(settings):
        yield step
        if step.snapshot is not None:
            sys.stdin.read()

training.train = train
main()
""",
]


def trainer(
    *words: str | Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    command = [*MODULE, *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
