"""Logs as they really arrive: what is kept of each, and what is reported.

What is kept must stand in the file under its run. It must also be what the good log says there,
unless the file says something else.
"""

import gzip

import numpy as np
import pytest

from animator import LogError, read_log
from animator.errors import NotALogError

from ...checkout import DATA
from ..logs import kept_values
from ..plain import candidates, parse

ODD_LOGS = DATA / "odd-logs"
GOOD = (ODD_LOGS / "good.log").read_bytes()
CELLS = parse(GOOD.decode())
EXPECTED = (
    "no loss with a run number: expected 'run: 0', then 'L: 0.1' on the next line; first problem:"
)

ROWS = "print rows such as '0.1 -0.2' between 'W: [' and ']', as trainer.LogWriter does"
LOGS = [  # name; runs, finite losses, and blocks of each tag; warnings
    ("01_cut_mid_loss.log", "151 150 1 1 1 1 1", ["323: the last line is cut off, (L: 0.0)"]),
    ("03_cut_after_tag.log", "150 150 1 1 1 1 1", ["322: the last line is cut off, (run:)"]),
    ("05_cut_W_after_row1.log", "300 300 3 3 2 2 2", ["653: the log ends inside a block, (W: [)"]),
    (
        "07_cut_W_mid_last_number.log",
        "300 300 3 3 2 2 2",
        ["653: the log ends inside a block, (W: [)"],
    ),
    ("09_cut_lone_minus.log", "300 300 3 3 2 2 2", ["653: the log ends inside a block, (W: [)"]),
    ("11_no_final_newline.log", "300 300 3 3 3 3 3", []),
    ("13_cr_only.log", "300 300 3 3 3 3 3", []),
    ("15_utf16le_bom.log", "300 300 3 3 3 3 3", []),
    ("19_latin1_byte.log", "300 300 3 3 3 3 3", [r"51: not understood, (dur\xe9e 3s)"]),
    (
        "21_nul_tail_4k.log",
        "250 250 2 2 2 2 2",
        [r"543: NUL bytes, (\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00)"],
    ),
    ("23_nul_in_number.log", "300 299 3 3 3 3 3", [r"22: NUL bytes, (L: 0.\x000004)"]),
    (
        "25_trailing_text.log",
        "300 300 3 3 3 3 3",
        [
            "664: not understood, (Segmentation fault (core dumped))",
            "665: not understood, (make: *** [Makefile:7: log] Error 139)",
        ],
    ),
    (
        "27_stderr_midline.log",
        "300 299 3 3 3 3 3",
        ["22: not understood, (L: 0.0warning: clip)", "23: a row outside a block, (004)"],
    ),
    (
        "29_stderr_split_quiet.log",
        "300 299 3 3 3 3 3",
        [
            "22: fewer decimals than the usual 4, dropped, (L: 0.0)",
            "23: a row outside a block, (004)",
        ],
    ),
    (
        "31_append_after_cut_line.log",
        "299 299 3 3 3 3 3",
        [
            "323: not understood, (L: 0.0run: 0)",
            "324: the loss may belong to a run after run 9850, dropped",
            "325: 2 trainings in one log, this is part 1; --part or part= chooses another",
        ],
    ),
    (
        "33_append_after_cut_run.log",
        "299 299 3 3 3 3 3",
        [
            "322: not understood, (run: 985run: 0)",
            "323: a second loss in run 9849, (L: 0.0055)",
            "324: 2 trainings in one log, this is part 1; --part or part= chooses another",
        ],
    ),
    ("35_head_n.log", "200 200 2 2 1 1 1", []),
    (
        "37_tail_starts_L.log",
        "279 279 3 3 3 3 3",
        ["1: a loss or a block before the first run, (L: 0.0005)"],
    ),
    ("41_grep_run_L.log", "300 300", []),
    (
        "43_grep_minus_W.log",
        "300 300",
        [
            "201: a block without a closing ], (W^T W: [)",
            "202: a block without a closing ], (W: [)",
            "403: a block without a closing ], (W^T W: [)",
            "404: a block without a closing ], (W: [)",
            "605: a block without a closing ], (W^T W: [)",
            "606: the log ends inside a block, (W: [)",
        ],
    ),
    (
        "50_loss_bigint.log",
        "300 299 3 3 3 3 3",
        ["22: not understood, (L: 999999999999999999999999999999999999999999999999999999999)"],
    ),
    ("50_loss_denorm.log", "300 300 3 3 3 3 3", []),
    ("50_loss_empty.log", "300 299 3 3 3 3 3", ["22: not understood, (L:)"]),
    ("50_loss_huge.log", "300 299 3 3 3 3 3", ["22: 1 loss is not finite, first at run 9710"]),
    ("50_loss_inf.log", "300 299 3 3 3 3 3", ["22: 1 loss is not finite, first at run 9710"]),
    ("50_loss_mnan.log", "300 299 3 3 3 3 3", ["22: 1 loss is not finite, first at run 9710"]),
    ("50_loss_nan.log", "300 299 3 3 3 3 3", ["22: 1 loss is not finite, first at run 9710"]),
    (
        "50_loss_nan_payload.log",
        "300 299 3 3 3 3 3",
        ["22: 1 loss is not finite, first at run 9710"],
    ),
    ("50_loss_plus.log", "300 300 3 3 3 3 3", []),
    ("50_loss_sci.log", "300 300 3 3 3 3 3", []),
    ("50_loss_stars.log", "300 299 3 3 3 3 3", ["22: not understood, (L: ********)"]),
    ("50_loss_under.log", "300 299 3 3 3 3 3", ["22: not understood, (L: 1_000)"]),
    (
        "52_run_5000digits.log",
        "299 299 3 3 3 3 3",
        [
            "21: not understood, (run: 9999999999999999999999999999999999999999999999999999999)",
            "22: a second loss in run 9709, (L: 0.0004)",
        ],
    ),
    (
        "52_run_float.log",
        "299 299 3 3 3 3 3",
        ["21: not understood, (run: 9710.0)", "22: a second loss in run 9709, (L: 0.0004)"],
    ),
    (
        "52_run_neg.log",
        "299 299 3 3 3 3 3",
        ["21: not understood, (run: -5)", "22: a second loss in run 9709, (L: 0.0004)"],
    ),
    ("53_two_L_per_run.log", "300 300 3 3 3 3 3", ["23: a second loss in run 9710, (L: 0.9999)"]),
    ("60_W_nan.log", "300 300 3 3 3 3 3", []),
    (
        "62_W_ragged.log",
        "300 300 3 3 2 3 3",
        ["432: a block with rows of different lengths, (W: [)"],
    ),
    (
        "64_W_one_line.log",
        "300 300 3 3 2 3 3",
        [f"432: a block in the line of its tag, {ROWS}, (W: [ 0.1 0.2 0.3 0.4 0.5 ])"],
    ),
    ("66_W_missing_one.log", "300 300 3 3 2 3 3", []),
    ("68_W_3rows.log", "300 300 3 3 3 3 3", []),
    (
        "70_W_blank_line.log",
        "300 300 3 3 2 3 3",
        [f"432: a block with a blank line, {ROWS}, (W: [)"],
    ),
    (
        "72_W_glued.log",
        "300 300 3 3 2 3 3",
        ["432: a block with a row that is not numbers, (0.104   1.133-101.108   0.622  -0.814)"],
    ),
    (
        "74_W_tag_is_warning.log",
        "300 300 3 3 3 3 3",
        ["21: not understood, (W: some apt-like warning)"],
    ),
    (
        "76_W_commas.log",
        "300 300 3 3 2 3 3",
        [
            "432: a block with decimal commas, run the trainer with LC_ALL=C, "
            "(0,104   1,133  -1,108   0,622  -0,814)"
        ],
    ),
    ("78_unknown_tag.log", "300 300 3 3 3 3 3", []),
    ("85_gzip_named_log.log", "300 300 3 3 3 3 3", []),
    ("87_ansi.log", "300 300 3 3 3 3 3", []),
    ("89_progress_cr.log", "300 300 3 3 3 3 3", []),
    ("91_indent.log", "300 300 3 3 3 3 3", []),
    ("97_unicode_ls.log", "300 300 3 3 3 3 3", [r"21: not understood, (note\xe2\x80\xa8run: 7)"]),
]
NO_LOGS = [
    (
        "17_utf16le_nobom.log",
        NotALogError,
        ": looks like UTF-16 without BOM, convert it with iconv -f UTF-16LE",
    ),
    ("39_grep_run_only.log", LogError, f":2: {EXPECTED} run 9700 ends here without a loss"),
    (
        "45_sorted.log",
        LogError,
        ":34: a loss before its run number: print 'run: 0' first, then 'L: 0.1'",
    ),
    ("52_run_of.log", LogError, f":1: {EXPECTED} not understood, (run: 9700/10000)"),
    ("81_only_newlines.log", LogError, ": empty log"),
    ("93_case.log", LogError, f":1: {EXPECTED} not understood, (Run: 9700)"),
    ("95_spacecolon.log", LogError, f":1: {EXPECTED} not understood, (run : 9700)"),
]

# These say what the good log does not: other numbers, another training's runs, another tag.
OTHERS = [
    *("50_loss_denorm.log", "50_loss_huge.log", "50_loss_inf.log"),
    *("31_append_after_cut_line.log", "33_append_after_cut_run.log"),
    *("50_loss_sci.log", "50_loss_plus.log", "53_two_L_per_run.log"),
    *("60_W_nan.log", "68_W_3rows.log", "78_unknown_tag.log"),
]


def text_of(raw: bytes) -> str:
    raw = gzip.decompress(raw) if raw.startswith(b"\x1f") else raw
    return raw.decode("utf-16" if raw.startswith(b"\xff\xfe") else "latin-1")


def test_every_odd_log_is_in_a_table() -> None:
    names = sorted(path.name for path in ODD_LOGS.iterdir())
    assert names == sorted(["good.log", *(row[0] for row in LOGS), *(row[0] for row in NO_LOGS)])
    assert set(OTHERS) < set(names)


@pytest.mark.parametrize(("name", "counts", "warnings"), LOGS)
def test_an_odd_log_is_read_as_far_as_it_is_whole(
    name: str, counts: str, warnings: list[str]
) -> None:
    log = read_log(ODD_LOGS / name)
    assert [f"{warning.line}: {warning.reason}" for warning in log.warnings] == warnings
    blocks = [np.isfinite(tag).any(axis=(1, 2)).sum() for tag in log.blocks.values()]
    found = [len(log.runs), np.isfinite(log.losses).sum(), *blocks]
    assert found == [int(count) for count in counts.split()]
    allowed = candidates(text_of((ODD_LOGS / name).read_bytes()))
    for cell, value in kept_values(log).items():
        assert value in allowed[cell]
        assert value == CELLS.get(cell) or name in OTHERS


@pytest.mark.parametrize(("name", "error", "message"), NO_LOGS)
def test_what_has_no_loss_with_a_run_gets_one_clear_line(
    name: str, error: type[LogError], message: str
) -> None:
    with pytest.raises(LogError) as raised:
        read_log(ODD_LOGS / name)
    assert type(raised.value) is error
    assert str(raised.value) == f"{ODD_LOGS / name}{message}"
