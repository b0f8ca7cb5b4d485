"""Read the values that an option of a sweep is given: `a,b,c`, `1:8`, `linspace:0:0.99:12`."""

import argparse
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..options import value_text
from .grid import Value

SPACES = ("linspace", "geomspace")


def read_values(
    text: str, kind: Callable[[str], Any], choices: Iterable[str] | None
) -> Sequence[Value]:
    """Return the values in a list of values and ranges, separated by commas.

    A range is `FIRST:LAST`, which counts in steps of 1, or `linspace:FIRST:LAST:COUNT`, or
    `geomspace:FIRST:LAST:COUNT`; their last value is included. Raises ArgumentTypeError.
    """
    parts = [_read_part(part, kind, choices) for part in text.split(",")]
    if len(parts) == 1 and isinstance(parts[0], range):
        return parts[0]  # takes no memory
    values = [value for part in parts for value in part]
    value, count = Counter(values).most_common(1)[0]
    if count > 1:
        raise argparse.ArgumentTypeError(f"{value_text(value)} is in {text!r} twice")
    return values


def _read_part(
    text: str, kind: Callable[[str], Any], choices: Iterable[str] | None
) -> Sequence[Value]:
    if choices is not None:
        if text not in choices:
            names = ", ".join(choices)
            raise argparse.ArgumentTypeError(f"invalid choice: {text!r} (choose from {names})")
        return [text]
    words = text.split(":")
    if words[0] in SPACES:
        return [_as(kind, value, text) for value in _read_space(words, text)]
    if len(words) == 1:
        return [_read(kind, text, text)]
    if len(words) != 2:
        raise argparse.ArgumentTypeError(f"{text!r} is not FIRST:LAST")
    first, last = (_read(int, word, text) for word in words)
    if first > last:
        raise argparse.ArgumentTypeError(f"{text!r} has no values, since {first} > {last}")
    whole = range(first, last + 1)
    return whole if kind is int else [kind(str(value)) for value in whole]


def _read_space(words: list[str], text: str) -> list[float]:
    """Return the values of `linspace:FIRST:LAST:COUNT` or geomspace, which numpy computes.

    They are rounded to 12 significant digits: 0.4 instead of 0.39999999999999997.
    """
    if len(words) != 4:
        raise argparse.ArgumentTypeError(f"{text!r} is not {words[0]}:FIRST:LAST:COUNT")
    first, last = (_read(float, word, text) for word in words[1:3])
    count = _read(int, words[3], text)
    if count < 1:
        raise argparse.ArgumentTypeError(f"{text!r} has no values")
    if words[0] == "geomspace" and not (first > 0 and last > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not between two positive numbers")
    if not math.isfinite(last - first):
        raise argparse.ArgumentTypeError(f"{text!r} is not between two finite numbers")
    import numpy as np

    space = getattr(np, words[0])(first, last, count).tolist()
    return [float(f"{value:.12g}") for value in space]


def _as(kind: Callable[[str], Any], value: float, text: str) -> Value:
    """Return a value of a space as the option's type; whole numbers may be off by rounding."""
    if kind is not int:
        return value
    whole = round(value)
    if abs(value - whole) > 1e-9 * max(1, abs(whole)):
        raise argparse.ArgumentTypeError(f"{text!r} has {value:g}, which is no whole number")
    return whole


def _read(kind: Callable[[str], Any], word: str, text: str) -> Any:
    """Return a number; the complaint is argparse's."""
    try:
        return kind(word)
    except ValueError:
        place = "" if word == text else f" in {text!r}"
        name = getattr(kind, "__name__", "")
        raise argparse.ArgumentTypeError(f"invalid {name} value: {word!r}{place}") from None
