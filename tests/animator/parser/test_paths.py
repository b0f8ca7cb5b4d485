"""The fast path and the careful path: two ways through a log, one meaning."""

import re
from pathlib import Path

import pytest

from animator.parser.line_reader import LineReader

from ...checkout import DATA
from ..logs import C_LOGS, SMALL, distinct_log, outcome, read_bytes, seen, warnings_of
from ..plain import cells_of, parse
from .mutations import KINDS, mutations

CHUNKS = [64, 1000, 4096, 2**18]  # bytes; 64 are less than a snapshot
FILES = [SMALL, *sorted((DATA / "odd-logs").iterdir())]
GOOD = distinct_log()
SNAPSHOT_LINES = 7


class SlowReader:
    """Take the place of the fast reader, and let the line reader read all lines."""

    def __init__(self, reader: LineReader) -> None:
        self._reader = reader

    def read(self, text: bytes) -> None:
        for line in text.split(b"\n")[:-1]:
            self._reader.read(line)


def carefully(raw: bytes) -> tuple[object, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("animator.parser.reading.FastReader", SlowReader)
        return seen(outcome(raw))


def by_chunks(raw: bytes, size: int) -> tuple[object, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("animator.parser.source.CHUNK", size)
        return seen(outcome(raw))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_both_paths_read_the_same_in_a_file(path: Path) -> None:
    raw = path.read_bytes()
    expected = carefully(raw)
    for size in CHUNKS:
        assert by_chunks(raw, size) == expected


@pytest.mark.parametrize("path", C_LOGS, ids=lambda path: path.name)
def test_both_paths_read_the_same_in_a_long_log(path: Path) -> None:
    raw = path.read_bytes()
    expected = carefully(raw)
    for size in CHUNKS[1:]:
        assert by_chunks(raw, size) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_both_paths_read_the_same_in_a_damaged_log(kind: str) -> None:
    for number, raw in enumerate(mutations(GOOD, kind, 80, seed=3)):
        size = CHUNKS[number % len(CHUNKS)]
        assert by_chunks(raw, size) == carefully(raw), raw


@pytest.mark.parametrize("first", KINDS)
def test_both_paths_read_the_same_in_a_log_that_is_damaged_often(first: str) -> None:
    for number, raw in enumerate(mutations(GOOD, first, 5, seed=4)):
        for again in KINDS:
            [raw] = mutations(raw, again, 1, seed=number)  # noqa: PLW2901  # damage adds up
            assert by_chunks(raw, CHUNKS[number % len(CHUNKS)]) == carefully(raw), raw


@pytest.mark.parametrize("tag", [b"b", b"W"])
def test_a_block_without_its_end_costs_no_run_on_either_path(tag: bytes) -> None:
    long = distinct_log(range(1000), every=100)
    start = long.index(tag + b": [", len(long) // 2)
    end = long.index(b"]\n", start)
    raw = long[:end] + long[end + 2 :]
    for size in CHUNKS:
        assert by_chunks(raw, size) == carefully(raw)
    log = read_bytes(raw)
    lost = parse(long[start : end + 2].decode()).values()
    expected = {
        cell: value
        for cell, value in parse(long.decode()).items()
        if cell[1] == "L" or value not in lost
    }
    kept = {cell: value for cell, value in cells_of(log).items() if value != "nan"}
    assert kept == expected
    line = raw[:start].count(b"\n") + 1
    assert warnings_of(log) == [f"{line}: a block without its ], ({tag.decode()}: [)"]


def test_both_paths_know_where_a_block_of_the_wrong_shape_stands() -> None:
    flat = re.sub(rb"(W: \[\n.*\n).*\n", rb"\1", distinct_log(range(150, 400), every=20))
    raw = distinct_log(every=12) + flat
    assert by_chunks(raw, 2**18) == carefully(raw)
    reason = "a block of 2 x 3 where others are 1 x 3, (W: [)"
    lines = [number for number, line in enumerate(raw.split(b"\n"), start=1) if line == b"W: ["]
    assert warnings_of(read_bytes(raw)) == [f"{line}: {reason}" for line in lines[:5]]


def test_a_chunk_may_end_between_two_blocks_of_the_same_tag() -> None:
    start = GOOD.rindex(b"b: [")
    raw = GOOD + GOOD[start:]
    assert by_chunks(raw, len(GOOD)) == carefully(raw)
    assert len(read_bytes(raw).warnings) == 2


def test_a_clean_log_is_read_on_the_fast_path_but_for_its_first_two_snapshots() -> None:
    lines = []
    read = LineReader.read

    def count(reader: LineReader, line: bytes) -> None:
        lines.append(line)
        read(reader, line)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LineReader, "read", count)
        log = read_bytes(distinct_log(range(1000), every=100))
    assert len(log.loss) == 1000
    assert len(lines) == 2 * SNAPSHOT_LINES
