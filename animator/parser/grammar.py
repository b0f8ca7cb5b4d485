"""What a line of a log can be. logs/FORMAT.md states the same rules in words."""

import re
from collections import Counter

MOST_RUN_DIGITS = 18  # such a number fits into an int64
LONGEST_NUMBER = 400  # characters; the largest float64 has 309 digits before its point
SCIENTIFIC = 1000  # added to the decimals of a number with an exponent; no number has as many
ENDS_IN_POINT = -2
LONGEST_ECHO = 60  # characters of a line that a message shows

# These patterns never backtrack (++ and *+ are possessive), so no line takes long to match. That is
# why the alternatives of NUMBER that start with a digit come first.
NUMBER = (
    rb"(?i:[-+]?(?:1\.\#(?:qnan|snan|ind|inf)0*"  # what old Windows libraries print
    rb"|(?:[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++)(?:e[-+]?[0-9]++)?+"
    rb"|nan(?:\([0-9a-z_]*\))?|inf(?:inity)?))"
)
NAME = (
    rb"(?!(?:run|L)\s*:|[-+]?\.?\d[\d.]*[\s:])"  # a name does not start like a row
    rb"[^\s:\[\]\0-\x1f](?:[^:\[\]\0-\x08\x0e-\x1f]*[^\s:\[\]\0-\x1f])?"
)
RECORD = re.compile(
    rb"\s*(?:run:\s*(?P<run>\d{1,%d}|\d(?:\.\d{1,6})?e\+\d\d)"  # R prints 1e+05
    rb"|(?P<name>L(?=:)|%b)\s*:\s*(?=\S{1,%d}\s*\Z)(?P<value>%b)"
    rb"|(?P<tag>%b)\s*:\s*\[)\s*" % (MOST_RUN_DIGITS, NAME, LONGEST_NUMBER, NUMBER, NAME)
)
NO_SCALAR = re.compile(  # what may be a loss, a run number with a prefix, or a misspelled one
    rb"l|(?:.*[^a-z0-9_])?run|.?un|r.?n|ru.?|.run|r.un|ru.n|run.|urn|rnu", re.IGNORECASE | re.DOTALL
)
ROW = re.compile(rb"\s*+%b(?:\s++%b)*+\s*+" % (NUMBER, NUMBER))
POINT = re.compile(rb"([0-9]*)\.([0-9]*)")
LACKS_DIGITS = re.compile(rb"(?<![0-9])\.|\.(?![0-9])")  # before or after a point
NOTATION = re.compile(rb"[-+]?[0-9]*(?:\.(?P<places>[0-9]*))?(?:[eE][-+]?(?P<exponent>[0-9]+))?")
RUN_REST = re.compile(rb"\s*[0-9]+\s*")  # what is left of a number after a newline has split it
NUMBER_REST = re.compile(rb"\s*[-+0-9.eE]*[0-9]\s*")
NOISE = re.compile(  # a word, three words or numbers, or a ]; nothing that looks like run or L
    rb"(?!.*(?:run|L\s*:|\0))(?:.*[A-Za-z]{4}.*|\s*[^:\s]+\s+[^:\s]+\s+[^:\s][^:]*|\s*\]\s*)",
    re.DOTALL,
)
TERMINAL_CODE = re.compile(  # colours and the like; titles and links
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\([0-9A-Z]|\][^\x07\x1b]*(?:\x07|\x1b\\))"
)
BOM = "\ufeff".encode()  # Windows programs put it at the start of what they write or append


def decoded(name: bytes) -> str:
    """Return the name of a scalar or a block."""
    return name.decode("utf-8", "backslashreplace")


def to_run(text: bytes) -> int | None:
    """Return the number of a run, or None if it is not whole, as 1.5e+00."""
    if b"e" not in text:
        return int(text)
    number = float(text)
    return int(number) if number.is_integer() and number < 10**MOST_RUN_DIGITS else None


def to_float(text: bytes) -> float:
    """Return the value of a NUMBER."""
    try:
        return float(text)
    except ValueError:
        sign = "-" if text.startswith(b"-") else ""
        return float(f"{sign}inf" if text.lower().lstrip(b"+-").startswith(b"1.#inf") else "nan")


def count_decimals(text: bytes) -> int:
    """Return how many digits follow the point, or -1 if the text is nan or inf.

    It is ENDS_IN_POINT for a text such as `5.`, which may be the start of another number.
    SCIENTIFIC is added for a number with an exponent, twice if the exponent has only one digit: C
    prints at least two, so one of them may be lost.
    """
    if text.endswith(b"."):
        return ENDS_IN_POINT
    match = NOTATION.fullmatch(text)
    if not match:
        return -1
    count = len(match["places"] or b"")
    if match["exponent"]:
        count += SCIENTIFIC if len(match["exponent"]) > 1 else 2 * SCIENTIFIC
    return count


def is_row(text: bytes) -> bool:
    """Tell whether a line is a row of numbers."""
    if len(text) > LONGEST_NUMBER and max(map(len, text.split()), default=0) > LONGEST_NUMBER:
        return False
    return bool(ROW.fullmatch(text))


def is_end(text: bytes) -> bool:
    """Tell whether a line ends a block."""
    return text.strip() == b"]"


def has_torn_number(row: bytes) -> bool:
    """Tell whether a number of a row lacks digits at its point that the others have.

    It looks like .5 among numbers like 0.5, or like 5. among numbers of the same decimals.
    """
    if not LACKS_DIGITS.search(row):
        return False
    starts, ends = zip(*POINT.findall(row), strict=True)
    decimals = Counter(map(len, ends))
    lacks_end = 0 < 2 * decimals[0] < len(ends) and len(decimals) == 2
    return lacks_end or {b"", b"0"} <= set(starts)


def ends_in_bracket(text: bytes) -> bool:
    """Tell whether a line is the last row of a block, with the ] that ends it."""
    text = text.rstrip()
    return text.endswith(b"]") and is_row(text[:-1])


def visible_lines(line: bytes) -> list[bytes]:
    r"""Return what a terminal would show of a line that has colours, a \r or a \b in it.

    Text before a \r is overwritten, so it is left out, unless a part of it belongs to a log.
    """
    text = _with_returns(TERMINAL_CODE.sub(b"", line.removeprefix(BOM)))
    *overwritten, last = text.rstrip(b"\r").split(b"\r")
    if any(_is_of_log(text) for text in overwritten):
        return [*overwritten, last]
    return [last]


def _with_returns(text: bytes) -> bytes:
    r"""Replace the \b of a text by a \r if they go back to its start, as those of a spinner do."""
    head, back, last = text.rpartition(b"\b")
    place = 0
    for char in (head + back).decode("utf-8", "replace"):
        place = max(0, place - 1) if char == "\b" else place + 1
    return head.replace(b"\b", b"") + b"\r" + last if back and place == 0 else text


def _is_of_log(text: bytes) -> bool:
    """Tell whether a text that was overwritten belongs to a log; meters show other scalars, too."""
    match = RECORD.fullmatch(text)
    if match and match["name"] in (None, b"L"):
        return True
    return is_row(text) or is_end(text)


def escape(text: bytes) -> str:
    """Return the start of a text as printable ASCII."""
    return repr(text.strip()[:LONGEST_ECHO])[2:-1][:LONGEST_ECHO]
