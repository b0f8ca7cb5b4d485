"""What a line of a log can be; logs/FORMAT.md says it in words."""

import re

LONGEST_NUMBER = 400  # characters: the largest double has 309 digits before its point
SCIENTIFIC = 1000  # more than any number has decimals
LONGEST_ECHO = 60  # characters of a line that a message shows

# No pattern steps back (++ and *+), which would take time; so what starts with a digit comes first.
NUMBER = (
    rb"(?i:[-+]?(?:1\.\#(?:qnan|snan|ind|inf)0*"  # what old Windows libraries print
    rb"|[0-9]++(?:\.[0-9]++)?+(?:e[-+]?[0-9]++)?+"
    rb"|nan(?:\([0-9a-z_]*\))?|inf(?:inity)?))"
)
RECORD = re.compile(
    rb"\s*(?:run:\s*(?P<run>\d{1,18})"
    rb"|L:\s*(?=\S{1,%d}\s*\Z)(?P<loss>%b)"
    rb"|(?P<tag>(?!(?:run|L)\s*:|[-+]?\d[\d.]*[\s:])"  # no part of a row
    rb"[^\s:\[\]\0-\x1f](?:[^:\[\]\0-\x08\x0e-\x1f]*[^\s:\[\]\0-\x1f])?)\s*:\s*\[)\s*"
    % (LONGEST_NUMBER, NUMBER)
)
ROW = re.compile(rb"\s*+%b(?:\s++%b)*+\s*+" % (NUMBER, NUMBER))
NOTATION = re.compile(rb"[-+]?[0-9]+(?:\.(?P<places>[0-9]+))?(?:[eE][-+]?(?P<exponent>[0-9]+))?")
COLOUR = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\([0-9A-Z])")  # and all that a terminal obeys
BOM = "\ufeff".encode()  # Windows starts a file with it, or what is appended to one


def number(text: bytes) -> float:
    """Return the value of a NUMBER."""
    try:
        return float(text)
    except ValueError:
        sign = "-" if text.startswith(b"-") else ""
        return float(f"{sign}inf" if text.lower().lstrip(b"+-").startswith(b"1.#inf") else "nan")


def decimals(text: bytes) -> int:
    """Return how many digits stand after the point; -1 if there is no digit.

    For a number with an exponent it is SCIENTIFIC more, and twice that if the exponent has a single
    digit: C prints two or three, so that one may have lost some.
    """
    match = NOTATION.fullmatch(text)
    if not match:
        return -1
    places = len(match["places"] or b"")
    return places + (
        SCIENTIFIC * (2 if len(match["exponent"]) < 2 else 1) if match["exponent"] else 0
    )


def is_row(text: bytes) -> bool:
    """Tell whether a line is a row of numbers."""
    return bool(ROW.fullmatch(text)) and max(map(len, text.split())) <= LONGEST_NUMBER


def visible(line: bytes) -> list[bytes]:
    r"""Return what a terminal would show of a line that has colours, or a \r in it.

    What stands before a \r is overwritten, unless it is part of a log.
    """
    *overwritten, last = COLOUR.sub(b"", line.removeprefix(BOM)).rstrip(b"\r").split(b"\r")
    if any(RECORD.fullmatch(text) or is_row(text) or is_end(text) for text in overwritten):
        return [*overwritten, last]
    return [last]


def is_end(text: bytes) -> bool:
    """Tell whether a line ends a block."""
    return text.strip() == b"]"


def escape(text: bytes) -> str:
    """Return a text in printable ASCII, on one line and not too long."""
    return repr(text.strip()[:LONGEST_ECHO])[2:-1][:LONGEST_ECHO]
