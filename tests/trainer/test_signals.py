import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ..checkout import ROOT
from ..processes import running, with_signals
from .program import MODULE, SCRIPT, SHORT, WAITING

SIGNALS = [signal.SIGHUP, signal.SIGINT, signal.SIGTERM]
ENDLESS = ["--runs", "1000000000"]

# Send a signal to the process itself when it starts to import numpy.
INTERRUPTED_IMPORT = """
import os, signal, sys

class Finder:
    def find_spec(self, name, *_):
        if name == "numpy":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder())
from trainer.__main__ import main
main()
"""

# Send another signal to the process when it is about to remove its temporary file.
INTERRUPTED_CLEANING = """
import os, signal
from pathlib import Path
from trainer import training
from trainer.__main__ import main

def unlink(path, unlink=Path.unlink, **options):
    os.kill(os.getpid(), signal.SIGTERM)
    unlink(path, **options)

def train(settings):
    os.kill(os.getpid(), signal.SIGINT)
    yield from ()

Path.unlink = unlink
training.train = train
main()
"""


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("program", [MODULE, SCRIPT], ids=["module", "script"])
def test_a_signal_ends_the_training_and_leaves_only_the_old_file(
    program: list[str], number: signal.Signals, tmp_path: Path
) -> None:
    log = tmp_path / "run.log"
    log.write_text("run: 0\n")
    command = with_signals("SIG_DFL", [*program, *ENDLESS, "-o", str(log)])
    with running(command, cwd=ROOT, stderr=subprocess.PIPE) as process:
        while len(list(tmp_path.iterdir())) == 1:  # until it has begun to write
            assert process.poll() is None
        process.send_signal(number)
        _, stderr = process.communicate()
    assert (process.returncode, stderr) == (-number, b"")
    assert log.read_text() == "run: 0\n"
    assert list(tmp_path.iterdir()) == [log]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_that_is_ignored_at_the_start_stays_ignored(
    number: signal.Signals, tmp_path: Path
) -> None:
    log = tmp_path / "run.log"
    command = with_signals("SIG_IGN", [*WAITING, *SHORT, "-o", str(log)])
    with running(command, cwd=ROOT, stdin=subprocess.PIPE) as process:
        while not list(tmp_path.iterdir()):
            assert process.poll() is None
        process.send_signal(number)
        process.communicate()
    assert process.returncode == 0
    assert log.read_text().count("run: ") == 3


@pytest.mark.parametrize(
    "code", [INTERRUPTED_IMPORT, INTERRUPTED_CLEANING], ids=["importing", "cleaning up"]
)
def test_a_signal_leaves_no_traceback_and_no_file_when_the_program_is(
    code: str, tmp_path: Path
) -> None:
    log = tmp_path / "run.log"
    command = with_signals("SIG_DFL", [sys.executable, "-c", code, *SHORT, "-o", str(log)])
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, b"")
    assert not list(tmp_path.iterdir())


def test_a_reader_that_has_seen_enough_ends_the_training_quietly() -> None:
    command = [*MODULE, *ENDLESS]
    with running(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"run: 0\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == -signal.SIGPIPE
