"""What the parser promises for any bytes whatever."""

import codecs
import gzip
import io
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from animator import Log, LogError, read_log

from ..logs import distinct_log, outcome, read_bytes, seen, warnings_of
from ..plain import cells_of, parse, said
from .mutations import KINDS, mutations
from .sources import in_pieces, pipe

GOOD = distinct_log()
CELLS = parse(GOOD.decode())
SHORT = distinct_log(range(93, 121))
DAMAGED = (
    GOOD.replace(b"run: 97\n", b"run: 9?\n")
    .replace(b"run: 110\n", b"Killed\nrun: 110\n")
    .replace(b"W: [\n", b"W: [ 1\n", 1)
    .replace(b"run: 99\nL: 0.", b"run: 99\nL: 0,")
)
Encode = Callable[[bytes], bytes]
ENCODINGS: dict[str, Encode] = {
    "UTF-8 with BOM": lambda raw: codecs.BOM_UTF8 + raw,
    "UTF-16LE": lambda raw: codecs.BOM_UTF16_LE + raw.decode().encode("utf-16-le"),
    "UTF-16BE": lambda raw: codecs.BOM_UTF16_BE + raw.decode().encode("utf-16-be"),
    "gzip": lambda raw: gzip.compress(raw, mtime=0),
    "two gzip members": lambda raw: gzip.compress(raw[:333]) + gzip.compress(raw[333:]),
    "CRLF": lambda raw: raw.replace(b"\n", b"\r\n"),
    "CR": lambda raw: raw.replace(b"\n", b"\r"),
    "CRLF in UTF-16": lambda raw: raw.replace(b"\n", b"\r\n").decode().encode("utf-16"),
    "gzipped CRLF": lambda raw: gzip.compress(raw.replace(b"\n", b"\r\n"), mtime=0),
    "indented": lambda raw: b"    " + raw.replace(b"\n", b"\n    ").rstrip(b" "),
    "colours": lambda raw: raw.replace(b"L:", b"\x1b[1;32mL:\x1b[0m"),
    "a progress meter": lambda raw: raw.replace(b"L:", b" 10%\r 20%\rL:"),
}


def kept(log: Log) -> dict[tuple[int, str, int, int], str]:
    return {cell: value for cell, value in cells_of(log).items() if value != "nan"}


# Any bytes


@pytest.mark.parametrize(
    ("encode", "stride"),
    [(bytes, 1), (ENCODINGS["CRLF"], 3), (ENCODINGS["UTF-16LE"], 7), (ENCODINGS["gzip"], 3)],
    ids=["plain", "CRLF", "UTF-16", "gzip"],
)
def test_a_log_cut_at_any_byte_keeps_only_values_of_the_whole_one(
    encode: Encode, stride: int
) -> None:
    whole = parse(SHORT.decode())
    raw = encode(SHORT)
    logs = 0
    for end in range(0, len(raw), stride):
        log = outcome(raw[:end])
        if isinstance(log, Log):
            logs += 1
            assert kept(log).items() <= whole.items(), end
    assert logs > len(raw) / stride / 2


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_of_a_damaged_log_stands_in_it_under_its_run(kind: str) -> None:
    for raw in mutations(GOOD, kind, 80):
        log = outcome(raw)
        if isinstance(log, Log):
            text = said(raw.decode("latin-1"))
            wrong = {cell for cell, value in kept(log).items() if value not in text.get(cell, ())}
            assert not wrong, raw


# Other damage may leave text that reads well, a digit that became another digit.
@pytest.mark.parametrize("kind", ["zero a span", "delete a line", "append to a cut"])
def test_damage_that_can_be_seen_leaves_only_true_values_and_is_reported(kind: str) -> None:
    for raw in mutations(GOOD, kind, 80, seed=1):
        log = read_bytes(raw)
        assert kept(log).items() <= CELLS.items(), raw
        assert log.warnings, raw


@pytest.mark.parametrize("kind", KINDS)
def test_each_thing_is_reported_once_with_its_line_in_printable_ascii(kind: str) -> None:
    for raw in mutations(GOOD, kind, 40, seed=2):
        log = outcome(raw)
        if isinstance(log, Log):
            lines = [warning.line for warning in log.warnings]
            assert lines == sorted(lines)
            assert lines == [] or 1 <= lines[0] <= lines[-1] <= raw.count(b"\n") + 1
            messages = warnings_of(log)
            assert len(set(messages)) == len(messages), raw
            assert all(message.isascii() and message.isprintable() for message in messages)


# The same frames, however they come


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_encoding_and_the_line_ending_make_no_difference(encoding: str) -> None:
    for raw in (GOOD, DAMAGED):
        assert seen(outcome(ENCODINGS[encoding](raw))) == seen(outcome(raw))


@pytest.mark.parametrize("size", [1, 7, 4096, 2**18])
@pytest.mark.parametrize("encoding", ["plain", *ENCODINGS])
def test_the_size_of_the_pieces_makes_no_difference(encoding: str, size: int) -> None:
    raw = ENCODINGS.get(encoding, bytes)(DAMAGED)
    assert seen(read_log(in_pieces(raw, size))) == seen(read_bytes(DAMAGED))


def test_the_damaged_log_has_something_to_differ_in() -> None:
    assert warnings_of(read_bytes(DAMAGED)) == [
        "15: not understood, (run: 9?)",
        "16: a second loss of run 96, (L: 0.7737)",
        "20: a decimal comma, run the trainer with LC_ALL=C, (L: 0,3439)",
        "28: not understood, (W: [ 1)",
        "29: a row outside a block, 3 in all, (-1.011   0.312   0.395)",
        "48: not understood, (Killed)",
    ]


@pytest.mark.parametrize("free", [b"\t", b"  ", b" \t "])
def test_blanks_make_no_difference(free: bytes) -> None:
    lines = [free + line.replace(b" ", free) + free for line in GOOD.split(b"\n")]
    assert seen(read_bytes(b"\n".join(lines[:-1]) + b"\n")) == seen(read_bytes(GOOD))
    packed = GOOD.replace(b": ", b":")
    assert seen(read_bytes(packed)) == seen(read_bytes(GOOD))


def test_utf_16_without_bom_is_told_whatever_the_pieces() -> None:
    raw = "run: 0\nL: 0.5\n∇: [\n 1\n]\n".encode("utf-16-le")
    for size in (1, 7, 4096):
        with pytest.raises(LogError, match=r"^<log>: looks like UTF-16 without BOM, .* UTF-16LE$"):
            read_log(in_pieces(raw, size))


# Sources that can't be asked anything


def test_a_fifo_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    writer = threading.Thread(target=lambda: path.write_bytes(GOOD))
    writer.start()
    log = read_log(path)
    writer.join()
    assert cells_of(log) == CELLS


def test_a_log_that_grows_is_read_to_its_first_end() -> None:
    half = GOOD.index(b"run: 120\n")
    log = read_log(pipe([GOOD[:half], b"", GOOD[half:]]))
    assert cells_of(log) == parse(GOOD[:half].decode())
    assert log.warnings == []


def test_a_log_that_is_cut_while_it_is_read_is_a_cut_log(tmp_path: Path) -> None:
    path = tmp_path / "cut.log"
    path.write_bytes(GOOD)
    with path.open("r+b", buffering=0) as file:
        pieces = pipe(file.read(300) for _ in iter(lambda: file.truncate(700), None))
        log = read_log(pieces)
    assert seen(log) == seen(outcome(GOOD[:700]))


# Errors and parts


def test_a_log_error_carries_file_line_and_reason() -> None:
    with pytest.raises(LogError) as raised:
        read_bytes(b"L: 0.5\n")
    error = raised.value
    assert isinstance(error, ValueError)
    assert (error.file, error.line) == ("<log>", 1)
    assert str(error) == f"<log>:1: {error.reason}"


def test_strict_raises_the_first_warning() -> None:
    first = read_bytes(DAMAGED).warnings[0]
    with pytest.raises(LogError) as raised:
        read_log(io.BytesIO(DAMAGED), strict=True)
    assert (raised.value.file, raised.value.line) == (first.file, first.line)
    assert raised.value.reason == first.reason


def test_strict_reads_a_log_without_damage() -> None:
    assert cells_of(read_log(io.BytesIO(GOOD), strict=True)) == CELLS


THREE = [distinct_log(range(90, 150), seed=seed) for seed in (2, 3, 4)]


@pytest.mark.parametrize("part", [-3, -2, -1, 0, 1, 2])
def test_each_training_of_a_log_can_be_had(part: int) -> None:
    log = read_log(io.BytesIO(b"".join(THREE)), part=part)
    lines = THREE[0].count(b"\n")
    assert cells_of(log) == parse(THREE[part].decode())
    assert [(where.first_line, where.last_line) for where in log.parts] == [
        (number * lines + 1, (number + 1) * lines) for number in range(3)
    ]
    assert {(where.first_run, where.last_run) for where in log.parts} == {(90, 149)}
    assert warnings_of(log) == [
        f"{lines + 1}: 3 trainings in one log, this is part {part % 3}; "
        "--part or part= chooses another"
    ]


@pytest.mark.parametrize("part", [-4, 3])
def test_a_part_that_is_not_there_is_an_error_that_says_which_are(part: int) -> None:
    with pytest.raises(LogError) as raised:
        read_log(io.BytesIO(b"".join(THREE)), part=part)
    assert str(raised.value) == (
        f"<log>: there is no part {part}, only 0 in lines 1-155, 1 in lines 156-310, "
        "2 in lines 311-465"
    )
