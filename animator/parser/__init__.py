"""The parser, which turns the text of a log into a Log."""

from .reading import read_log

__all__ = ["read_log"]
