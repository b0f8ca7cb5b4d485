"""One thing wrong in the good log: what is dropped, and what is said about it."""

import gzip
import random
import re
from collections.abc import Callable

import pytest

from animator import LogError
from animator.errors import NotALogError

from ...checkout import DATA
from ..logs import read_bytes, warnings_of
from ..plain import Cells, cells_of, parse

GOOD = (DATA / "odd-logs" / "good.log").read_bytes()
CELLS = parse(GOOD.decode())
RUN, LOSS = b"run: 9710\n", b"L: 0.0004\n"  # in lines 21 and 22
W = GOOD[GOOD.index(b"\nW: [") + 1 : GOOD.index(b"grad w: [")]  # of run 9799, in lines 211 to 214
NOT_NUMBERS = "a block with a row that is not numbers"
EXPECTED = "no loss with a run number: expected 'run: 0', then 'L: 0.1' on the next line, but"
Edit = Callable[[bytes], bytes]


def kept_of(raw: bytes) -> tuple[Cells, list[str]]:
    log = read_bytes(raw)
    kept = {cell: value for cell, value in cells_of(log).items() if value != "nan"}
    return kept, warnings_of(log)


def without(*cells: tuple[int, str]) -> Cells:
    return {cell: value for cell, value in CELLS.items() if cell[:2] not in cells}


NOT_FINITE = ["22: 1 loss is not finite, first at run 9710"]


@pytest.mark.parametrize(
    ("loss", "warnings"),
    [
        *((text, NOT_FINITE) for text in ("-nan(ind)", "1.#QNAN", "-1.#IND", "nan(0x8000)", "NaN")),
        ("5.5D-03", ["22: not understood, (L: 5.5D-03)"]),
        ("0x1.8p-3", ["22: not understood, (L: 0x1.8p-3)"]),
        ("55%", ["22: not understood, (L: 55%)"]),
        ("0.0004 0.0005", ["22: not understood, (L: 0.0004 0.0005)"]),
        (
            "\u0660.\u0660\u0660\u0660\u0664",
            [r"22: not understood, (L: \xd9\xa0.\xd9\xa0\xd9\xa0\xd9\xa0\xd9\xa4)"],
        ),
        ("0,0004", ["22: a decimal comma, run the trainer with LC_ALL=C, (L: 0,0004)"]),
        ("0.000", ["22: fewer decimals than the 4 of the log, dropped, (L: 0.000)"]),
        ("0.00045", ["22: more decimals than the 4 of the log, dropped, (L: 0.00045)"]),
        ("-", ["22: not understood, (L: -)"]),
        ("0.0004\0", [r"22: NUL bytes, (L: 0.0004\x00)"]),
        ("0" * 401, ["22: not understood, (L: " + "0" * 57 + ")"]),
    ],
)
def test_a_loss_that_is_no_number_is_not_kept(loss: str, warnings: list[str]) -> None:
    raw = GOOD.replace(RUN + LOSS, RUN + f"L: {loss}\n".encode())
    assert kept_of(raw) == (without((9710, "L")), warnings)


@pytest.mark.parametrize(
    ("loss", "value"), [("1.#INF", "inf"), ("-1.#INF", "-inf"), ("INF", "inf")]
)
def test_an_infinite_loss_is_kept_however_it_is_spelled(loss: str, value: str) -> None:
    raw = GOOD.replace(RUN + LOSS, RUN + f"L: {loss}\n".encode())
    assert kept_of(raw) == (CELLS | {(9710, "L", 0, 0): value}, NOT_FINITE)


@pytest.mark.parametrize(
    ("run", "warning"),
    [
        ("run: 97:10", "21: not understood, (run: 97:10)"),
        ("run: 9_710", "21: not understood, (run: 9_710)"),
        ("run: 9710/10000", "21: not understood, (run: 9710/10000)"),
        (f"run: {'9' * 30}", f"21: not understood, (run: {'9' * 30})"),
        ("\0\0run: 9710", r"21: NUL bytes, (\x00\x00run: 9710)"),
        ("run: 97\x0010", r"21: NUL bytes, (run: 97\x0010)"),
    ],
)
def test_the_loss_of_a_run_without_a_number_is_not_kept(run: str, warning: str) -> None:
    warnings = [warning, "22: a second loss of run 9709, (L: 0.0004)"]
    assert kept_of(GOOD.replace(RUN, f"{run}\n".encode())) == (without((9710, "L")), warnings)


@pytest.mark.parametrize(
    ("run", "warnings"),
    [
        (b"run: 970\n", ["21: run 970 between run 9709 and run 9711, dropped"]),
        (b"run: 97100\n", ["21: run 97100 between run 9709 and run 9711, dropped"]),
        (b"run: 9709\n", ["21: run 9709 between run 9709 and run 9711, dropped"]),
        (
            b"run: 97\n10\n",
            [
                "21: the number of run 97 is split by a newline, dropped",
                "22: a row outside a block, (10)",
            ],
        ),
    ],
)
def test_a_run_number_that_breaks_the_step_alone_is_dropped_with_its_loss(
    run: bytes, warnings: list[str]
) -> None:
    assert kept_of(GOOD.replace(RUN, run)) == (without((9710, "L")), warnings)


@pytest.mark.parametrize("run", [b"run: 9988\n", b"run: 99990\n", b"run: 9909\n"])
def test_the_last_run_is_dropped_if_its_number_is_damaged(run: bytes) -> None:
    end = GOOD.index(b"run: 9999\n")
    last = run.split()[1].decode()
    raw = GOOD[:end] + run + LOSS
    kept, warnings = kept_of(raw)
    assert kept == parse(GOOD[:end].decode())
    assert warnings == [f"{raw.count(bytes([10])) - 1}: run {last} after run 9998, dropped"]


@pytest.mark.parametrize(
    ("block", "warning"),
    [
        (b"W: [\n]\n", "an empty block, (W: [)"),
        (W.replace(b"]\n", b""), "a block without its ], (W: [)"),
        (W.replace(b"  ", b"  x", 1), f"{NOT_NUMBERS}, (x0.091   1.118  -1.122   0.606  -0.816)"),
        (
            W.replace(b" \n", b" \nwarning: slow\n", 1),
            f"{NOT_NUMBERS}, (warning: slow)",
        ),
        (
            W.replace(b" \n", b" x\n", 1),
            f"{NOT_NUMBERS}, (0.091   1.118  -1.122   0.606  -0.816 x)",
        ),
        (
            W.replace(b" \n", b"\0 \n", 1),
            rf"{NOT_NUMBERS}, (0.091   1.118  -1.122   0.606  -0.816\x00)",
        ),
        (b"W: [\n 1 2 3 4 5\n]\n", "a block of 1 x 5 where others are 2 x 5, (W: [)"),
        (b"W: [[0.1 0.2]\n [0.3 0.4]]\n", "not understood, (W: [[0.1 0.2])"),
        (b"W: bye\n", "not understood, (W: bye)"),
        (W.replace(b".", b","), f"{NOT_NUMBERS}, (0,091   1,118  -1,122   0,606  -0,816)"),
    ],
)
def test_a_block_that_is_not_whole_is_dropped_whole(block: bytes, warning: str) -> None:
    kept, warnings = kept_of(GOOD.replace(W, block))
    assert kept == without((9799, "W"))
    assert warnings[0] == f"211: {warning}"


@pytest.mark.parametrize("shape", [b" 1 2\n", b" 1\n 2\n 3\n", b" 0.1 0.2 0.3\n" * 4])
def test_blocks_of_any_shape_are_kept(shape: bytes) -> None:
    raw = b"run: 0\nL: 0.5\nW: [\n" + shape + b"]\n"
    assert kept_of(raw) == (parse(raw.decode()), [])


UTF_16 = GOOD.decode().encode("utf-16-le")


@pytest.mark.parametrize(
    ("edit", "kept", "warnings"),
    [
        (
            lambda raw: raw + raw,
            CELLS,
            ["664: 2 trainings in one log, this is part 1; --part or part= chooses another"],
        ),
        (
            lambda raw: raw + UTF_16,
            CELLS,
            [r"664: NUL bytes, 664 in all, (r\x00u\x00n\x00:\x00 \x009\x007\x000\x000\x00)"],
        ),
        (lambda raw: raw + bytes(4096), CELLS, ["664: NUL bytes, (" + r"\x00" * 15 + ")"]),
        (lambda raw: raw + b"\x80\xff\x01\n", CELLS, [r"664: not understood, (\x80\xff\x01)"]),
        (lambda raw: raw + b"b: bye\n", CELLS, ["664: not understood, (b: bye)"]),
        (lambda raw: b"hello\n" + raw, CELLS, ["1: not understood, (hello)"]),
        (lambda raw: gzip.compress(raw)[:-8], CELLS, ["663: the gzip data ends early"]),
        (lambda raw: raw.replace(RUN + LOSS, (RUN + LOSS) * 2), CELLS, ["23: run 9710 once more"]),
        (lambda raw: raw.replace(b"run: ", b"run:"), CELLS, []),
        (lambda raw: raw.replace(b": [", b":["), CELLS, []),
        (lambda raw: raw.replace(b"\nrun", b"\n\n\nrun"), CELLS, []),
    ],
)
def test_what_stands_around_the_good_log_costs_none_of_it(
    edit: Edit, kept: Cells, warnings: list[str]
) -> None:
    there, said = kept_of(edit(GOOD))
    assert there == kept
    assert said == warnings


def every_line(prefix: str) -> Edit:
    lines = enumerate(GOOD.decode().splitlines(), start=1)
    return lambda _: "".join(f"{prefix.format(number)}{line}\n" for number, line in lines).encode()


@pytest.mark.parametrize(
    ("edit", "error", "message"),
    [
        (every_line("{}:"), LogError, ":1: lines carry a prefix, cut it off, (1:run: 9700)"),
        (
            every_line("2024-01-01 12:00:00 "),
            LogError,
            ":1: lines carry a prefix, cut it off, (2024-01-01 12:00:00 run: 9700)",
        ),
        (
            every_line("trainer-1  | "),
            LogError,
            ":1: lines carry a prefix, cut it off, (trainer-1  | run: 9700)",
        ),
        (
            lambda raw: raw.replace(b".", b","),
            LogError,
            f":2: {EXPECTED} a decimal comma, run the trainer with LC_ALL=C, (L: 0,0003)",
        ),
        (
            lambda raw: b"".join(re.findall(rb"L: .*\n", raw)),
            LogError,
            f":1: {EXPECTED} it stands before any run, 300 in all, (L: 0.0003)",
        ),
        (lambda _: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(99), NotALogError, ": not a text log"),
        (lambda _: b"\0\0\0 ftypisom\0\0\2\0isomiso2avc1mp41", NotALogError, ": not a text log"),
        (lambda _: random.Random(0).randbytes(10_000), NotALogError, ": not a text log"),
        (lambda _: bytes(10_000), NotALogError, ": not a text log"),
    ],
)
def test_what_is_no_log_is_refused_with_its_reason(
    edit: Edit, error: type[LogError], message: str
) -> None:
    with pytest.raises(LogError) as raised:
        read_bytes(edit(GOOD))
    assert type(raised.value) is error
    assert str(raised.value) == f"<log>{message}"
