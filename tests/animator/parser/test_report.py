"""Each thing that is dropped is reported once, in one short line."""

import pytest

from ..logs import read_bytes, warnings_of

START = "run: 0\nL: 0.5\n"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("  x  ", "(x)"),
        ("long " * 30, f"({'long ' * 12})"),
        ("\\" * 61, "(" + "\\" * 60 + ")"),
        ("L: ٣", r"(L: \xd9\xa3)"),
        ("\a\x80", r"(\x07\xc2\x80)"),
        ("\x1b[31mred\x1b[0m", "(red)"),
    ],
)
def test_the_text_of_a_line_is_shown_as_printable_ascii(line: str, shown: str) -> None:
    assert warnings_of(read_bytes(f"{START}{line}\n")) == [f"3: not understood, {shown}"]


def test_what_comes_again_and_again_is_counted() -> None:
    text = f"{START}]\nrun: 1\nL: 0.4\n 1 2\n\0\0\0\0\n 3\n\0\0\0\0\n"
    assert warnings_of(read_bytes(text)) == [
        "3: a row outside a block, 3 in all, (])",
        r"7: NUL bytes, 2 in all, (\x00\x00\x00\x00)",
    ]


def test_warnings_stand_in_the_order_of_lines() -> None:
    text = f"]\n{START}W: [\n 1\n]\n]\n?\nrun: 0\nL: nan\n!\n"
    assert [warning.line for warning in read_bytes(text).warnings] == [1, 8, 9, 10, 11]


def test_at_most_100_000_warnings_are_kept_and_the_others_counted() -> None:
    warnings = warnings_of(read_bytes(START + "?\n" * 100_003))
    assert warnings[99_999:] == ["100002: not understood, (?)", "100003: 3 more warnings"]
