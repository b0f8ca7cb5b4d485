"""The settings of the picture as options of the command line."""

import argparse
import re
from typing import Any

from .look import OPTIONS, Look


def add_look_options(parser: argparse.ArgumentParser) -> None:
    """Add an option for each setting of Look, which checks their values."""
    group = parser.add_argument_group("the picture")
    defaults = Look()
    for name, option in OPTIONS.items():
        default = getattr(defaults, name)
        shown = "" if default in (None, ()) else f" (default: {written(default)})"
        group.add_argument(
            flag(name),
            dest=name,
            metavar=option.metavar,
            type=_type(name, default),
            action="append" if name == "title" else "store",
            help=option.help + shown,
        )


def chosen_settings(args: argparse.Namespace) -> dict[str, Any]:
    """Return the settings of Look that the command names."""
    given = {name: getattr(args, name) for name in OPTIONS}
    return {name: value for name, value in given.items() if value is not None}


def flag(name: str) -> str:
    """Return the option of a setting, such as --loss-scale."""
    return OPTIONS[name].flag or f"--{name.replace('_', '-')}"


def written(value: object) -> str:
    """Return a value as it is written on the command line."""
    if isinstance(value, tuple | list):
        is_size = all(isinstance(one, int) for one in value)
        return ("x" if is_size else ",").join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _type(name: str, default: object) -> Any:
    """Return what turns the text of an option into a value that Look takes."""
    special = {"panels": str, "size": _size, "title": str}
    return special.get(name, int if default is None else type(default))


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,5})x([0-9]{1,5})", text, re.ASCII)
    if not match:
        raise argparse.ArgumentTypeError(f"must be like 1500x750, not {text}")
    return int(match[1]), int(match[2])
