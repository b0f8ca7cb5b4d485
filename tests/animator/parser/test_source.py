"""Where a log comes from, and how its bytes are encoded, make no difference."""

import codecs
import gzip
import io
import os
import tempfile
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from animator import LogError, read_log
from animator.errors import NotALogError

from ..logs import C_LOGS, SMALL, distinct_log, outcome, read_bytes, seen, values_of, warnings_of
from ..plain import parse
from .sources import in_pieces, pipe

GOOD = distinct_log()
CELLS = parse(GOOD.decode())
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
    "padded gzip": lambda raw: gzip.compress(raw, mtime=0) + bytes(512),
    "CRLF": lambda raw: raw.replace(b"\n", b"\r\n"),
    "CR": lambda raw: raw.replace(b"\n", b"\r"),
    "CRLF in UTF-16": lambda raw: raw.replace(b"\n", b"\r\n").decode().encode("utf-16"),
    "gzipped CRLF": lambda raw: gzip.compress(raw.replace(b"\n", b"\r\n"), mtime=0),
    "indented": lambda raw: b"    " + raw.replace(b"\n", b"\n    ").rstrip(b" "),
    "colours": lambda raw: raw.replace(b"L:", b"\x1b[1;32mL:\x1b[0m"),
    "a progress meter": lambda raw: raw.replace(b"L:", b" 10%\r 20%\rL:"),
}


# Kinds of sources


@pytest.mark.parametrize(
    ("name", "encode"), [("unzipped.log", gzip.compress), ("zipped.log.gz", bytes)]
)
def test_a_log_is_read_from_any_kind_of_source_whatever_its_name(
    name: str, encode: Encode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_bytes(encode(GOOD))
    assert values_of(read_log(path)) == values_of(read_log(str(path))) == CELLS
    assert read_log(str(path)).file == str(path)
    with path.open() as stdin, monkeypatch.context() as patch:
        patch.setattr("sys.stdin", stdin)
        assert values_of(read_log("-")) == CELLS
    for source in (path.open("rb"), path.open("rb", buffering=0), io.BytesIO(path.read_bytes())):
        with source:
            assert values_of(read_log(source)) == CELLS
            assert not source.closed
            source.seek(0)
            assert values_of(read_log(source)) == CELLS


def test_a_temporary_file_is_read() -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(GOOD)
        file.seek(0)
        assert values_of(read_log(file)) == CELLS


def test_a_path_may_contain_a_newline(tmp_path: Path) -> None:
    path = tmp_path / "run: 0\nL: 0.5"
    path.write_bytes(GOOD)
    assert values_of(read_log(str(path))) == CELLS


def test_a_fifo_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    writer = threading.Thread(target=lambda: path.write_bytes(GOOD), daemon=True)
    writer.start()
    log = read_log(path)
    writer.join()
    assert values_of(log) == CELLS


def test_a_buffered_pipe_is_read_without_waiting_for_more() -> None:
    given = []

    def pieces() -> Any:
        for start in range(0, len(GOOD), 100):
            given.append(start)
            yield GOOD[start : start + 100]

    counts: list[int] = []
    buffered = io.BufferedReader(pipe(pieces()), 10_000)  # type: ignore[type-var]
    assert values_of(read_log(buffered, progress=counts.append)) == CELLS
    assert len(counts) == len(given)


def test_a_log_that_grows_is_read_to_its_first_end() -> None:
    half = GOOD.index(b"run: 120\n")
    log = read_log(pipe([GOOD[:half], b"", GOOD[half:]]))
    assert values_of(log) == parse(GOOD[:half].decode())
    assert log.warnings == []


def test_a_log_that_is_cut_while_it_is_read_is_a_cut_log(tmp_path: Path) -> None:
    path = tmp_path / "cut.log"
    path.write_bytes(GOOD)
    with path.open("r+b", buffering=0) as file:
        pieces = pipe(file.read(300) for _ in iter(lambda: file.truncate(700), None))
        log = read_log(pieces)
    assert seen(log) == seen(outcome(GOOD[:700]))


@pytest.mark.parametrize("encode", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_progress_is_told_the_bytes_of_the_source(encode: Encode, tmp_path: Path) -> None:
    raw = encode(GOOD * 9)
    path = tmp_path / "run.log"
    path.write_bytes(raw)
    for source in (path, io.BytesIO(raw), in_pieces(raw, 50)):
        counts: list[int] = []
        assert seen(read_log(source, progress=counts.append))[0] == seen(read_bytes(raw))[0]
        assert sum(counts) == len(raw)
        assert min(counts) > 0
    assert max(counts) == 50


# What can't be read


@pytest.mark.parametrize(
    ("name", "error"),
    [("no.log", FileNotFoundError), (".", IsADirectoryError), ("two\nlines", FileNotFoundError)],
)
def test_a_file_that_cannot_be_opened_is_an_os_error(
    name: str, error: type[OSError], tmp_path: Path
) -> None:
    for path in (tmp_path / name, str(tmp_path / name)):
        with pytest.raises(error):
            read_log(path)


WANTED = "a log must be a path, '-' or an open binary file"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"run: 0\nL: 0.5\n", f"{WANTED}, not bytes: wrap it in io.BytesIO"),
        (3, f"{WANTED}, not int"),
        (None, f"{WANTED}, not NoneType"),
        (pd.DataFrame({"L": [0.5]}), f"{WANTED}, not DataFrame"),
        (io.StringIO("run: 0\nL: 0.5\n"), "a log must be opened in binary mode, with 'rb'"),
    ],
)
def test_what_is_no_source_is_a_type_error_of_one_line(source: Any, message: str) -> None:
    with pytest.raises(TypeError) as raised:
        read_log(source)
    assert str(raised.value) == message


@pytest.mark.parametrize("text", ["run: 0\nL: 0.5\n", "run: 0\nL: 0.5\n" * 9999, "a\0\n\n"])
def test_the_text_of_a_log_is_told_from_its_path(text: str) -> None:
    with pytest.raises(NotALogError) as raised:
        read_log(text)
    advice = "this is the text of a log, not its path; pass io.BytesIO(text.encode())"
    assert str(raised.value) == f"<text>: {advice}"


# Encodings


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_encoding_and_the_size_of_the_pieces_make_no_difference(encoding: str) -> None:
    encode = ENCODINGS[encoding]
    assert seen(read_bytes(encode(GOOD))) == seen(read_bytes(GOOD))
    for size in (1, 7, 4096, 2**18):
        assert seen(read_log(in_pieces(encode(DAMAGED), size))) == seen(read_bytes(DAMAGED))


@pytest.mark.parametrize("size", [7, 4096])
def test_a_file_may_start_with_a_long_line_whatever_ends_it(size: int) -> None:
    raw = ENCODINGS["CRLF"](b"x" * 70_000 + b"\n" + GOOD)
    assert seen(read_log(in_pieces(raw, size))) == seen(read_bytes(raw))
    assert values_of(read_bytes(raw)) == CELLS


@pytest.mark.parametrize(
    ("raw", "warnings"),
    [
        (b"run: 0\rL: 0.5\r", []),
        (b"run: 0\rL: 0.5\rrun", ["3: the last line is cut off, (run)"]),
        (
            b"\xff\xfe" + "run: 0\nL: 0.5\n".encode("utf-16-le") + b"r",
            [r"3: the last line is cut off, (\xef\xbf\xbd)"],
        ),
    ],
)
def test_the_last_line_is_whole_if_its_end_is(raw: bytes, warnings: list[str]) -> None:
    log = read_bytes(raw)
    assert (log.losses.tolist(), warnings_of(log)) == ([0.5], warnings)


def test_the_damaged_log_has_something_to_differ_in() -> None:
    assert warnings_of(read_bytes(DAMAGED)) == [
        "15: not understood, (run: 9?)",
        "16: a second loss in run 96, (L: 0.7737)",
        "20: a decimal comma, run the trainer with LC_ALL=C, (L: 0,3439)",
        "28: a block in the line of its tag, print rows such as '0.1 -0.2' between 'W: [' and ']', "
        "as trainer.LogWriter does, (W: [ 1)",
        "29: a row outside a block, 3 in all, (-1.011   0.312   0.395)",
        "48: not understood, (Killed)",
    ]


@pytest.mark.parametrize("order", ["le", "be"])
@pytest.mark.parametrize("size", [1, 7, 4096])
def test_utf_16_without_bom_is_told_whatever_the_pieces(order: str, size: int) -> None:
    raw = "run: 0\nL: 0.5\n∇: [\n 1\n]\n".encode(f"utf-16-{order}")
    with pytest.raises(NotALogError) as raised:
        read_log(in_pieces(raw, size))
    advice = f"convert it with iconv -f UTF-16{order.upper()}"
    assert str(raised.value) == f"<log>: looks like UTF-16 without BOM, {advice}"


@pytest.mark.parametrize("missing", [1, 9, 10_000, 45_000])
def test_a_gzip_cut_short_keeps_what_came_out(missing: int) -> None:
    raw = C_LOGS[1].read_bytes()[:-missing]
    log = read_bytes(raw)
    text = zlib.decompressobj(wbits=31).decompress(raw)
    assert seen(log)[0] == seen(read_bytes(text))[0]
    count = len(text.splitlines())
    assert f"{count}: the gzip data ends early" in warnings_of(log)


def test_damaged_gzip_data_keep_what_came_out() -> None:
    raw = gzip.compress(SMALL.read_bytes())
    log = read_bytes(raw[:-8] + bytes(8))  # another checksum
    assert values_of(log) == parse(SMALL.read_text())
    [warning] = log.warnings
    assert warning.reason.startswith("the gzip data is damaged: ")


def test_a_file_that_never_becomes_a_log_is_not_read_to_its_end() -> None:
    prose = io.BytesIO((b"It was a dark and stormy night.".ljust(999) + b"\n") * 3000)
    with pytest.raises(LogError):
        read_log(prose)
    assert prose.tell() < 2_000_000
