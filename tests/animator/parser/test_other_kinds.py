"""What other training loops leave is refused, and the error says how to make a log of it.

tests/data/other-kinds has a file of each kind, and the program that has written them.
"""

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from animator import LogError, read_log
from animator.errors import NotALogError
from animator.parser.diagnosis import HEAD, other_kind

from ...checkout import DATA, ROOT
from ..logs import read_bytes

FOLDER = DATA / "other-kinds"
LOG_WRITER = "with LogWriter (from trainer import LogWriter)"
READ = f"read it in Python, and write its values {LOG_WRITER}"
PRINTED = f":1: arrays as NumPy or PyTorch prints them, no log: write them {LOG_WRITER}"
JQ = (
    r"""jq -r 'def n: if type != "number" then . // "nan" elif isnan then "nan" """
    r"""elif isinfinite then if . > 0 then "inf" else "-inf" end else . end; """
    r""".. | select(.loss?) | "run: \(.step)\nL: \(.loss | n)", """
    r"""(.W // empty | "W: [", (.[] | map(n) | join(" ")), "]")' FILE > run.log"""
)
DOCKER = ":1: a log of Docker's in JSON, no log: jq -j .log FILE > run.log gives what was printed"
KEYS = "the keys step, loss and perhaps W, a list of rows"
JSON = f":1: JSON, no log: {JQ} converts objects with {KEYS}"
AWK = "awk -F {} -v rows=2 -f examples/numbers.awk FILE > run.log"
TABLE = (
    f":1: a table, no log: write its values {LOG_WRITER}; or, in a checkout of this project, {AWK} "
    "converts one whose columns are the run, the loss and the values of W, in so many rows"
)
LIKE = "; it looks like {}, which is read with lines= or --line"
JSON_LINES = LIKE.format("a log of JSON Lines")
ZIP = f": a zip archive, such as .npz or .pt, no log: {READ}"
PICKLE = f": a pickle, such as .pkl or .pt, no log: {READ}"

FILES = [
    ("W-compressed.npz", ZIP),
    ("W.npy", f": a NumPy array, no log: {READ}"),
    ("W.npz", ZIP),
    ("checkpoint.pt", ZIP),
    (
        "dicts.txt",
        f":1: dictionaries of Python, no log: write their values {LOG_WRITER}"
        + LIKE.format("a log of Hugging Face Transformers 4")
        + """ "'loss': {L}," --line "'learning_rate': {lr},\"""",
    ),
    ("events.out.tfevents", f": an event file of TensorBoard, no log: {READ}"),
    ("losses.parquet", f": a Parquet table, no log: {READ}"),
    (
        "metrics-W.jsonl",
        f"{JSON}{JSON_LINES}"
        """ '"step": {run},' --line '"loss": {L},' --line '"loss": {L}}}'""",
    ),
    ("metrics.csv", f"{TABLE.format(repr(','))}{LIKE.format('a table')} '{{}},{{run}},{{L}}'"),
    ("metrics.json", JSON),
    ("metrics.jsonl", JSON + JSON_LINES + """ '"step": {run},' --line '"loss": {L}}}'"""),
    ("no-header.csv", TABLE.format("','")),
    ("numpy-repr.txt", PRINTED),
    ("numpy.txt", PRINTED),
    ("old.pt", PICKLE),
    ("state.pkl", PICKLE),
    ("table.tsv", TABLE.format(r"'\t'") + LIKE.format("a table") + " '{run}\t{L}'"),
    ("torch-loss.txt", PRINTED),
    ("torch.txt", PRINTED),
    ("wandb-W.csv", TABLE.format("','")),
    ("wandb.csv", TABLE.format("','")),
    ("weights.h5", f": an HDF5 file, no log: {READ}"),
]
LOGS = [
    ROOT / "logs" / "c-pentagon.log",
    DATA / "small.log",
    *(path for folder in ("c-logs", "odd-logs", "producers") for path in (DATA / folder).glob("*")),
]
LINES = 300  # of a log, from which another kind might start
PART = 40  # of its lines, in which that would be seen


def test_every_file_is_in_the_table() -> None:
    assert [name for name, _ in FILES] == sorted({p.name for p in FOLDER.iterdir()} - {"make.py"})


@pytest.mark.parametrize(("name", "message"), FILES)
def test_a_file_of_another_kind_is_refused_with_what_to_do(name: str, message: str) -> None:
    raw = (FOLDER / name).read_bytes()
    is_binary = not message.startswith(":1:")
    for text in (raw, gzip.compress(raw), raw + bytes(is_binary) * 2**21):
        with pytest.raises(LogError) as raised:
            read_bytes(text)
        assert str(raised.value) == f"<log>{message}"
        assert isinstance(raised.value, NotALogError) == is_binary


def test_the_command_line_says_it_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "animator", f"{FOLDER}/metrics.csv", "-o", f"{tmp_path}/x.mp4"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"animator: {FOLDER}/metrics.csv{dict(FILES)['metrics.csv']}\n"


@pytest.mark.parametrize(
    ("command", "program", "name"),
    [
        (JQ, "jq", "metrics.json"),
        (JQ, "jq", "metrics.jsonl"),
        (JQ, "jq", "metrics-W.jsonl"),
        (AWK.format(","), "awk", "no-header.csv"),
        (AWK.format(","), "awk", "wandb.csv"),
        (AWK.format(","), "awk", "wandb-W.csv"),
        (AWK.format(r"'\t'"), "awk", "table.tsv"),
    ],
)
def test_the_command_that_is_named_makes_a_log(
    command: str, program: str, name: str, tmp_path: Path
) -> None:
    if not shutil.which(program):
        pytest.skip(f"needs {program}")
    command = command.replace("FILE", str(FOLDER / name)).replace("run.log", str(tmp_path / "log"))
    subprocess.run(["bash", "-c", command], cwd=ROOT, check=True)
    log = read_log(tmp_path / "log")
    assert log.loss["L"].to_dict() == {0: 0.5, 1: 0.25, 2: 0.125}
    assert not log.warnings
    if "-W" in name:
        assert log.snapshot_runs.tolist() == [0, 2]
        assert log.matrix("W").tolist() == [[[0.5, -0.25], [1e-7, 2]]] * 2


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.name)
def test_no_part_of_a_log_is_taken_for_another_kind(path: Path) -> None:
    raw = path.read_bytes()
    text = gzip.decompress(raw) if raw.startswith(b"\x1f") else raw
    assert not other_kind(text[:HEAD])
    if path.suffix in {".log", ".gz"}:  # not a program
        lines = text[:HEAD].splitlines()
        starts = range(min(len(lines), LINES))
        parts = (lines[start : start + PART] for start in starts)
        assert not any(other_kind(b"\n".join(part)) for part in parts)


@pytest.mark.parametrize(
    "text",
    [
        "[12:00:01] step 1, loss 0.5\n[12:00:02] step 2, loss 0.25\n",
        "[2026-01-02 03:04:05,678] loss 0.5\n",
        "[1/10] 0.5\n[2/10] 0.25\n",
        "[1] 0.5\n[1] 0.25\n",
        "step 1, loss 0.5\nstep 2, loss 0.25\n",
        "Hello, world\nHow are you, 3 of you?\n",
        "import torch\nx = torch.tensor([1, 2])\n",
        "0.5 0.25\n0.125 1\n",
        "0,5\n",
        "{}\n",
        "PK\n",
    ],
)
def test_other_text_is_not_taken_for_a_kind_that_it_is_not(text: str) -> None:
    assert not other_kind(text.encode())
    with pytest.raises(LogError, match="expected 'run: 0'"):
        read_bytes(text)


def test_a_log_that_starts_like_another_kind_is_read() -> None:
    for name, _ in FILES:
        log = read_bytes((FOLDER / name).read_bytes() + b"\nrun: 0\nL: 0.5\nrun: 1\nL: 0.25\n")
        assert log.losses.tolist() == [0.5, 0.25]
