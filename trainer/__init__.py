"""Train toy models of superposition and print the text log of the C program."""

from typing import TYPE_CHECKING, Any

from .settings import Settings

if TYPE_CHECKING:
    from .training import train

__all__ = ["Settings", "train"]


def __getattr__(name: str) -> Any:
    # Imported when first asked for, so that `python -m trainer --help` need not wait for numpy.
    if name != "train":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .training import train

    return train
