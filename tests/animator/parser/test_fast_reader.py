"""The fast path and the careful path read the same from any log."""

import io
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from animator import read_log
from animator.parser.line_reader import LineReader

from ...checkout import DATA
from ..logs import C_LOGS, SMALL, distinct_log, kept_values, outcome, read_bytes, seen, warnings_of
from ..plain import parse
from .mutations import KINDS, mutations

CHUNKS = [64, 1000, 4096, 2**18]  # bytes; 64 are less than a snapshot
ODD_LOGS = sorted([*(DATA / "odd-logs").iterdir(), *(DATA / "captured").iterdir()])
GOOD = distinct_log()
SCALARS = distinct_log(range(90, 210), scalars=True)


class SlowReader:
    """Take the place of the fast reader, and let the line reader read all lines."""

    def __init__(self, reader: LineReader) -> None:
        self._reader = reader

    def read(self, text: bytes) -> None:
        for line in text.split(b"\n")[:-1]:
            self._reader.read(line)


def read_slowly(raw: bytes) -> tuple[object, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("animator.parser.reading.FastReader", SlowReader)
        return seen(outcome(raw))


def read_by_chunks(raw: bytes, size: int) -> tuple[object, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("animator.parser.source.CHUNK", size)
        return seen(outcome(raw))


@pytest.mark.parametrize("path", [SMALL, *ODD_LOGS], ids=lambda path: path.name)
def test_both_paths_read_the_same_in_a_file(path: Path) -> None:
    raw = path.read_bytes()
    expected = read_slowly(raw)
    for size in (1000, 4096):
        assert read_by_chunks(raw, size) == expected


@pytest.mark.parametrize("path", C_LOGS, ids=lambda path: path.name)
def test_both_paths_read_the_same_in_a_long_log(path: Path) -> None:
    raw = path.read_bytes()
    expected = read_slowly(raw)
    for size in (4096, 2**18):
        assert read_by_chunks(raw, size) == expected


def rewritten(number: re.Match[bytes], dice: random.Random) -> bytes:
    """Return a number in some notation."""
    value = float(number[0])
    texts = [f"{value:.9e}", f"{value:+g}", f"{value:.12f}", repr(value / 7), f"{value:.0f}", "-0"]
    return dice.choice([*texts, "nan", "-inf", "1.#IND", "1E5", "0.5 1", "0,5", ".5"]).encode()


@pytest.mark.parametrize("share", [0.02, 1])
def test_both_paths_read_the_same_in_any_notation(share: float) -> None:
    dice = random.Random(share)
    log = distinct_log(range(400), every=8)
    for size in CHUNKS:
        raw = re.sub(
            rb"(?<=  )[-\d.]+|(?<= )[-\d.]+(?= )",
            lambda number: rewritten(number, dice) if dice.random() < share else number[0],
            log,
        )
        assert read_by_chunks(raw, size) == read_slowly(raw)
        tabs = raw.replace(b"  ", b"\t").replace(b" \n", b" \t\n")
        assert read_by_chunks(tabs, size) == read_slowly(tabs)


@pytest.mark.parametrize("tags", [[], ["W"], ["b"], ["b", "W"], ["no such tag"]])
def test_blocks_that_are_left_out_change_nothing_else(tags: list[str]) -> None:
    damaged = [raw for kind in KINDS for raw in mutations(GOOD, kind, 4, seed=5)]
    for number, raw in enumerate([GOOD, GOOD + GOOD, *damaged]):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("animator.parser.source.CHUNK", CHUNKS[number % len(CHUNKS)])
            log, full = (read_log(io.BytesIO(raw), tags=of) for of in (tags, None))
        assert full.blocks.keys() == {*log.blocks, *log.left_out}
        assert log.blocks.keys() <= set(tags)
        blocks = {tag: blocks for tag, blocks in full.blocks.items() if tag in tags}
        assert seen(replace(full, blocks=blocks)) == seen(log)


@pytest.mark.parametrize("good", [GOOD, SCALARS], ids=["loss", "scalars"])
@pytest.mark.parametrize("kind", KINDS)
def test_both_paths_read_the_same_in_a_damaged_log(kind: str, good: bytes) -> None:
    for number, raw in enumerate(mutations(good, kind, 25, seed=3)):
        size = CHUNKS[number % len(CHUNKS)]
        assert read_by_chunks(raw, size) == read_slowly(raw), raw


@pytest.mark.parametrize("good", [GOOD, SCALARS], ids=["loss", "scalars"])
@pytest.mark.parametrize("first", KINDS)
def test_both_paths_read_the_same_in_a_log_that_is_damaged_often(first: str, good: bytes) -> None:
    for number, raw in enumerate(mutations(good, first, 3, seed=4)):
        for again in KINDS:
            [raw] = mutations(raw, again, 1, seed=number)  # noqa: PLW2901  # damage adds up
            assert read_by_chunks(raw, CHUNKS[number]) == read_slowly(raw), raw


@pytest.mark.parametrize("tag", [b"b", b"W"])
def test_a_block_without_its_end_costs_no_run_on_either_path(tag: bytes) -> None:
    long = distinct_log(range(1000), every=100)
    start = long.index(tag + b": [", len(long) // 2)
    end = long.index(b"]\n", start)
    raw = long[:end] + long[end + 2 :]
    for size in CHUNKS:
        assert read_by_chunks(raw, size) == read_slowly(raw)
    log = read_bytes(raw)
    lost = parse(long[start : end + 2].decode()).values()
    assert kept_values(log) == {
        cell: value
        for cell, value in parse(long.decode()).items()
        if cell[1] == "L" or value not in lost
    }
    line = raw[:start].count(b"\n") + 1
    assert warnings_of(log) == [f"{line}: a block without a closing ], ({tag.decode()}: [)"]


def test_both_paths_know_where_a_block_of_the_wrong_shape_stands() -> None:
    flat = re.sub(rb"(W: \[\n.*\n).*\n", rb"\1", distinct_log(range(150, 400), every=20))
    raw = distinct_log(every=12) + flat
    assert read_by_chunks(raw, 2**18) == read_slowly(raw)
    reason = "a block of 2 x 3 where others are 1 x 3, (W: [)"
    lines = [number for number, line in enumerate(raw.split(b"\n"), start=1) if line == b"W: ["]
    assert warnings_of(read_bytes(raw)) == [f"{line}: {reason}" for line in lines[:5]]


def test_a_tag_is_not_a_pattern() -> None:
    runs = [f"run: {run}\nL: 0.5\na.b(: [\n {run}\n]\n" for run in range(5)]
    runs[3] = runs[3].replace("a.b(", "axb(")
    assert list(read_bytes("".join(runs)).blocks) == ["a.b(", "axb("]


def test_both_paths_drop_a_line_that_is_too_long() -> None:
    raw = (b" " * 2**20 + b"\n]\n").join(GOOD.rsplit(b"\n]\n", 1))
    for size in (2**18, 2**22):
        assert read_by_chunks(raw, size) == read_slowly(raw)
    assert len(read_bytes(raw).warnings) == 1


def test_a_chunk_may_end_between_two_blocks_of_the_same_tag() -> None:
    start = GOOD.rindex(b"b: [")
    raw = GOOD + GOOD[start:]
    assert read_by_chunks(raw, len(GOOD)) == read_slowly(raw)
    assert len(read_bytes(raw).warnings) == 2


@pytest.fixture
def careful_lines(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The lines that the careful path gets."""
    lines = []
    read = LineReader.read

    def count(reader: LineReader, line: bytes) -> None:
        lines.append(line)
        read(reader, line)

    monkeypatch.setattr(LineReader, "read", count)
    return lines


def test_the_fast_path_reads_all_of_a_clean_log_but_its_first_and_last_run(
    careful_lines: list[bytes],
) -> None:
    raw = distinct_log(range(1001), every=100)
    log = read_bytes(raw)
    assert len(log.loss) == 1001
    assert len(log.snapshot_runs) == 10
    lines = raw.splitlines()
    assert careful_lines == lines[:2] + lines[-2:]


def test_the_fast_path_reads_exponents_and_numbers_of_any_decimals(
    careful_lines: list[bytes],
) -> None:
    texts = [f"lr: {10 ** -(run % 20):.0e}\nL: {1 / (run + 3):.4g}" for run in range(2000)]
    raw = "".join(f"run: {run}\n{text}\n" for run, text in enumerate(texts)).encode()
    expected = read_slowly(raw)
    careful_lines.clear()
    assert seen(outcome(raw)) == expected
    lines = raw.splitlines()
    assert careful_lines == lines[: 3 * 11] + lines[-3:]  # a new name in the first groups
