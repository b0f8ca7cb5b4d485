"""What a worker does: train, and return the compressed log."""

import zlib

from ..settings import Settings

GZIP = 16 + zlib.MAX_WBITS  # zlib's code for the gzip format; the header has no name and no time


def train_log(settings: Settings) -> bytes:
    """Return the log that `python -m trainer` prints, compressed to the same bytes each time."""
    from ..log import format_step  # only a worker needs numpy
    from ..training import train

    steps = (format_step(step, settings.dialect, settings.decimals) for step in train(settings))
    return zlib.compress("".join(steps).encode(), wbits=GZIP)
