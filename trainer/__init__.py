"""Train toy models of superposition and print their logs.

Settings describes a training; train(settings) runs it and yields one Step per batch.
`python -m trainer` prints the steps as a text log, in the format of logs/FORMAT.md, and
write_log(settings, path) writes that log into a file. LogWriter does so for a training loop of your
own.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .log import write_log
    from .log_writer import LogWriter
    from .settings import Settings, SettingsError
    from .training import Snapshot, Step, train

__all__ = ["LogWriter", "Settings", "SettingsError", "Snapshot", "Step", "train", "write_log"]

MODULES = {
    "LogWriter": "log_writer",
    "Settings": "settings",
    "SettingsError": "settings",
    "Snapshot": "training",
    "Step": "training",
    "train": "training",
    "write_log": "log",
}


def __getattr__(name: str) -> Any:
    # Imported on first use: `python -m trainer --help` must not wait for numpy.
    if name in MODULES:
        return getattr(import_module(f".{MODULES[name]}", __name__), name)
    if name == "__version__":
        return import_module("importlib.metadata").version("superposition-log")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
