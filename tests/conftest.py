"""Things that many tests use: logs that are made once, a C program, and copies of the checkout."""

import platform
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import settings

from .checkout import DIGESTS, ROOT, copy_checkout, options, run_trainer
from .makefile import STAND_IN, TINY, script

# The same cases on every machine, however slow it is; bench/ measures speed.
settings.register_profile("any machine", deadline=None, derandomize=True)
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def our_logs() -> Iterator[dict[str, Future[bytes]]]:
    """Train every row of digests.tsv, two at a time, the longest first."""
    longest_first = sorted(DIGESTS.values(), key=lambda row: -int(row["runs"]))
    with ThreadPoolExecutor(max_workers=2) as pool:
        logs = {row["name"]: pool.submit(run_trainer, *options(row)) for row in longest_first}
        yield logs
        pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def c_trainer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the trainer of tests/c."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or platform.libc_ver()[0] != "glibc":
        pytest.skip("needs a C compiler and the GNU C library")
    program = tmp_path_factory.mktemp("c") / "superposition"
    source = ROOT / "tests" / "c" / "superposition.c"
    options = ["-O2", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off"]
    subprocess.run([compiler, *options, "-o", program, source, "-lm"], check=True)
    return program


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """Return a checkout that runs the trainer and the animator."""
    copy_checkout(tmp_path)
    (tmp_path / "logs" / "tiny.args").write_text(TINY)
    return tmp_path


@pytest.fixture
def checkout(real: Path) -> Path:
    """Return a checkout that runs STAND_IN."""
    (real / ".venv").unlink()
    (real / ".venv" / "bin").mkdir(parents=True)
    script(real / ".venv" / "bin" / "python", STAND_IN)
    (real / ".venv" / "run").touch()
    return real
