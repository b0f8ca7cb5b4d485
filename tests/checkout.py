"""The checkout, the digests of the C program's logs, and how to train their settings."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data"


def read_tsv(name: str) -> list[dict[str, str]]:
    """Return the rows of a table in tests/data."""
    with (DATA / name).open() as table:
        return list(csv.DictReader(table, delimiter="\t"))


DIGESTS = {row["name"]: row for row in read_tsv("digests.tsv")}


def options(row: dict[str, str]) -> list[str]:
    """Return a row of digests.tsv as options of the trainer."""
    settings = {
        "features": row["features"],
        "hidden": row["hidden"],
        "importance": row["importance"],
        "sparsity": str(1 - float(row["density"])),
        "runs": row["runs"],
        "every": row["every"],
        "batch-size": row["batch"],
        "samples": row["samples"],
        "learning-rate": row["eta"],
        "l1": row["alpha"],
        "seed": row["seed"],
        "dialect": row["dialect"],
    }
    return [word for name, value in settings.items() for word in (f"--{name}", value)]


def run_trainer(*words: str) -> bytes:
    """Return what the trainer prints."""
    command = [sys.executable, "-m", "trainer", *words]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout


# The programs buffer what they print and keep their bytecode, as they do for a user, and the tests
# keep theirs.
for name in ("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"):
    os.environ.pop(name, None)
sys.dont_write_bytecode = False

# The environment without what make adds to it, because these tests may be run by make.
SHELL = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}


def copy_checkout(folder: Path) -> None:
    """Copy the files that make needs, with old times, and link to the environment of the tests."""
    for name in ("trainer", "animator", "bench", "logs", "docs", "examples", "tests/c"):
        shutil.copytree(ROOT / name, folder / name, ignore=_products)
    for name in ("Makefile", "README.md", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    for path in folder.rglob("*"):
        os.utime(path, (0, 0))
    (folder / ".venv").symlink_to(sys.prefix)


def _products(folder: str, names: list[str]) -> list[str]:
    """Name what make has made: logs, and the folders of sweeps in logs/."""
    return [
        name
        for name in names
        if name == "__pycache__"
        or (name.endswith(".log") and name != "c-pentagon.log")
        or (folder == str(ROOT / "logs") and (ROOT / "logs" / name).is_dir())
    ]
