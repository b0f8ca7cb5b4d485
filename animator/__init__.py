"""Read the text log of a training and show it: DataFrames, pictures, films.

>>> from animator import animate, read_log
>>> log = read_log("logs/c-pentagon.log")
>>> log
<Log logs/c-pentagon.log; runs: 10,000 (0 to 9999); snapshots: 100 (b 1x5, W 2x5, ...); ...>
>>> animate(log, "pentagon.png")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .errors import LogError as LogError
    from .errors import LogWarning as LogWarning
    from .errors import OutputError as OutputError
    from .folder.table import read_table as read_table
    from .log import Log as Log
    from .look import Look as Look
    from .notebook import follow as follow
    from .notebook import show as show
    from .output import animate as animate
    from .parser import read_log as read_log

MODULES = {
    "Log": "log",
    "LogError": "errors",
    "LogWarning": "errors",
    "Look": "look",
    "OutputError": "errors",
    "animate": "output",
    "follow": "notebook",
    "read_log": "parser",
    "read_table": "folder.table",
    "show": "notebook",
}
__all__ = list(MODULES)


def __getattr__(name: str) -> Any:
    # Imported when first asked for: reading a log needs no matplotlib, and --help not even numpy.
    if name == "__version__":
        return import_module("importlib.metadata").version("superposition-log")
    if name not in MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{MODULES[name]}", __name__), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
