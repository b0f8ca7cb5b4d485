"""Turn the texts of numbers into floats, thousands at a time.

Most of them are plain: perhaps a sign, and at most 15 characters, digits and perhaps a point among
them. Without its point such a number is an integer that a float64 holds exactly. If it is divided
by a power of ten, which is exact as well, the result is rounded only once, so it is the float() of
the text. Other texts are read one by one.
"""

from collections import Counter
from itertools import compress
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..log import Floats, Integers
from .grammar import LACKS_DIGITS, SCIENTIFIC, is_row, to_float

Booleans = npt.NDArray[np.bool_]
Decimals = npt.NDArray[np.int16]
Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]

SOME_TEXTS = 10  # the decimals of most of them are tried first
MOST_CHARACTERS = 15  # of a plain number after its sign; a float64 holds integers of 15 digits
EXPONENT = 4  # characters, such as e-05
POWERS = 10.0 ** np.arange(23)  # those that a float64 holds exactly
WORD = 8  # bytes; the lowest byte of a word, a uint64, is the first of eight characters
PAD = b" " * 2 * WORD  # must stand before and after a text, since words overlap its ends
LAST = np.array([2**64 - 2 ** (8 * left) for left in range(WORD, -1, -1)], np.uint64)
# Words of equal bytes. TOO_HIGH added to a byte above 9 sets its highest bit.
ZEROS, TOO_HIGH, LOW_BITS, HIGH_BITS = (
    np.uint64(byte * 0x0101010101010101) for byte in (ord("0"), 0x7F - 9, 0x7F, 0x80)
)
# Factor, shift and mask that join two digits to a number, then two such numbers, then two of these.
JOINS = [
    (np.uint64(1 + (10 << 8)), np.uint64(8), np.uint64(0x00FF00FF00FF00FF)),
    (np.uint64(1 + (10**2 << 16)), np.uint64(16), np.uint64(0x0000FFFF0000FFFF)),
    (np.uint64(1 + (10**4 << 32)), np.uint64(32), np.uint64(0x00000000FFFFFFFF)),
]


def words_of(text: bytes) -> Words:
    """Return the words that start at each place of a text but the last ones."""
    return np.ndarray(len(text) - WORD + 1, "<u8", text, 0, (1,))


def starts_with(text: bytes, places: Integers, prefix: bytes) -> Booleans:
    """Tell at which places of a padded text a prefix stands."""
    head, rest = prefix[:WORD], prefix[WORD:]
    mask = np.uint64(2 ** (8 * len(head)) - 1)
    is_there: Booleans = words_of(text)[places] & mask == int.from_bytes(head, "little")
    if rest:
        is_there[is_there] = starts_with(text, places[is_there] + WORD, rest)
    return is_there


class Numbers(NamedTuple):
    """Hold the float and the decimals of each text that is a plain number."""

    values: Floats
    decimals: Decimals
    is_plain: Booleans


def read_numbers(text: bytes, starts: Integers, ends: Integers) -> Numbers:
    """Read the numbers that stand at these places of a text, which is padded."""
    codes = np.frombuffer(text, np.uint8)
    initials = codes[starts]
    is_minus = initials == ord("-")
    starts = starts + (is_minus | (initials == ord("+")))
    has_e = codes[ends - EXPONENT] | 0x20 == ord("e")
    scientific = np.flatnonzero(has_e & (ends - starts > EXPONENT))
    if len(scientific):
        exponents, is_exponent = _read_exponents(codes, ends[scientific])
        ends = ends.copy()
        ends[scientific] -= EXPONENT
    digits, decimals, is_plain = _read_decimals(text, starts, ends)
    values = digits / POWERS.take(decimals)
    if len(scientific):
        powers = exponents - decimals[scientific]
        is_plain[scientific] &= is_exponent & (abs(powers) < len(POWERS))
        scaled = digits[scientific] * POWERS.take(powers, mode="clip")
        values[scientific] = scaled / POWERS.take(-powers, mode="clip")
        decimals[scientific] += SCIENTIFIC
    values[is_minus] *= -1
    return Numbers(values, decimals, is_plain)


def _read_exponents(codes: Bytes, ends: Integers) -> tuple[Integers, Booleans]:
    """Return the exponents before these places, and whether they are a sign and two digits."""
    sign, tens, ones = (codes[ends - back].astype(np.int64) for back in (3, 2, 1))
    tens -= ord("0")
    ones -= ord("0")
    is_exponent = (sign == ord("-")) | (sign == ord("+"))
    for digit in (tens, ones):
        is_exponent &= (digit >= 0) & (digit <= 9)
    return np.where(sign == ord("-"), -1, 1) * (10 * tens + ones), is_exponent


def _read_decimals(
    text: bytes, starts: Integers, ends: Integers
) -> tuple[Floats, Decimals, Booleans]:
    """Return the digits of numbers as integers, how many follow the point, and which are plain."""
    digits, decimals = np.zeros(len(starts)), np.zeros(len(starts), np.int16)
    is_plain = np.zeros(len(starts), np.bool_)
    left: slice | Integers = np.s_[:]  # that are not plain with the decimals tried so far
    while not is_plain.all():
        usual = _usual_decimals(text, starts[left], ends[left])
        lengths = ends[left] - starts[left]
        digits[left], is_found = _read_plain(words_of(text), ends[left], lengths, usual)
        decimals[left], is_plain[left] = usual, is_found
        if not is_found.any():
            break
        left = np.flatnonzero(~is_plain)
    return digits, decimals, is_plain


def _usual_decimals(text: bytes, starts: Integers, ends: Integers) -> int:
    """Return the decimals that most of some of the texts have."""
    some = np.s_[:: len(starts) // SOME_TEXTS + 1]
    places = zip(starts[some].tolist(), ends[some].tolist(), strict=True)
    counts = Counter(len(text[start:end].partition(b".")[2]) for start, end in places)
    return min(counts.most_common(1)[0][0], MOST_CHARACTERS)


def _read_plain(
    words: Words, ends: Integers, lengths: Integers, decimals: int
) -> tuple[Floats, Booleans]:
    """Return the digits of the last characters before these places, and which are plain.

    decimals: how many digits of a plain one follow its point.
    """
    point = decimals or -1
    values, is_plain = _read_digits(words[ends - WORD], lengths, point)
    is_plain &= (lengths > decimals + (decimals > 0)) & (lengths <= MOST_CHARACTERS)
    long = np.flatnonzero(is_plain & (lengths > WORD))
    if len(long):
        high = words[ends[long] - 2 * WORD]
        high_values, is_plain[long] = _read_digits(high, lengths[long] - WORD, point - WORD)
        values[long] += high_values * 10.0 ** (WORD - (0 < point < WORD))
    return values, is_plain


def _read_digits(words: Words, counts: Integers, point: int) -> tuple[Floats, Booleans]:
    """Return the integers of the last characters of words, and whether these are digits.

    point: the place of a point among them, counted from the end; there is none if it is negative.
    """
    words ^= ZEROS
    words &= LAST.take(counts, mode="clip")
    too_high = TOO_HIGH
    if has_point := 0 <= point < WORD:
        bits = 8 * (WORD - 1 - point)
        words ^= np.uint64((ord(".") ^ ord("0")) << bits)
        too_high = TOO_HIGH + np.uint64(9 << bits)  # whatever is not 0 there
    odd = words & LOW_BITS
    odd += too_high
    odd |= words
    odd &= HIGH_BITS
    if has_point:
        before = words & np.uint64(2**bits - 1)
        words += before * np.uint64(2**8 - 1)  # moved to where the point was
    for factor, shift, mask in JOINS:
        words *= factor
        words >>= shift
        words &= mask
    return words.astype(np.float64), odd == 0


def read_rows(text: bytes) -> tuple[Floats, Integers]:
    """Return the numbers in lines of padded text, and how many each line has.

    A line has 0 if anything else stands in it between blanks, and its numbers are undefined. That
    includes numbers such as .5 and 5., since they may be torn.
    """
    codes = np.frombuffer(text, np.uint8)
    is_newline = codes == ord("\n")
    is_inside = ~((codes == ord(" ")) | (codes == ord("\t")) | is_newline)
    edges = np.flatnonzero(is_inside[1:] != is_inside[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    line_ends = np.flatnonzero(is_newline)
    lengths = np.diff(np.searchsorted(starts, line_ends), prepend=0)
    values, _, is_plain = read_numbers(text, starts, ends)
    odd = np.flatnonzero(~is_plain)
    texts = [text[i:j] for i, j in zip(starts[odd].tolist(), ends[odd].tolist(), strict=True)]
    if _are_numbers(texts):
        values[odd] = [to_float(number) for number in texts]
    else:
        is_good = [_are_numbers([number]) for number in texts]
        values[odd[is_good]] = [to_float(number) for number in compress(texts, is_good)]
        lengths[np.searchsorted(line_ends, starts[odd[~np.array(is_good)]])] = 0
    return values, lengths


def _are_numbers(texts: list[bytes]) -> bool:
    if not texts:
        return True
    row = b" ".join(texts)
    # A text may contain a blank, such as a \r.
    return is_row(row) and row.split() == texts and not LACKS_DIGITS.search(row)
