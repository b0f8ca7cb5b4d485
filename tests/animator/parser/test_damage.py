import gzip
import io
import re
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from animator import LogError, read_log
from animator.errors import NotALogError

from ..logs import C_LOGS, SMALL, outcome, read_bytes, text_of, warnings_of
from ..plain import cells_of, parse


def whole_records(text: str) -> str:
    """Return a cut log without what its last loss or block leaves over."""
    match = re.match(r".*(?:L: \S+\n|\n\])", text, re.DOTALL)
    return match[0] if match else ""


@pytest.mark.parametrize("path", C_LOGS[:2], ids=lambda path: path.name)
def test_a_log_cut_anywhere_keeps_its_whole_records_and_reports_the_rest_once(path: Path) -> None:
    text = text_of(path)
    text = text[text.index("run: 97\n") : text.index("run: 102\n")]
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
        assert cells_of(log) == expected, cut
        assert len(log.warnings) == (rest != ""), cut


@pytest.mark.parametrize(
    ("end", "warning"),
    [
        ("run: 1", "3: the last line is cut off, (run: 1)"),
        ("run: 1\n", "3: the log ends before the loss of run 1"),
        ("run: 1\nL:", "4: the last line is cut off, (L:)"),
        ("run: 1\nL: 0.5", "4: the last line is cut off, (L: 0.5)"),
        ("W: [", "3: the last line is cut off, (W: [)"),
        ("W: [\n", "3: the log ends inside a block, (W: [)"),
        ("W: [\n 1 2", "3: the log ends inside a block, (W: [)"),
        ("W: [\n 1 2\n -", "3: the log ends inside a block, (W: [)"),
        ("W: [\n x\n 1", "3: a block with a row that is not numbers, (x)"),
    ],
)
def test_what_the_end_of_a_log_lacks_is_said_in_one_line(end: str, warning: str) -> None:
    assert warnings_of(read_bytes(f"run: 0\nL: 0.5\n{end}")) == [warning]


@pytest.mark.parametrize("missing", [1, 9, 10_000, 45_000])
def test_a_gzip_cut_short_keeps_what_came_out(missing: int) -> None:
    raw = C_LOGS[1].read_bytes()[:-missing]
    text = zlib.decompressobj(wbits=31).decompress(raw).decode()
    log = read_bytes(raw)
    kept = cells_of(log)
    expected = parse(whole_records(text))
    assert kept == expected | {cell: "nan" for cell in kept if cell not in expected}
    assert f"{len(text.splitlines())}: the gzip data ends early" in warnings_of(log)


def test_damaged_gzip_data_keep_what_came_out() -> None:
    raw = gzip.compress(SMALL.read_bytes())
    log = read_bytes(raw[:-8] + bytes(8))  # another checksum
    assert cells_of(log) == parse(SMALL.read_text())
    [warning] = log.warnings
    assert warning.reason.startswith("the gzip data is damaged: ")


# Damage in the middle


@pytest.mark.parametrize(
    ("damage", "kept", "warnings"),
    [
        ("make: *** [all] Error 2\n", "", ["3: not understood, (make: *** [all] Error 2)"]),
        ("L: 0.4\n", "", ["3: a second loss of run 0, (L: 0.4)"]),
        ("L:\n", "", ["3: not understood, (L:)"]),
        ("L: 0.4 0.5\n", "", ["3: not understood, (L: 0.4 0.5)"]),
        ("L: 0,4\n", "", ["3: a decimal comma, run the trainer with LC_ALL=C, (L: 0,4)"]),
        ("L: 1_000\n", "", ["3: not understood, (L: 1_000)"]),
        ("L: 0x1p-3\n", "", ["3: not understood, (L: 0x1p-3)"]),
        ("L: 5.\n", "", ["3: not understood, (L: 5.)"]),
        ("L: infinite\n", "", ["3: not understood, (L: infinite)"]),
        ("L: ٣\n", "", [r"3: not understood, (L: \xd9\xa3)"]),
        ("\0\0L: 0.4\n", "", [r"3: NUL bytes, (\x00\x00L: 0.4)"]),
        ("\x1b[31mred\n", "", ["3: not understood, (red)"]),
        (f"{'long ' * 30}\n", "", [f"3: not understood, ({'long ' * 12})"]),
        ("]\n", "", ["3: a row outside a block, (])"]),
        (" 1 2 3\n", "", ["3: a row outside a block, (1 2 3)"]),
        ("W: bye\n", "", ["3: not understood, (W: bye)"]),
        ("W: [ 1 2 ]\n", "", ["3: not understood, (W: [ 1 2 ])"]),
        ("W: [\n]\n", "", ["3: an empty block, (W: [)"]),
        ("W: [\n 1 2\n 3\n]\n", "", ["3: a block with rows of different lengths, (W: [)"]),
        ("W: [\n 1\n x\n 2\n]\n", "", ["3: a block with a row that is not numbers, (x)"]),
        ("W: [\n 1\n\n 2\n]\n", "", ["3: a block with a row that is not numbers, (W: [)"]),
        ("W: [\n 1-2\n]\n", "", ["3: a block with a row that is not numbers, (1-2)"]),
        ("W: [\n 1, 2\n]\n", "", ["3: a block with a row that is not numbers, (1, 2)"]),
        ("W: [\n 1\n", "", ["3: a block without its ], (W: [)"]),
        ("W: [\n 1\nb: [\n 2\n]\n", "b: [\n 2\n]\n", ["3: a block without its ], (W: [)"]),
        (
            "W: [\n x\n]\nSegmentation fault\n",
            "",
            [
                "3: a block with a row that is not numbers, (x)",
                "6: not understood, (Segmentation fault)",
            ],
        ),
        (
            "W: [\n 1\n]\nW: [\n 2\n]\n",
            "W: [\n 1\n]\n",
            ["6: a second block of run 0, (W: [)"],
        ),
        (
            "W: [\n 1 2\n]\nrun: 1\nL: 0.4\nW: [\n 1\n 2\n]\n",
            "W: [\n 1 2\n]\nrun: 1\nL: 0.4\n",
            ["8: a block of 2 x 1 where others are 1 x 2, (W: [)"],
        ),
        ("run: 1\n", "run: 1\nL: nan\n", ["4: no loss of run 1 before this line"]),
        ("run: 1.5\n", "", ["3: not understood, (run: 1.5)"]),
        ("run: -1\n", "", ["3: not understood, (run: -1)"]),
        ("run:\n", "", ["3: not understood, (run:)"]),
        (f"run: {'1' * 19}\n", "", [f"3: not understood, (run: {'1' * 19})"]),
        (
            "run: 1 2\nL: 0.4\nW: [\n 1\n]\n",
            "",
            [
                "3: not understood, (run: 1 2)",
                "4: a second loss of run 0, (L: 0.4)",
                "5: it belongs to no run, (W: [)",
            ],
        ),
    ],
)
def test_what_is_no_record_is_dropped_whole_and_reported(
    damage: str, kept: str, warnings: list[str]
) -> None:
    log = read_bytes(f"run: 0\nL: 0.5\n{damage}run: 9\nL: 0.1\n")
    assert cells_of(log) == parse(f"run: 0\nL: 0.5\n{kept}run: 9\nL: 0.1\n")
    assert warnings_of(log) == warnings


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("run: 0\nL: 0.5\nrun: 1x\nL: 0.4\n", "run: 0\nL: 0.5\n"),
        ("run: 0\nL: 0,5\nrun: 1x\nL: 0.4\n", "run: 0\nL: nan\n"),
        ("run: 0\nL: 0.5\nron: 1\nL: 0.4\n", "run: 0\nL: 0.5\n"),
        ("run: 0\nL: 0.5\n\0\0\0: 1\nL: 0.4\n", "run: 0\nL: 0.5\n"),
        ("run: 0\nL: 0.5\nb: [\n x\n]\nrun: 1x\nL: 0.4\n", "run: 0\nL: 0.5\n"),
        ("run: 0\nL: 0,5\nb: [\n x\n]\nrun: 1x\nL: 0.4\n", "run: 0\nL: nan\n"),
        ("run: 0\nL: 0.5\nb: [\n 1\nrun: 1x\nL: 0,4\n", "run: 0\nL: 0.5\n"),
        ("run: 0\nL: 0,5\nb: [\n 1\nrun: 1x\nL: 0.4\n", "run: 0\nL: nan\n"),
    ],
)
def test_nothing_of_a_run_with_a_damaged_number_is_stored_under_another(
    text: str, kept: str
) -> None:
    log = read_bytes(f"{text}W: [\n 7\n]\nrun: 2\nL: 0.1\n")
    assert cells_of(log) == parse(f"{kept}run: 2\nL: 0.1\n")


def test_a_warning_names_the_file_as_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "odd.log"
    path.write_text("run: 0\nL: 0.5\n?\n")
    assert [str(warning) for warning in read_log(path).warnings] == [
        f"{path}:3: not understood, (?)"
    ]


# No logs

EXPECTED = "no loss with a run number: expected 'run: 0', then 'L: 0.1' on the next line, but"


@pytest.mark.parametrize(
    ("raw", "error", "message"),
    [
        (b"", LogError, "<log>: empty log"),
        (b"\n \n\r\n", LogError, "<log>: empty log"),
        (gzip.compress(b""), LogError, "<log>: empty log"),
        (
            b"\nDear diary,\nrun away\n",
            LogError,
            f"<log>:2: {EXPECTED} not understood, (Dear diary,)",
        ),
        (b"Run: 0\nL: 0.5\n", LogError, f"<log>:1: {EXPECTED} not understood, (Run: 0)"),
        (
            b"L: 0.5\nL: 0.4\n",
            LogError,
            f"<log>:1: {EXPECTED} it stands before any run, 2 in all, (L: 0.5)",
        ),
        (b"run: 0\n", LogError, f"<log>:1: {EXPECTED} the log ends before the loss of run 0"),
        (
            b"run: 0\nrun: 1\nrun: 2\n",
            LogError,
            f"<log>:2: {EXPECTED} no loss of run 0 before this line",
        ),
        (
            b"run: 0\n" + b"x" * 2**21,
            LogError,
            f"<log>:2: {EXPECTED} the last line is cut off, ({'x' * 60})",
        ),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", NotALogError, "<log>: not a text log"),
        (gzip.compress(b"\x7fELF\2\1\1\0\0\n"), NotALogError, "<log>: not a text log"),
    ],
)
def test_what_is_no_log_gets_one_clear_line(
    raw: bytes, error: type[LogError], message: str
) -> None:
    with pytest.raises(LogError) as raised:
        read_bytes(raw)
    assert (type(raised.value), str(raised.value)) == (error, message)


def test_a_file_that_never_becomes_a_log_is_not_read_to_its_end() -> None:
    prose = io.BytesIO(b"It was a dark and stormy night.\n" * 100_000)
    with pytest.raises(LogError):
        read_log(prose)
    assert prose.tell() < 2_000_000


FRAGMENTS = st.one_of(
    st.binary(max_size=20),
    st.sampled_from([b"run: 0", b"run: 1", b"L: 0.5", b"W: [", b" 1 2", b"]", b"\n", b"\n", b"\n"]),
)


@settings(deadline=None)
@given(
    st.sampled_from([b"", b"\x1f", b"\x1f\x8b\x08\0\0\0\0\0\0\3"]),
    st.lists(FRAGMENTS).map(b"".join),
)
def test_random_bytes_are_a_log_or_a_log_error(magic: bytes, raw: bytes) -> None:
    result = outcome(magic + raw)
    if isinstance(result, LogError):
        assert str(result).isprintable()
    else:
        assert result.loss["L"].notna().any()
        assert result.parts
