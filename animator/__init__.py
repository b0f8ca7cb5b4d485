"""Read the text log of a training and show it: pandas frames, pictures, films."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .ffmpeg_process import FilmError
    from .log import Log, LogError
    from .look import Look
    from .output import animate
    from .parser import read_log
    from .viewer import show

__all__ = ["FilmError", "Log", "LogError", "Look", "animate", "read_log", "show"]

MODULES = {
    "Look": "look",
    "FilmError": "ffmpeg_process",
    "animate": "output",
    "read_log": "parser",
    "show": "viewer",
}


def __getattr__(name: str) -> Any:
    # Imported when first asked for: reading a log needs no matplotlib, --help not even pandas.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "read_log":
        import_module("pandas")  # for its frames; a film does without
    return getattr(import_module(f".{MODULES.get(name, 'log')}", __name__), name)
