"""What is installed: versions, commands, and the contents of the wheel."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from .checkout import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize(
    ("file", "pattern"),
    [("CHANGELOG.md", r"^## (\d\S*)"), ("CITATION.cff", r"^version: (\S+)")],
)
def test_every_file_names_the_same_version(file: str, pattern: str) -> None:
    newest = re.search(pattern, (ROOT / file).read_text(), re.MULTILINE)
    assert newest is not None
    assert newest[1] == PROJECT["version"]


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        ("superposition-train", "usage: superposition-train [@FILE] [options] > run.log"),
        ("superposition-sweep", "usage: superposition-sweep [@FILE] [options] -o DIR"),
        ("superposition-animate", "usage: "),
    ],
)
def test_the_commands_are_installed(command: str, usage: str) -> None:
    path = Path(sys.executable).with_name(command)
    done = subprocess.run([path, "--help"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(usage)


def test_the_wheel_holds_both_packages_with_their_types_and_the_license(tmp_path: Path) -> None:
    packages = ("animator", "trainer")
    for name in packages:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", "."]
    command = [sys.executable, "-m", "pip", "wheel", *options, "."]
    subprocess.run(command, cwd=tmp_path, check=True)
    [wheel] = tmp_path.glob("superposition_log-*-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    modules = {
        str(path.relative_to(ROOT)) for name in packages for path in (ROOT / name).rglob("*.py")
    }
    info = f"superposition_log-{PROJECT['version']}.dist-info"
    assert {name for name in names if not name.startswith(info)} == modules | {
        "animator/py.typed",
        "trainer/py.typed",
    }
    assert f"{info}/licenses/LICENSE" in names
