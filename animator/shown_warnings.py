"""The warnings about a log that are shown: few, the most important ones first."""

import re
from collections.abc import Iterable, Sequence

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
    shown = [_with_count(alike) for alike in folded[:SHOWN]]
    if left := folded[SHOWN:]:
        count = sum(map(len, left))
        shown.append(LogWarning(left[0][0].file, left[0][0].line, f"{count} more warnings"))
    return shown


def _kind(warning: LogWarning) -> str:
    """Return the reason without the text that it shows, and without numbers."""
    return re.sub(r"\d+", "0", re.sub(r", \(.*\)$", "", warning.reason))


def _rank(warning: LogWarning) -> int:
    matches = [bool(subject.match(_kind(warning))) for subject in SUBJECTS]
    return matches.index(True) if True in matches else len(SUBJECTS)


def _with_count(alike: Sequence[LogWarning]) -> LogWarning:
    first, more = alike[0], len(alike) - 1
    if not more:
        return first
    return LogWarning(first.file, first.line, f"{first.reason}; {more:,} more like this")
