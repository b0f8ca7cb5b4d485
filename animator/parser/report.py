"""What was dropped from a log, each thing once."""

from ..errors import LogWarning
from .grammar import escape

MOST = 100_000  # warnings that are kept; more are counted


class Report:
    """Collect the warnings about a log."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._warnings: list[LogWarning] = []
        self._counted: dict[str, tuple[int, int, bytes]] = {}  # reason -> line, times, text
        self._beyond: tuple[int, int] | None = None  # line, times

    def warn(self, line: int, reason: str, text: bytes = b"") -> None:
        """Report what is dropped, showing the text that made it so."""
        if len(self._warnings) < MOST:
            self._warnings.append(LogWarning(self.file, line, with_text(reason, text)))
        else:
            line, times = self._beyond or (line, 0)
            self._beyond = (line, times + 1)

    def count(self, line: int, reason: str, text: bytes) -> None:
        """Report something that is likely to come again, at its first line and with its number."""
        line, times, text = self._counted.get(reason, (line, 0, text))
        self._counted[reason] = (line, times + 1, text)

    def warnings(self) -> list[LogWarning]:
        """Return all warnings in the order of lines."""
        counted = [
            LogWarning(
                self.file,
                line,
                with_text(reason if times == 1 else f"{reason}, {times} in all", text),
            )
            for reason, (line, times, text) in self._counted.items()
        ]
        if self._beyond:
            line, times = self._beyond
            counted.append(LogWarning(self.file, line, f"{times} warnings more"))
        return sorted(self._warnings + counted, key=lambda warning: warning.line)


def with_text(reason: str, text: bytes) -> str:
    """Return a reason with the text that it is about, if that shows anything."""
    return f"{reason}, ({escape(text)})" if text.strip() else reason
