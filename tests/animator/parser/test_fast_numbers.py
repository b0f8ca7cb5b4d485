"""The floats made in bulk are those that float() makes of each text."""

import math
import struct

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from animator.parser.fast_numbers import PAD, read_rows
from animator.parser.grammar import LACKS_DIGITS, is_row, to_float

SIGNS = st.sampled_from(["", "-", "+"])
DIGITS = st.text("0123456789", min_size=1, max_size=20)
PLAIN = st.builds("{}{}".format, SIGNS, DIGITS)
WITH_POINT = st.builds("{}{}.{}".format, SIGNS, DIGITS, DIGITS)
WITH_EXPONENT = st.builds("{}e{}{:02d}".format, WITH_POINT, SIGNS, st.integers(0, 400))
ANY_FLOAT = st.floats().map(repr)
FIXED = st.builds("{:.{}f}".format, st.floats(-1e6, 1e6), st.integers(0, 12))
NUMBERS = st.one_of(PLAIN, WITH_POINT, WITH_EXPONENT, ANY_FLOAT, FIXED)
ROWS = st.lists(st.lists(NUMBERS, max_size=20), max_size=5)
NO_NUMBERS = st.text("0123456789.+-eEnaif xX,:[]\0\r\v\f\x1b", max_size=12)

HARD = [
    *("0", "-0", "+0", "-0.0", "0.000", "-0.000", "000", "007", "-007.50", "+1.5"),
    *("12345678", "123456789", "1.234567", "12.345678", "1234567.8", "12345678.9", "0.12345678"),
    *("999999999999999", "9999999999999999", "-99999999999999.9", "0.99999999999999"),
    *("9007199254740992", "9007199254740993", "9007199254740991.5", "900719925474099.3"),  # 2^53
    *("0.1", "0.3", "2.675", "1.005", "0.30000000000000004", "0.1234567890123456789"),
    *("1.00000000000000011102230246251565404236316680908203125", "1" + "0" * 310, "0." + "0" * 330),
    *("1.7976931348623157e308", "1.7976931348623159e308", "2.2250738585072011e-308"),
    *("1.0000e-18", "1.0000e-19", "-1.0000e-19", "1.0000e+23", "7e+22", "1.2345e+19"),
    *("1234567890123456", "8888888888888889", "-9999999999999998", "12345678901234567"),
    *("4.9e-324", "2.4e-324", "1e22", "1e23", "-1E5", "1.5e+05", "1e-5", "9e999"),
    *("nan", "-NaN", "inf", "-Infinity", "+inf"),
    *("nan(0x8000)", "-nan(ind)"),
]  # fmt: skip


def bits(values: list[float]) -> list[bytes]:
    """Return the bits of floats, the same for all NaNs."""
    return [struct.pack("<d", math.nan if math.isnan(value) else value) for value in values]


def check(rows: list[list[str]], blank: str = " ") -> None:
    text = "".join(blank.join(row) + "\n" for row in rows).encode()
    numbers, lengths = read_rows(PAD + text + PAD)
    assert lengths.tolist() == [len(row) for row in rows]
    expected = [to_float(number.encode()) for row in rows for number in row]
    assert bits(numbers.tolist()) == bits(expected)


@pytest.mark.parametrize("blank", [" ", "  ", "\t", " \t "])
def test_hard_numbers_are_read_as_float_reads_them(blank: str) -> None:
    check([HARD, [], HARD[::-1], *([number] for number in HARD)], blank)
    for number in HARD:
        check([[number]])
        check([["0.5", number, "-0.25"]])


@given(ROWS)
@settings(max_examples=150, deadline=None)
@example([["0.5"]])
def test_all_numbers_are_read_as_float_reads_them(rows: list[list[str]]) -> None:
    check(rows)


@pytest.mark.parametrize("decimals", range(16))
def test_every_number_of_few_digits_is_read_as_float_reads_it(decimals: int) -> None:
    check([[f"{number}.{'0' * decimals}{number}" for number in range(1000)]])
    check([[f"{number / 1000:.{decimals}f}" for number in range(-1999, 2000)]])


@pytest.mark.parametrize(
    "text",
    [
        *("-", "+", ".", "-.", "--1", "+-1", "1-", "1.2.3", "1..2", "1-2", "0x1p-3", "5.5D-03"),
        *(".5", "-.5", "5.", "+5.", "0.5.", "1.#INF"),  # left to the careful path: they may be torn
        *("0,5", "1_000", "1e", "1e+", "e5", "nano", "infin", "1.#", "x", "]", "W:", "1:", "\0"),
        *("1\0", "\r", "1\r2", "1\x1b2", "\x0b", "1\x0c2", "\xa0", "١", "1" * 401),  # noqa: RUF001
    ],
)
def test_a_line_with_anything_but_numbers_has_no_numbers(text: str) -> None:
    rows = f"0.5 -1\n0.5 {text} 1\n 2.5 1 1\n".encode()
    assert read_rows(PAD + rows + PAD)[1].tolist() == [2, 0, 3]
    assert read_rows(PAD + f"{text}\n{text} 1\n1 {text}\n".encode() + PAD)[1].tolist() == [
        0,
        0,
        0,
    ]


@given(st.lists(st.lists(st.one_of(NUMBERS, NO_NUMBERS), max_size=4), max_size=4))
@settings(max_examples=150, deadline=None)
def test_a_line_is_a_row_if_the_careful_path_takes_it_for_one(rows: list[list[str]]) -> None:
    lines = [" ".join(row).encode() for row in rows]
    lengths = read_rows(PAD + b"".join(line + b"\n" for line in lines) + PAD)[1].tolist()
    for line, length in zip(lines, lengths, strict=True):
        if length:
            assert is_row(line)
            assert length == len(line.split())
        else:
            is_careful = LACKS_DIGITS.search(line) or any(blank in line for blank in b"\r\v\f")
            assert is_careful or not is_row(line)
