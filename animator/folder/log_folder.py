"""A folder of logs: which files are logs, and what their names say.

A log of a sweep is named after the settings that vary, in Hive's notation:
`density=0.01,importance=0.1,seed=1.log.gz`.
"""

import os
import re
from pathlib import Path

from ..errors import LogError

SUFFIXES = (".log", ".log.gz")
INTEGER = re.compile(r"[-+]?\d{1,18}", re.ASCII)
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|[-+]?inf|nan", re.ASCII | re.IGNORECASE)


def logs_in(folder: Path) -> list[Path]:
    """Return the logs that are in a folder itself, by name; temporary files are no logs.

    Raises OSError if the folder can't be read, LogError if there is no log in it.
    """
    with os.scandir(folder) as entries:  # unlike Path.iterdir(), it knows what is a file
        names = [entry.name for entry in entries if _is_log(entry.name) and entry.is_file()]
    logs = [folder / name for name in sorted(names)]
    if not logs:
        raise LogError(str(folder), None, f"no file *{' or *'.join(SUFFIXES)} in this folder")
    return logs


def _is_log(name: str) -> bool:
    return name.endswith(SUFFIXES) and not name.startswith(".")


def log_name(file: str) -> str:
    """Return the name of a log's file without its folder, .log and .gz."""
    return Path(file).name.removesuffix(".gz").removesuffix(".log")


def settings_in_name(name: str) -> dict[str, int | float | str]:
    """Return the settings that a log's name gives; none if it is not all of the form NAME=VALUE."""
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    parts = [part.partition("=") for part in name.split(",")]
    if not all(setting and equals for setting, equals, _ in parts):
        return {}
    return {setting: _value(text) for setting, _, text in parts}


def _value(text: str) -> int | float | str:
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if NUMBER.fullmatch(text) else text
