"""The exceptions and the warning that users of the package meet."""


class LogError(ValueError):
    """Say why a log can't be used; `line` is None if no single line is the cause."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


class NotALogError(LogError):
    """Say that a file is not a text file at all."""


class LogWarning(UserWarning):
    """Say what was dropped from a log, and at which line; 0 is the whole file."""

    __slots__ = ("file", "line", "reason")  # half the memory: a damaged log has many warnings

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


class UsageError(ValueError):
    """Say what is wrong with what was asked for."""


class LookError(UsageError):
    """Say which setting of a picture is wrong, and what is allowed."""

    def __init__(self, setting: str, allowed: str, value: object) -> None:
        super().__init__(f"{setting} must be {allowed}, not {value!r}")
        self.setting = setting
        self.allowed = allowed
        self.value = value


class OutputError(RuntimeError):
    """Say why an output can't be made, if possible in the words of the program that failed."""
