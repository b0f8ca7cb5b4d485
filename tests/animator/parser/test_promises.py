"""What the parser promises for any damage, whatever it is."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animator import Log, LogError

from ..logs import (
    C_LOGS,
    distinct_log,
    kept_values,
    outcome,
    read_bytes,
    text_of,
    values_of,
    warnings_of,
)
from ..plain import candidates, parse
from .mutations import KINDS, mutations
from .test_source import ENCODINGS

GOOD = distinct_log()
SCALARS = distinct_log(scalars=True)
BOTH = pytest.mark.parametrize("good", [GOOD, SCALARS], ids=["loss", "scalars"])


# A log that is cut off


def whole_records(text: str) -> str:
    """Return a cut log without what is left of its last loss or block."""
    match = re.match(r".*(?:L: \S+\n|\n\])", text, re.DOTALL)
    return match[0] if match else ""


@pytest.mark.parametrize("path", C_LOGS[:2], ids=lambda path: path.name)
def test_a_log_cut_anywhere_keeps_its_whole_records_and_reports_the_rest_once(path: Path) -> None:
    text = text_of(path)
    text = text[text.index("run: 98\n") : text.index("run: 101\n")]
    for end in range(len(text) + 1):
        cut = text[:end]
        whole = whole_records(cut)
        rest = cut[len(whole) :].strip("\n")
        if not whole:
            with pytest.raises(LogError):
                read_bytes(cut)
            continue
        expected = parse(whole)
        if run_without_loss := re.match(r"run: (\d+)\n", cut[len(whole) :].lstrip("\n")):
            expected[int(run_without_loss[1]), "L", 0, 0] = "nan"
        log = read_bytes(cut)
        assert values_of(log) == expected, cut
        assert len(log.warnings) == (rest != ""), cut


@pytest.mark.parametrize("encoding", ["CRLF", "UTF-16LE", "gzip"])
def test_an_encoded_log_cut_at_any_byte_keeps_only_values_of_the_whole_one(encoding: str) -> None:
    raw = ENCODINGS[encoding](distinct_log(range(93, 121)))
    whole = parse(distinct_log(range(93, 121)).decode())
    ends = range(0, len(raw), 3)
    logs = [log for end in ends if isinstance(log := outcome(raw[:end]), Log)]
    assert all(kept_values(log).items() <= whole.items() for log in logs)
    assert len(logs) > len(ends) / 2


# A log that is damaged somewhere


@BOTH
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_of_a_damaged_log_stands_in_it_under_its_run(kind: str, good: bytes) -> None:
    for raw in mutations(good, kind, 25):
        log = outcome(raw)
        if isinstance(log, Log):
            allowed = candidates(raw.decode("latin-1"))
            for cell, value in kept_values(log).items():
                assert value in allowed.get(cell, ()), raw
            check_warnings(log, lines=raw.count(b"\n") + 1)


def check_warnings(log: Log, lines: int) -> None:
    """Each thing is reported once, with its line, in printable ASCII."""
    messages = warnings_of(log)
    assert len(set(messages)) == len(messages)
    assert all(message.isascii() and message.isprintable() for message in messages)
    numbers = [1, *(warning.line for warning in log.warnings), lines]
    assert numbers == sorted(numbers)


# Other damage may leave text that reads well, such as a digit that became another digit.
@BOTH
@pytest.mark.parametrize("kind", ["zero a span", "delete a line", "append to a cut"])
def test_damage_that_can_be_seen_leaves_only_true_values_and_is_reported(
    kind: str, good: bytes
) -> None:
    for raw in mutations(good, kind, 40, seed=1):
        log = read_bytes(raw)
        assert kept_values(log).items() <= parse(good.decode()).items(), raw
        is_seen = raw.count(b"val") == good.count(b"val")  # not every run has this scalar
        assert log.warnings or not is_seen, raw


FRAGMENTS = st.one_of(
    st.binary(max_size=20),
    st.sampled_from([b"run: 0", b"run: 1", b"L: 0.5", b"W: [", b" 1 2", b"]", b"\n", b"\n", b"\n"]),
)


@given(
    st.sampled_from([b"", b"\x1f", b"\x1f\x8b\x08\0\0\0\0\0\0\3"]),
    st.lists(FRAGMENTS).map(b"".join),
)
def test_random_bytes_are_a_log_or_a_log_error(magic: bytes, raw: bytes) -> None:
    result = outcome(magic + raw)
    if isinstance(result, LogError):
        assert str(result).isprintable()
    else:
        assert kept_values(result)
        assert result.parts
