"""The environment that make builds, and what it says where it cannot."""

import re
import sys
import tomllib
from pathlib import Path

import pytest

from .checkout import ROOT, SHELL
from .makefile import make, script
from .processes import running

# Called as the Python that builds an environment: makes a pip that lists its calls in pip.txt.
BUILDER = """#!/bin/bash
if test "$1" = -c; then exec {python} "$@"; fi
mkdir -p "$3/bin"
cat > "$3/bin/pip" <<'PIP'
#!/bin/bash
sleep 0.1; echo "$@" >> pip.txt
case "$*" in {refused}) echo no such wheel >&2; exit 1 ;; esac
PIP
chmod +x "$3/bin/pip"
"""


def builder(checkout: Path, refused: str = "none") -> str:
    """Return the option of make with a Python whose pip refuses some commands."""
    script(checkout / "python", BUILDER.format(python=sys.executable, refused=refused))
    return "PYTHON=./python"


def test_two_makes_at_once_build_one_environment(checkout: Path) -> None:
    command = ["make", "environment", builder(checkout), "VENV=new"]
    with running(command, cwd=checkout, env=SHELL) as other:
        assert make(checkout, *command[1:]).returncode == 0
        assert other.wait() == 0
    assert len((checkout / "pip.txt").read_text().splitlines()) == 1
    assert make(checkout, "environment", "VENV=new").returncode == 0


@pytest.mark.parametrize(
    ("as_if", "message"),
    [
        ("sys.version_info = (3, 10)", "make: Python 3.11 or later is needed; name yours with "),
        (
            "sys.modules['ensurepip'] = None",
            "make: ./python lacks ensurepip, which an environment ",
        ),
    ],
)
def test_a_python_that_cannot_build_the_environment_is_told_what_is_needed(
    as_if: str, message: str, checkout: Path
) -> None:
    script(
        checkout / "python", f'#!/bin/bash\nexec {sys.executable} -c "import sys; {as_if}; $2"\n'
    )
    done = make(checkout, "environment", "PYTHON=./python", "VENV=new")
    told, ended = done.stderr.splitlines()
    assert told.startswith(message)
    assert ended.startswith("make: *** [")
    assert not (checkout / "new").exists()


def test_where_a_pinned_version_has_no_wheel_the_environment_gets_what_pyproject_allows(
    checkout: Path,
) -> None:
    done = make(checkout, "environment", builder(checkout, "*--constraint*"), "VENV=new")
    assert done.returncode == 0
    pinned, free = (checkout / "pip.txt").read_text().splitlines()
    assert "--constraint constraints.txt" in pinned
    assert "--constraint" not in free
    told = [line for line in done.stderr.splitlines() if not line.startswith("+")]
    assert told == [
        "make: constraints.txt does not suit this system (new/pinned.txt says why): the versions "
        "are those that pyproject.toml allows"
    ]
    assert (checkout / "new" / "pinned.txt").read_text() == "no such wheel\n"
    assert make(checkout, "environment", "VENV=new").stdout.startswith("make: Nothing")


def test_an_environment_that_cannot_be_built_is_no_environment(checkout: Path) -> None:
    done = make(checkout, "environment", builder(checkout, "*"), "VENV=new")
    assert done.returncode == 2
    assert not (checkout / "new" / "run").exists()


def test_the_oldest_environment_has_the_lowest_versions_of_pyproject(checkout: Path) -> None:
    assert make(checkout, ".venv-oldest/test", builder(checkout)).returncode == 0
    lowest = (checkout / ".venv-oldest" / "lowest.txt").read_text().split()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    bounds = [*project["dependencies"], *extras["cluster"], *extras["parquet"]]
    names = [re.sub(r"\[.*\]", "", bound).replace(">=", "==") for bound in bounds]
    assert len(names) >= 8
    assert lowest[: len(names)] == names
    packages = [line.partition("==")[0] for line in lowest]
    assert len(set(packages)) == len(packages) > 50
