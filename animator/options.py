"""The options of the command line that say how a picture looks."""

import argparse
import re
from dataclasses import fields
from typing import Any, get_args

from .look import Look, LossScale, Panel, Theme

FLAGS = {"first_run": "--from", "last_run": "--to"}  # the others are called as in Look

# What Look holds: how it is written, and what it means.
OPTIONS: dict[str, tuple[str, str]] = {
    "panels": ("P,P", f"some of {', '.join(get_args(Panel))}"),
    "size": ("WxH", "in pixels"),
    "fps": ("N", "frames a second"),
    "tween": ("N", "frames between a snapshot and the next, for a smooth film"),
    "hold": ("S", "seconds that the last frame stays"),
    "first_run": ("RUN", "show the snapshots from this run on"),
    "last_run": ("RUN", "and up to this one"),
    "window": ("N", "runs of the moving average (default: a tenth of all, at most 500)"),
    "loss_scale": ("SCALE", " or ".join(get_args(LossScale))),
    "theme": ("THEME", " or ".join(get_args(Theme))),
    "title": ("TEXT", "a heading; for several logs once for each (default: their files' names)"),
}


def add_look_options(parser: argparse.ArgumentParser) -> None:
    """Add an option for each setting of Look, which is what checks them."""
    group = parser.add_argument_group("the picture")
    defaults = Look()
    for setting, (metavar, meaning) in OPTIONS.items():
        default = getattr(defaults, setting)
        shown = "" if default in (None, ()) else f" (default: {written(default)})"
        group.add_argument(
            flag(setting),
            dest=setting,
            metavar=metavar,
            type=_kind(setting, default),
            action="append" if setting == "title" else "store",
            help=meaning + shown,
        )


def chosen_look(args: argparse.Namespace) -> dict[str, Any]:
    """Return the settings of Look that the command names."""
    given = {field.name: getattr(args, field.name) for field in fields(Look)}
    return {setting: value for setting, value in given.items() if value is not None}


def flag(setting: str) -> str:
    """Return what a setting is called on the command line."""
    return FLAGS.get(setting, f"--{setting.replace('_', '-')}")


def _kind(setting: str, default: object) -> Any:
    special = {"panels": _panels, "size": _size, "title": str}
    return special.get(setting, int if default is None else type(default))


def written(value: object) -> str:
    """Return a value of a setting as it is written on the command line."""
    if isinstance(value, tuple):
        return ("x" if all(isinstance(one, int) for one in value) else ",").join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _panels(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,5})x([0-9]{1,5})", text, re.ASCII)
    if not match:
        raise argparse.ArgumentTypeError(f"must be like 1500x750, not {text}")
    return int(match[1]), int(match[2])
