"""Read the log that logs/FORMAT.md specifies.

Each chunk of text goes to the fast path, which takes what it can prove to be well-formed and leaves
the rest to the careful path.
"""

from collections.abc import Collection
from operator import index

from ..errors import LogError
from ..log import Log
from .growing_log import GrowingLog
from .source import Progress, Source, open_text


def read_log(
    source: Source,
    *,
    part: int = -1,
    scalars: Collection[str] | None = None,
    tags: Collection[str] | None = None,
    strict: bool = False,
    progress: Progress | None = None,
) -> Log:
    """Read a log from a path, "-" for stdin, or an open binary file; gzip is recognised.

    - part: which training, if the file holds several; negative numbers count from the end
    - scalars: the names of those to keep beside the loss (default: all)
    - tags: keep only the blocks with these tags, such as ["W"]; the others are left out
    - strict: raise the first warning as a LogError
    - progress: called after each read from the source with the number of bytes that it gave,
      compressed ones if it is gzip

    Raises OSError if the file can't be read, LogError if no loss can be read from it (NotALogError
    if it is not text, or if `source` is the text itself), TypeError if `source` is none of these.

    >>> read_log("logs/c-pentagon.log").loss.head(2)
              L
    run
    0    0.0447
    1    0.0485
    """
    part = index(part)  # numpy has integers of its own
    if isinstance(tags, str):
        raise TypeError(f"tags must be a list, such as [{tags!r}]")
    with open_text(source, progress) as text:
        reading = GrowingLog(text.name, tags)
        for chunk in text.chunks():
            reading.add(chunk)
        reading.finish(text.problem)
    log = reading.log(part, scalars)
    if strict and log.warnings:
        first = log.warnings[0]
        raise LogError(first.file, first.line, first.reason)
    return log
