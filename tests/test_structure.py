"""No two modules need each other, and the core of each package knows nothing of its rim."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from .checkout import ROOT

# The modules and rooms of each package, from the core to the rim; a name stands only for what comes
# before it.
LAYERS = {
    "animator": "escape errors geometry settled look description log parser progress "
    "shown_warnings folder scene files page map live check output notebook __init__ command "
    "__main__",
    "trainer": "settings c_random model data initialisation optimizers batch_sums dense fast "
    "training log_file log log_writer __init__ signals options sweep __main__",
}


def imports(package: str) -> dict[str, set[str]]:
    """Return the modules of a package, and which of its modules each imports, wherever it does."""
    modules = {module_of(path): path for path in (ROOT / package).rglob("*.py")}
    return {
        module: {known(name, modules) for name in imported(module, path)} - {module}
        for module, path in modules.items()
    }


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imported(module: str, path: Path) -> Iterator[str]:
    """Yield what a module imports relative to itself, also inside functions, as absolute names."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            package = ".".join(module.split(".")[: -node.level])
            base = f"{package}.{node.module}" if node.module else package
            yield from (f"{base}.{alias.name}" for alias in node.names)


def known(name: str, modules: dict[str, Path]) -> str:
    """Return the module that an imported name is, or is in."""
    while name not in modules:
        if f"{name}.__init__" in modules:
            return f"{name}.__init__"
        name = name.rpartition(".")[0]
    return name


@pytest.mark.parametrize("package", LAYERS)
def test_no_modules_import_each_other_in_a_circle(package: str) -> None:
    try:
        TopologicalSorter(imports(package)).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


@pytest.mark.parametrize("package", LAYERS)
def test_a_module_imports_only_what_is_nearer_to_the_core(package: str) -> None:
    layers = LAYERS[package].split()
    depths = {f"{package}.{name}": depth for depth, name in enumerate(layers)}

    def depth(module: str) -> int:
        return depths[".".join(module.split(".")[:2])]

    found = imports(package)
    assert len(found) > len(layers) - 1  # the walk has seen them all
    outward = [
        f"{module} imports {other}"
        for module, others in found.items()
        for other in others
        if depth(other) > depth(module)
    ]
    assert outward == []
