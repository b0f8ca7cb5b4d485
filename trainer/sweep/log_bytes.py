"""What a worker does: train, and return the compressed log."""

import zlib

from ..log_file import GZIP
from ..settings import Settings


def train_log(settings: Settings) -> bytes:
    """Return the log that `python -m trainer` prints, compressed to the same bytes each time.

    zlib's header has neither a name nor a time.
    """
    from ..log import format_step  # only a worker needs numpy
    from ..training import train

    steps = (format_step(step, settings.dialect, settings.decimals) for step in train(settings))
    return zlib.compress("".join(steps).encode(), wbits=GZIP)
