"""Turn the texts of numbers into floats, thousands at a time.

Most of them are plain: a sign perhaps, and digits with perhaps a point among them, so few that a
float64 holds them exactly as an integer. Divided by a power of ten that is exact as well, the
integer is rounded once, so the quotient is the float() of the text. Other texts are read one by one.
"""

import numpy as np
import numpy.typing as npt

from ..log import Floats, Integers
from .grammar import is_row, to_float

Bytes = npt.NDArray[np.uint8]
Booleans = npt.NDArray[np.bool_]

MOST_TEXTS = 2**16  # that are remembered
MOST_DIGITS = 15  # a float64 holds every integer of so many digits exactly
POWERS = 10.0 ** np.arange(MOST_DIGITS)  # exact up to 10^22


class FloatCache(dict[bytes, float]):
    """Map texts to their floats: with few decimals, the same texts come again and again."""

    def __missing__(self, text: bytes) -> float:
        """Return the float of a new text."""
        value = to_float(text)
        if len(self) < MOST_TEXTS:
            self[text] = value
        return value


class NumberRows:
    """Find the numbers in rows of text: whatever stands between blanks should be one."""

    def __init__(self, text: bytes) -> None:
        """Take lines that each end in a newline."""
        self._text = text
        self._codes = codes = np.frombuffer(text, np.uint8)
        is_newline = codes == ord("\n")
        is_inside = ~((codes == ord(" ")) | (codes == ord("\t")) | is_newline)
        edges = np.flatnonzero(is_inside[1:] != is_inside[:-1]) + 1
        if is_inside[:1].any():
            edges = np.concatenate([[0], edges])
        self._starts, self._ends = edges[::2], edges[1::2]
        self._line_ends = np.flatnonzero(is_newline)
        initials = codes[self._starts]
        self._is_minus = initials == ord("-")
        self._is_signed = self._is_minus | (initials == ord("+"))
        self._decimals = np.zeros(len(self._starts), np.int64)
        self._odd = self._explain(is_inside & (codes - ord("0") > 9))

    def __len__(self) -> int:
        return len(self._starts)

    def lengths(self) -> Integers:
        """Return how many numbers each line has, 0 if it has anything else."""
        lengths = np.diff(np.searchsorted(self._starts, self._line_ends), prepend=0)
        if len(self._odd) and not is_row(b" ".join(self._odd_texts)):
            is_bad = [not is_row(text) for text in self._odd_texts]
            bad = self._starts[self._odd[is_bad]]
            lengths[np.searchsorted(self._line_ends, bad)] = 0
        return lengths

    def floats(self, cache: FloatCache) -> Floats:
        """Return the float of each number; there must be nothing else in the text."""
        digits = self._text.translate(None, b".")
        if len(self._odd):
            texts = digits.split()
            for place in self._odd.tolist():
                texts[place] = b"0"
            digits = b" ".join(texts)
        floats = np.fromstring(digits, np.int64, sep=" ") / POWERS[self._decimals]
        floats[self._is_minus & (floats == 0)] = -0.0  # an integer has no -0
        floats[self._odd] = [cache[text] for text in self._odd_texts]
        return floats

    @property
    def _odd_texts(self) -> list[bytes]:
        starts, ends = self._starts[self._odd].tolist(), self._ends[self._odd].tolist()
        return [self._text[start:end] for start, end in zip(starts, ends, strict=True)]

    def _explain(self, unexplained: Booleans) -> Integers:
        """Find the decimals of plain texts; return the places of texts that are not plain.

        unexplained: whether a character is neither a digit nor a blank.
        """
        unexplained[self._starts[self._is_signed]] = False
        firsts = self._starts + self._is_signed
        points = np.count_nonzero(self._codes == ord("."))
        for decimals in range(1, MOST_DIGITS):
            if not points:
                break
            places = self._ends - 1 - decimals
            is_point = self._codes.take(places, mode="clip") == ord(".")
            is_point &= (places > firsts) & (self._decimals == 0)
            self._decimals[is_point] = decimals
            found = places[is_point]
            unexplained[found] = False
            points -= len(found)
        digits = self._ends - firsts - (self._decimals > 0)
        is_odd = (digits < 1) | (digits > MOST_DIGITS)
        is_odd[np.searchsorted(self._ends, np.flatnonzero(unexplained), side="right")] = True
        return np.flatnonzero(is_odd)
