"""Turn the texts of numbers into floats, thousands at a time.

Most of them are plain: perhaps a sign, and at most 15 digits, perhaps with a point among them.
Without its point such a number is an integer that a float64 holds exactly. If it is divided by a
power of ten, which is exact as well, the result is rounded only once, so it is the float() of the
text. Other texts are read one by one.
"""

import numpy as np
import numpy.typing as npt

from ..log import Floats, Integers
from .grammar import LACKS_DIGITS, is_row, to_float

Booleans = npt.NDArray[np.bool_]

MOST_TEXTS = 2**16  # that are remembered
MOST_CHARACTERS = 15  # of a plain number after its sign; a float64 holds integers of 15 digits
POWERS = 10.0 ** np.arange(MOST_CHARACTERS)
# A word is a uint64 whose lowest byte is the first of eight characters. These masks keep the values
# of its last 0, 1, ... 8 characters, if they are digits; a point keeps the value 14.
WORD = 8
MASKS = np.array(
    [int.from_bytes(bytes(WORD - kept) + b"\x0f" * kept, "little") for kept in range(WORD + 1)],
    np.uint64,
)
# What a point adds to an integer, and what to divide it by to get the digits before the point; for
# 0, 1, ... decimals.
POINTS = np.array([0, *(ord(".") & 0x0F) * POWERS[1:]])
BEFORE_POINT = np.array([np.inf, *10 * POWERS[1:]])


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
        """Return how many numbers each line has, 0 if it has anything else.

        Numbers such as .5 and 5. do not count, since they may be torn.
        """
        lengths = np.diff(np.searchsorted(self._starts, self._line_ends), prepend=0)
        if len(self._odd) and not _are_numbers(self._odd_texts):
            is_bad = [not _are_numbers([text]) for text in self._odd_texts]
            bad = self._starts[self._odd[is_bad]]
            lengths[np.searchsorted(self._line_ends, bad)] = 0
        return lengths

    def floats(self, cache: FloatCache) -> Floats:
        """Return the float of each number; there must be nothing else in the text."""
        powers = POWERS.take(self._decimals)
        integers = self._integers() - POINTS.take(self._decimals)
        wholes = np.floor(integers / BEFORE_POINT.take(self._decimals))
        integers -= 9 * powers * wholes  # now without the place of the point
        floats: Floats = np.copysign(integers / powers, 0.5 - self._is_minus)
        floats[self._odd] = [cache[text] for text in self._odd_texts]
        return floats

    def _explain(self, unexplained: Booleans) -> Integers:
        """Find the decimals of plain texts; return the places of texts that are not plain.

        unexplained: whether a character is neither a digit nor a blank.
        """
        explained = [self._starts[self._starts < self._firsts]]  # the signs
        points = np.count_nonzero(self._codes == ord("."))
        usual = self._usual_decimals() if points else 0
        for decimals in [usual, *range(1, MOST_CHARACTERS)]:
            if not points:
                break
            places = self._ends - 1 - decimals
            is_point = self._codes.take(places, mode="clip") == ord(".")
            is_point &= (places > self._firsts) & (self._decimals == 0)
            self._decimals[is_point] = decimals
            explained.append(places[is_point])
            points -= len(explained[-1])
        characters = self._ends - self._firsts
        is_odd = (characters < 1) | (characters > MOST_CHARACTERS)
        if sum(map(len, explained)) < np.count_nonzero(unexplained):
            unexplained[np.concatenate(explained)] = False
            places = np.flatnonzero(unexplained)
            is_odd[np.searchsorted(self._ends, places, side="right")] = True
        return np.flatnonzero(is_odd)

    def _usual_decimals(self) -> int:
        """Return the decimals of the first text that has a point, from 1 to 14."""
        point = self._text.index(b".")
        end = self._ends[np.searchsorted(self._ends, point)]
        return min(max(1, int(end) - 1 - point), MOST_CHARACTERS - 1)

    def _integers(self) -> Floats:
        """Return the integers that the characters of plain texts stand for."""
        text = bytes(2 * WORD) + self._text
        ends = self._ends + 2 * WORD
        characters = self._ends - self._firsts
        integers = _last_digits(text, ends, characters)
        long = np.flatnonzero(characters > WORD)
        if len(long):
            more = _last_digits(text, ends[long] - WORD, characters[long] - WORD)
            integers[long] += more * 10.0**WORD
        return integers

    @property
    def _odd_texts(self) -> list[bytes]:
        starts, ends = self._starts[self._odd].tolist(), self._ends[self._odd].tolist()
        return [self._text[start:end] for start, end in zip(starts, ends, strict=True)]


def _are_numbers(texts: list[bytes]) -> bool:
    row = b" ".join(texts)
    # A text may contain a blank, such as a \r.
    return is_row(row) and row.split() == texts and not LACKS_DIGITS.search(row)


def _last_digits(text: bytes, ends: Integers, digits: Integers) -> Floats:
    """Return the integers of the last digits before these places, at most eight."""
    words = np.ndarray(len(text) - WORD + 1, "<u8", text, 0, (1,))[ends - WORD]
    words &= MASKS.take(digits, mode="clip")
    words = words * 10 + (words >> 8)  # pairs of digits, in every second byte
    pair = 0x000000FF000000FF
    words = (words & pair) * (100 + (10**6 << 32)) + (words >> 16 & pair) * (1 + (10**4 << 32))
    integers: Floats = (words >> 32).astype(np.float64)
    return integers
