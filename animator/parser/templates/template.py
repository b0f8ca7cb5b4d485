"""A template, which tells where values stand in the lines of another program's log.

It is str.format() the other way round: in `iter {run}: loss {L},` the names in braces are fields,
and all else stands in the line as it does in the template.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ...errors import UsageError
from ...log import Integers
from ..grammar import MOST_RUN_DIGITS, NO_SCALAR, RECORD, TERMINAL_CODE

TOKEN = re.compile(r"(\{\{|\}\}|\{[^{}]*\}|[{}])")
ANYTHING = "{}"
RUN_FIELD = "{run}"
WHOLE_RUN = re.compile(rb"[0-9]+(?:e\+[0-9]{2})?")
TOO_LONG = int("1" + "0" * MOST_RUN_DIGITS)  # for the parser, as the number of a run
ARRAYS = {"W", "W.T", "b"}  # these fields become blocks

# Possessive quantifiers (++, *+) keep the search fast. The parser checks the numbers.
NOT_FINITE = rb"[-+]?+(?i:nan|inf)[\w()]*+|[-+]?+1\.\#\w++"
RUN = rb"([0-9][0-9.e+]*+)"
NUMBER = rb"([-+.0-9][-+.0-9eE]*+|%b)" % NOT_FINITE
LIKE_NUMBERS = tuple("-+.0123456789eE")  # if one of these follows, a number ends before it:
WHOLE = rb"([0-9]++)"
EXACT = rb"([-+]?+(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)(?:[eE][-+]?[0-9]++)?+|%b)" % NOT_FINITE
CELLS = rb"[-+.,0-9eEnaNifIty\s]*+"  # numbers and what stands between them, also `...`
ROWS = rb"\[%b(?:\[%b\]%b)*+" % (CELLS, CELLS, CELLS)
CALLS = rb"\s*+(?:Parameter containing:\s*+)?+(?:[\w.]++\(\s*+)*+"  # such as tensor( or np.array(
ARRAY = rb"(%b%b\])" % (CALLS, ROWS)
CUT_ARRAY = rb"%b(?:%b(?:\[%b)?+)?+\Z" % (CALLS, ROWS, CELLS)

LONGEST_ANYTHING = 4000  # characters that {} stands for: a long line must not take for ever


class Field(str):
    """A field of a template, with its braces; other strings are what stands between fields."""

    __slots__ = ()


class Matches(NamedTuple):
    """Hold what a template finds in a text, in the order of the text."""

    lines: Integers  # where each match starts, counted from 0
    runs: list[bytes]  # if the template has them
    columns: list[list[bytes]]  # the values of each other field

    def numbers(self) -> Integers:
        """Return the number of each run, -1 for lines without one."""
        if not self.runs:
            return np.full(len(self.lines), -1)
        is_plain = b"".join(self.runs).isdigit() and max(map(len, self.runs)) <= MOST_RUN_DIGITS
        return np.array(list(map(int if is_plain else to_number, self.runs)))


class Template:
    """Find the values of a template in lines that plain() has prepared."""

    def __init__(self, text: str) -> None:
        """Take the template as the user wrote it; raise UsageError if it is none."""
        self.text = text
        self._tokens = list(_tokens(text))
        named = [token for token in self._tokens if isinstance(token, Field) and token != ANYTHING]
        if not named:
            raise UsageError(f"the template {text!r} has no field such as {{run}} or {{L}}")
        for field in named:
            if named.count(field) > 1:
                raise UsageError(f"the template {text!r} has the field {field} twice")
            if not _is_known(field):
                known = "{run}, {L}, the name of a scalar, {W}, {W.T}, {b}, or {} for anything"
                raise UsageError(f"the template {text!r} has an unknown field {field}: use {known}")
        for token, following in zip(self._tokens, self._tokens[1:], strict=False):
            if isinstance(token, Field) and isinstance(following, Field):
                reason = f"nothing stands between {token} and {following}"
                raise UsageError(f"the template {text!r} is ambiguous: {reason}")
        self.fields = [token[1:-1] for token in named]
        self.names = [name for name in self.fields if name != "run"]
        self.arrays = ARRAYS & {*self.names}
        self.count = 0  # of the lines that match

    @cached_property
    def pattern(self) -> re.Pattern[bytes]:
        """What a line with the values contains, up to its end; a group for each field."""
        return re.compile(_pattern(self._tokens, rb".*+\n"))

    def cut_array(self, text: bytes) -> int | None:
        """Return where the template starts to match if the text ends in the middle of an array."""
        for place, token in enumerate(self._tokens):
            if isinstance(token, Field) and token[1:-1] in ARRAYS:
                cut = re.search(_pattern(self._tokens[:place], CUT_ARRAY), text)
                if cut:
                    return cut.start()
        return None

    def find(self, text: bytes) -> Matches:
        """Return what the template finds in whole lines."""
        width = len(self.fields) + 1
        parts = self.pattern.split(text)
        columns = [parts[place::width] for place in range(1, width)]
        lines = np.arange(len(columns[0]))  # if there are no others
        for name, column in zip(self.fields, columns, strict=True):
            if name in self.arrays:  # which go over several lines
                counts = np.array([array.count(b"\n") for array in column], np.int64)
                lines += np.cumsum(counts) - counts
        between = parts[:-1:width]
        if any(between):
            lines += np.cumsum([text.count(b"\n") for text in between])
        runs = columns.pop(self.fields.index("run")) if "run" in self.fields else []
        return Matches(lines, runs, columns)

    def nearest(self, text: bytes) -> tuple[int, bytes]:
        """Return the first line with the longest part of the template, and that part.

        Lines are counted from 0. If none has a part, it is the first line that is not empty.
        """
        count = len(self._tokens)
        for size in range(count, 0, -1):
            for start in range(count - size + 1):
                tokens = self._tokens[start : start + size]
                found = re.search(_pattern(tokens), text)
                is_telling = not all(isinstance(token, Field) for token in tokens)
                if found and is_telling and found[0].strip():
                    return text.count(b"\n", 0, found.start()), found[0].strip()
        blank = len(text) - len(text.lstrip())
        return text.count(b"\n", 0, blank), b""


def templates_of(lines: Sequence[str]) -> list[Template]:
    """Return the templates that a user wrote; raise UsageError if there is no loss among them."""
    if isinstance(lines, str):
        raise TypeError(f"lines must be a list, such as [{lines!r}]")
    templates = list(map(Template, lines))
    if not any("L" in template.fields for template in templates):
        shown = " and ".join(repr(template.text) for template in templates)
        raise UsageError(f"no template has {{L}}, which stands for the loss, only {shown}")
    return templates


def to_number(run: bytes) -> int:
    """Return the number of a run, or one that the parser refuses like a number that is too long."""
    if not run.isdigit():
        run = b"%d" % int(float(run))
    return min(int(run[: MOST_RUN_DIGITS + 1]), TOO_LONG)


def plain(text: bytes) -> bytes:
    """Return a text without colours, and with a blank for each tab."""
    if b"\x1b" in text:
        text = TERMINAL_CODE.sub(b"", text)
    return text.replace(b"\t", b" ")


def _tokens(text: str) -> Iterator[str]:
    """Yield fields and what stands between them; raise UsageError for a brace on its own."""
    literal = ""
    for token in TOKEN.split(" ".join(text.split())):
        if token in {"{", "}"}:
            raise UsageError(
                f"the template {text!r} has a single {token}: write {token * 2} for a brace"
            )
        if token in {"{{", "}}"}:
            literal += token[0]
        elif not token.startswith("{"):
            literal += token
        else:
            if literal:
                yield literal
            literal = ""
            yield Field(token)
    if literal:
        yield literal


def _is_known(field: Field) -> bool:
    name = field[1:-1]
    if name in {"run", "L"} | ARRAYS:
        return True
    match = RECORD.fullmatch(f"{name}: 1".encode())
    is_scalar = bool(match and match["name"] and not NO_SCALAR.fullmatch(match["name"]))
    return is_scalar and not name.endswith(".T")


def _pattern(tokens: Sequence[str], end: bytes = b"") -> bytes:
    """Return the pattern of tokens in a row, and of what follows them.

    {} is the shortest text before what follows it up to the next {}, and that is not changed
    afterwards (?>), so that a long line without a match takes no longer than others.
    """
    pattern = b""
    is_inside = False
    for place, token in enumerate(tokens):
        following = "".join(tokens[place + 1 : place + 2])
        if not isinstance(token, Field):
            pattern += b" ++".join(re.escape(part.encode()) for part in token.split(" "))
        elif token == ANYTHING:
            # up to the first character of what follows, which is fast, or else in small steps
            stop = re.escape(following[:1].encode())
            most = LONGEST_ANYTHING
            pattern += b")" * is_inside + rb"(?>(?:[^%b\n]{0,%d}+|.{0,%d}?)" % (stop, most, most)
            is_inside = True
        elif token[1:-1] in ARRAYS:
            pattern += ARRAY
        else:
            numbers = (RUN, WHOLE) if token == RUN_FIELD else (NUMBER, EXACT)
            before = rb"(?<![\w.+-])" if place == 0 else b""
            after = b"" if following else rb"(?!\S)"
            pattern += before + numbers[following[:1] in LIKE_NUMBERS] + after
    return pattern + b")" * is_inside + end
