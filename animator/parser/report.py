"""The warnings about a log: what was dropped from it, and where."""

from copy import copy

from ..errors import LogWarning
from .grammar import escape

MOST_WARNINGS = 100_000  # that are kept; the others are only counted


class Report:
    """Collect the warnings about a log."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.dropped_blocks: dict[str, LogWarning] = {}  # the first of each tag
        self._warnings: list[LogWarning] = []
        self._repeated: dict[str, tuple[int, int, bytes]] = {}  # reason -> line, count, text
        self._excess: tuple[int, int] | None = None  # first line and count of those not kept

    def copy(self) -> "Report":
        """Return a report with the same warnings, which can get others."""
        report = Report(self.file)
        vars(report).update({name: copy(value) for name, value in vars(self).items()})
        return report

    def warn(self, line: int, reason: str, text: bytes = b"") -> None:
        """Add a warning, with the text that it is about."""
        if len(self._warnings) < MOST_WARNINGS:
            self._warnings.append(LogWarning(self.file, line, with_text(reason, text)))
        else:
            line, count = self._excess or (line, 0)
            self._excess = (line, count + 1)

    def warn_of_block(self, tag: str, line: int, reason: str, text: bytes | None = None) -> None:
        """Add a warning about a block that is dropped; without a text it shows the tag."""
        self.warn(line, reason, f"{tag}: [".encode() if text is None else text)
        if len(self._warnings) < MOST_WARNINGS:
            self.dropped_blocks.setdefault(tag, self._warnings[-1])

    def warn_once(self, line: int, reason: str, text: bytes) -> None:
        """Count the lines that have this reason; they get one warning, at the first of them."""
        line, count, text = self._repeated.get(reason, (line, 0, text))
        self._repeated[reason] = (line, count + 1, text)

    def sorted_warnings(self) -> list[LogWarning]:
        """Return all warnings in the order of lines."""
        warnings = self._warnings.copy()
        for reason, (line, count, text) in self._repeated.items():
            total = f", {count} in all" if count > 1 else ""
            warnings.append(LogWarning(self.file, line, with_text(f"{reason}{total}", text)))
        if self._excess:
            line, count = self._excess
            warnings.append(LogWarning(self.file, line, f"{count} more warnings"))
        return sorted(warnings, key=lambda warning: warning.line)


def with_text(reason: str, text: bytes) -> str:
    """Return a reason with the text that it is about, unless that is blank."""
    return f"{reason}, ({escape(text)})" if text.strip() else reason
