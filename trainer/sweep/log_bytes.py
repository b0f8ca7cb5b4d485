"""What a worker does: train, and return the compressed logs."""

import zlib
from collections.abc import Sequence

from ..log_file import GZIP
from ..settings import Settings


def train_logs(group: Sequence[Settings]) -> list[bytes]:
    """Train side by side, and return the logs that `python -m trainer` prints, compressed.

    They have the same bytes each time: zlib's header has neither a name nor a time.
    """
    from ..log import format_step  # only a worker needs numpy
    from ..training import train_side_by_side

    texts = [bytearray() for _ in group]
    for steps in train_side_by_side(group):
        for text, step, settings in zip(texts, steps, group, strict=True):
            text.extend(format_step(step, settings.dialect, settings.decimals).encode())
    return [zlib.compress(text, wbits=GZIP) for text in texts]
