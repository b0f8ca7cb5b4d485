"""A folder of logs: which files are logs, and what their names say.

A log of a sweep is named after the settings that vary, in Hive's notation:
`density=0.01,importance=0.1,seed=1.log.gz`. Other programs make a folder for each training, such as
`lr=0.1,layers=[1,2]/train.log`, or `0/train.log`.
"""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ..errors import LogError

SUFFIXES = (".log", ".log.gz")
VARIED = "# varied: "  # begins a line of settings.args
INTEGER = re.compile(r"[-+]?\d{1,18}", re.ASCII)
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|[-+]?inf|nan", re.ASCII | re.IGNORECASE)


def logs_in(folder: Path) -> list[str]:
    """Return the names of the logs in a folder, or else of those in its subfolders, SUBFOLDER/NAME.

    Files and subfolders whose names begin with a dot are left out, as unfinished logs are. Raises
    OSError if the folder can't be read, LogError if there is no log in it.
    """
    with os.scandir(folder) as found:  # unlike Path.iterdir(), it knows what is a file
        entries = [entry for entry in found if not entry.name.startswith(".")]
    logs = _logs_of(entries)
    if not logs:
        folders = [entry for entry in entries if entry.is_dir()]
        logs = [f"{one.name}/{log}" for one in folders for log in _logs_of(os.scandir(one))]
    if not logs:
        reason = f"no file *{' or *'.join(SUFFIXES)} in this folder or its subfolders"
        raise LogError(str(folder), None, reason)
    return sorted(logs)


def _logs_of(entries: Iterable[os.DirEntry[str]]) -> list[str]:
    named = (one for one in entries if one.name.endswith(SUFFIXES) and one.name[0] != ".")
    return [entry.name for entry in named if entry.is_file()]


def varied_by_sweep(folder: Path) -> list[str]:
    """Return the settings that a sweep into this folder varies, as its settings.args says."""
    with suppress(OSError):
        for line in (folder / "settings.args").read_text(errors="replace").splitlines():
            if line.startswith(VARIED):
                return line.removeprefix(VARIED).split(", ")
    return []


def log_name(file: str) -> str:
    """Return the name of a log's file without its folder, .log and .gz."""
    return Path(file).name.removesuffix(".gz").removesuffix(".log")


def settings_in_name(name: str) -> dict[str, int | float | str]:
    """Return the settings in the name of a log, which may be in a subfolder: SUBFOLDER/NAME.

    They are its parts NAME=VALUE, apart by commas that are not in brackets. A subfolder without
    any is a setting itself, `folder`.
    """
    *folders, file = name.split("/")
    settings = {setting: _value(text) for setting, equals, text in _parts(file) if equals}
    for folder in folders:
        own = {setting: _value(text) for setting, equals, text in _parts(folder) if equals}
        settings = (own or {"folder": _value(folder)}) | settings
    return settings


def no_settings_in_name(name: str) -> list[str]:
    """Return the parts of a name that are not NAME=VALUE, if there are others that are."""
    found = []
    for of_one in map(_parts, name.split("/")):
        rest = [setting + equals + text for setting, equals, text in of_one if not equals]
        found += rest if len(rest) < len(of_one) else []
    return found


def _parts(name: str) -> list[tuple[str, str, str]]:
    """Return setting, "=" and value of each part of a name; no "=" if it is not NAME=VALUE."""
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    parts, depth = [""], 0
    for character in name:
        depth += (character in "[({") - (character in "])}")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    found = (part.partition("=") for part in (parts if depth == 0 else name.split(",")))
    return [one if one[0] else (one[1] + one[2], "", "") for one in found]


def _value(text: str) -> int | float | str:
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if NUMBER.fullmatch(text) else text
