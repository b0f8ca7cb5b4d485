"""The documentation is built without a warning, and the examples of the reference work."""

import doctest
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from inspect import isfunction
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import animator
import trainer
from animator import geometry
from trainer import initialisation, model

from .checkout import ROOT

PACKAGES = (animator, trainer)
PUBLIC = {name: getattr(package, name) for package in PACKAGES for name in package.__all__}


def functions(of: ModuleType | type) -> list[Callable[..., object]]:
    """Return the public functions of a module, without those that it imports, or of a class."""
    module = getattr(of, "__module__", of.__name__)
    mine = [f for f in vars(of).values() if isfunction(f) and f.__module__ == module]
    return [f for f in mine if not f.__name__.startswith("_")]


FUNCTIONS: list[Callable[..., object]] = [*filter(isfunction, PUBLIC.values())]
FUNCTIONS += [f for of in (geometry, initialisation, model, animator.Log) for f in functions(of)]
MODULES = sorted({"animator", *(public.__module__ for public in [*PUBLIC.values(), *FUNCTIONS])})


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__qualname__)
def test_a_public_function_has_an_example(function: Callable[..., object]) -> None:
    assert ">>> " in str(function.__doc__)


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_work(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("logs").mkdir()
    shutil.copy(ROOT / "logs" / "c-pentagon.log", "logs")
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    names = {"np": np, **PUBLIC}  # the examples do not import them
    result = doctest.testmod(import_module(module), extraglobs=names, optionflags=flags)
    assert result.failed == 0


def test_the_documentation_is_built_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("sphinx", reason="needs the tools of the documentation")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-c", "docs"]
    subprocess.run([*command, ".", tmp_path], cwd=ROOT, check=True)
    assert "trainer.Settings" in (tmp_path / "docs" / "api" / "trainer.html").read_text()
