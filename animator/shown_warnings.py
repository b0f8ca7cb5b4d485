"""The warnings about a log that are shown: few, the most important ones first."""

import re
from collections.abc import Iterable

from .errors import LogWarning

SHOWN = 20  # about each log
# What a warning is about, the most important first; a warning about something else comes last.
SUBJECTS = [
    re.compile(r"\d+ trainings in one log"),
    re.compile(r"(a|the) (second )?block"),
    re.compile(r".*\b(run|loss|losses|value)\b"),
]


def shown_warnings(warnings: Iterable[LogWarning]) -> list[LogWarning]:
    """Return one warning for each reason, with its count; a last one counts those left out."""
    by_kind: dict[str, list[LogWarning]] = {}
    for warning in warnings:
        by_kind.setdefault(_kind(warning), []).append(warning)
    folded = sorted(by_kind.values(), key=lambda alike: (_rank(alike[0]), alike[0].line))
    shown = []
    for first, *more in folded[:SHOWN]:
        count = f"; {len(more):,} more like this" if more else ""
        shown.append(LogWarning(first.file, first.line, first.reason + count))
    if left := folded[SHOWN:]:
        count = f"{sum(map(len, left))} more warnings"
        shown.append(LogWarning(left[0][0].file, left[0][0].line, count))
    return shown


def _kind(warning: LogWarning) -> str:
    """Return the reason without the text that it shows, and without numbers."""
    return re.sub(r"\d+", "0", re.sub(r", \(.*\)$", "", warning.reason))


def _rank(warning: LogWarning) -> int:
    matches = [bool(subject.match(_kind(warning))) for subject in SUBJECTS]
    return [*matches, True].index(True)
