"""Turn the texts of numbers into floats, thousands at a time.

Most of them are plain: perhaps a sign, at most eight digits, and perhaps a point and at most eight
decimals. Without its point such a number is an integer that a float64 holds exactly. Divided by a
power of ten that is exact as well, it is rounded once, so the quotient is the float() of the text.
Other texts are read one by one.
"""

import numpy as np
import numpy.typing as npt

from ..log import Floats, Integers
from .grammar import is_row, to_float

Booleans = npt.NDArray[np.bool_]

MOST_TEXTS = 2**16  # that are remembered
WIDTH = 8  # digits in a word, which is the uint64 whose lowest byte is the first of eight characters
MOST_DIGITS = 15  # a float64 holds every integer of so many digits exactly
POWERS = 10.0 ** np.arange(WIDTH + 1)
# The masks that keep the values of the last 0, 1, ... 8 characters of a word, if they are digits.
MASKS = np.array(
    [int.from_bytes(bytes(WIDTH - kept) + b"\x0f" * kept, "little") for kept in range(WIDTH + 1)],
    np.uint64,
)


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
        self._firsts = self._starts + (self._is_minus | (initials == ord("+")))  # after the sign
        self._decimals = np.zeros(len(self._starts), np.int64)
        self._odd = self._explain(is_inside & (codes - ord("0") > 9))

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
        has_point = self._decimals > 0
        points = self._ends - self._decimals - has_point
        powers = POWERS.take(self._decimals)
        integers = self._integers(points, points - self._firsts) * powers
        if has_point.any():
            integers += self._integers(self._ends, self._decimals)
        floats = np.copysign(integers / powers, 0.5 - self._is_minus)
        floats[self._odd] = [cache[text] for text in self._odd_texts]
        return floats

    def _explain(self, unexplained: Booleans) -> Integers:
        """Find the decimals of plain texts; return the places of texts that are not plain.

        unexplained: whether a character is neither a digit nor a blank.
        """
        unexplained[self._starts[self._starts < self._firsts]] = False
        points = np.count_nonzero(self._codes == ord("."))
        usual = self._usual_decimals() if points else 0
        for decimals in [usual, *range(1, WIDTH + 1)]:
            if not points:
                break
            places = self._ends - 1 - decimals
            is_point = self._codes.take(places, mode="clip") == ord(".")
            is_point &= (places > self._firsts) & (self._decimals == 0)
            self._decimals[is_point] = decimals
            found = places[is_point]
            unexplained[found] = False
            points -= len(found)
        digits = self._ends - self._firsts - (self._decimals > 0)
        is_odd = (digits < 1) | (digits > MOST_DIGITS) | (digits - self._decimals > WIDTH)
        is_odd[np.searchsorted(self._ends, np.flatnonzero(unexplained), side="right")] = True
        return np.flatnonzero(is_odd)

    def _usual_decimals(self) -> int:
        """Return the decimals of the first text that has a point, from 1 to 8."""
        point = self._text.index(b".")
        end = self._ends[np.searchsorted(self._ends, point)]
        return min(max(1, int(end) - 1 - point), WIDTH)

    def _integers(self, ends: Integers, digits: Integers) -> npt.NDArray[np.uint64]:
        """Return the integers that end at these places and have so many digits, at most eight."""
        padded = bytes(WIDTH) + self._text
        words = np.ndarray(len(self._text), "<u8", padded, 0, (1,))[ends]
        words &= MASKS.take(digits, mode="clip")
        words = words * 10 + (words >> 8)  # pairs of digits, in every second byte
        pair = 0x000000FF000000FF
        words = (words & pair) * (100 + (10**6 << 32)) + (words >> 16 & pair) * (1 + (10**4 << 32))
        return words >> 32

    @property
    def _odd_texts(self) -> list[bytes]:
        starts, ends = self._starts[self._odd].tolist(), self._ends[self._odd].tolist()
        return [self._text[start:end] for start, end in zip(starts, ends, strict=True)]
