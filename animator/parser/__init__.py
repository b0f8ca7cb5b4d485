"""The parser: text to a Log."""

from .reading import read_log

__all__ = ["read_log"]
