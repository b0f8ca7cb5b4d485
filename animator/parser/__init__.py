"""Text to frames: reads the log that logs/FORMAT.md specifies.

A chunk of text goes to the fast path, which takes all that it can prove to be well-formed, and
hands the rest to the careful path.
"""

from ..errors import LogError
from ..log import Log
from .assemble import assemble
from .fast_reader import Chunk
from .line_reader import LONGEST_LINE, Reader
from .source import Source, open_text


def read_log(
    source: Source, *, part: int = -1, strict: bool = False, progress: object = None
) -> Log:
    """Read a log from a path, "-" for stdin, or an open binary file; gzip is recognised.

    part: which training, where the file holds several; negative ones count from the end. strict:
    raise the first warning. Raises OSError if the file can't be read, LogError if no loss can be
    had from it (NotALogError if it is no text).
    """
    with open_text(source) as text:
        reader = Reader(text.name)
        rest = b""
        for chunk in text.chunks():
            lines = rest + chunk
            end = lines.rfind(b"\n") + 1
            rest = lines[end : end + LONGEST_LINE + 1]  # as much as shows that it is too long
            Chunk(reader, lines[:end]).read()
        reader.finish(rest, text.problem)
    log = assemble(reader.records, reader.report, reader.line, part)
    if strict and log.warnings:
        first = log.warnings[0]
        raise LogError(first.file, first.line, first.reason)
    return log
