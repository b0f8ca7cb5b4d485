"""Read blocks, row by row; each is added as a whole to the records, or dropped and reported."""

from .grammar import ends_in_bracket, is_end, is_row
from .open_run import OpenBlock, OpenRun
from .reasons import of_bad_row
from .report import Report

LARGEST_BLOCK = 2**22  # values: WᵀW of 2048 features


class BlockReader:
    """Hold the block that is open, if any."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._block: OpenBlock | None = None

    @property
    def is_open(self) -> bool:
        """Whether the next row belongs to a block."""
        return self._block is not None

    def open(self, block: OpenBlock) -> None:
        """Start a block."""
        self._block = block

    def close(self, reason: str) -> None:
        """Drop the block that is open, if any, for this reason."""
        if self._block and not self._block.is_dropped:
            self._drop(self._block, reason)
        self._block = None

    def read(self, text: bytes, run: OpenRun) -> None:
        """Read the next line of the block that is open, one of a run."""
        block = self._block
        if block is None:
            raise RuntimeError("no block is open")
        if block.is_dropped:
            run.add_doubt(text)
            if is_end(text):
                self._block = None
        elif is_end(text):
            self._end(block, run)
        elif is_row(text):
            block.add_row(text)
            if len(block.values) > LARGEST_BLOCK:
                self.skip(f"a block of more than {LARGEST_BLOCK} values")
        elif ends_in_bracket(text):
            block.add_row(text.rstrip()[:-1])
            block.ends_in_row = True
            self._end(block, run)
        else:
            self.skip(of_bad_row(block.tag, text), text)
            run.add_doubt(text)

    def skip(self, reason: str, text: bytes = b"") -> None:
        """Drop the block that is open, and its rows that follow."""
        if self._block and not self._block.is_dropped:
            self._drop(self._block, reason, text)
            self._block = OpenBlock(self._block.tag, self._block.line, is_dropped=True)

    def _end(self, block: OpenBlock, run: OpenRun) -> None:
        if not block.rows:
            self._drop(block, "an empty block")
        elif block.is_ragged:
            self._drop(block, "a block with rows of different lengths")
        elif block.is_torn:
            self._drop(block, "a block with a number that may have lost its start or end")
        elif block.tag in run.shapes:
            self._drop(block, f"a second block with this tag in run {run.number}")
        else:
            run.add_block(block)
        self._block = None

    def _drop(self, block: OpenBlock, reason: str, text: bytes = b"") -> None:
        self._report.warn_of_block(block.tag, block.line, reason, text.strip() or None)
