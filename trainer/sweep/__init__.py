"""Train a whole grid of settings into a folder of logs, on this machine or on a Dask cluster."""


class SweepError(Exception):
    """Say in one line why a sweep cannot be done."""

    def __init__(self, message: str, *, status: int = 1) -> None:
        """Take the exit status, too: 2 if the command is wrong."""
        super().__init__(message)
        self.status = status
