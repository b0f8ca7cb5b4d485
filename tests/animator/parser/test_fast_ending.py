import gzip
import random
from pathlib import Path

import numpy as np
import pytest

from animator import LogError, read_log
from animator.folder.ending import Ending, ending
from animator.parser.fast_ending import fast_ending

from ...checkout import DATA
from ..logs import C_LOGS, SMALL

ONE_FORM = "".join(
    f"run: {run}\nL: 0.{1000 + run}\n"
    + "b: [\n  0.001   -0.022 \n]\nW: [\n  -1.5   0    \n  12.25   0.125 \n]\n" * (run % 4 == 3)
    for run in range(5, 36)
).encode()
EDITS = 600


def careful_ending(path: Path) -> Ending | None:
    """Return the end that read_log() gives, None if it warns or fails."""
    try:
        log = read_log(path)
    except LogError:
        return None
    return None if log.warnings else ending(log)


def same(one: Ending, other: Ending | None) -> bool:
    def equal(a: object, b: object) -> bool:
        return (a is None) == (b is None) and repr(np.array(a).tolist()) == repr(
            np.array(b).tolist()
        )

    return other is not None and all(map(equal, one, other))


def written(folder: Path, log: bytes) -> Path:
    path = folder / "a.log"
    path.write_bytes(log)
    return path


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("log", [ONE_FORM, SMALL.read_bytes(), C_LOGS[0].read_bytes()])
def test_a_well_formed_log_has_the_end_that_the_whole_log_has(
    log: bytes, zipped: bool, tmp_path: Path
) -> None:
    path = written(tmp_path, gzip.compress(log) if zipped else log)
    found = fast_ending(path)
    assert found is not None
    assert same(found, careful_ending(path))


@pytest.mark.parametrize("path", [*C_LOGS, *sorted((DATA / "odd-logs").iterdir())], ids=str)
def test_of_any_other_log_there_is_the_same_end_or_none(path: Path) -> None:
    found = fast_ending(path)
    assert found is None or same(found, careful_ending(path))


def edited(log: bytes, dice: random.Random) -> bytes:
    """Return a log with a byte or a line changed, left out, repeated or moved."""
    parts: list[bytes] = log.splitlines(keepends=True)
    if dice.random() < 0.7:
        parts = [bytes([byte]) for byte in log]
    place = dice.randrange(len(parts))
    part = parts.pop(place)
    change = dice.choice(["leave out", "repeat", "move", "change"])
    if change == "repeat":
        parts[place:place] = [part, part]
    elif change == "move":
        parts.insert(dice.randrange(len(parts)), part)
    elif change == "change":
        parts.insert(place, dice.choice([b"0", b"7", b"-", b".", b" ", b"]\n", b"\n", b"[", b"L"]))
    return b"".join(parts)


def test_after_any_edit_there_is_the_same_end_or_none(tmp_path: Path) -> None:
    dice = random.Random(0)
    proven = 0
    for _ in range(EDITS):
        path = written(tmp_path, edited(ONE_FORM, dice))
        if found := fast_ending(path):
            proven += 1
            assert same(found, careful_ending(path)), path.read_text()
    assert EDITS / 100 < proven < EDITS / 2  # such as a digit that became another one


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x1f\x8b",
        gzip.compress(ONE_FORM, mtime=0)[:-4],
        gzip.compress(ONE_FORM, mtime=0)[:-8] + b"12345678",
        gzip.compress(ONE_FORM, mtime=0) + gzip.compress(ONE_FORM, mtime=0),
        gzip.compress(ONE_FORM, mtime=0) + b"\0",
        gzip.compress(b"run: 0\nL: 0.5\n" + b" " * 2**24, mtime=0),
        b"\xef\xbb\xbf" + ONE_FORM,
        ONE_FORM.replace(b"\n", b"\r\n"),
        ONE_FORM + ONE_FORM,
        b"run: 999999999\nL: 0.5\n",
        b"run: 0\nL: 0.5\nrun: 999999999\nL: 0.5\n",
    ],
)
def test_what_is_not_a_single_well_formed_text_has_no_end(raw: bytes, tmp_path: Path) -> None:
    found = fast_ending(written(tmp_path, raw))
    assert found is None or (found.runs == 1 and same(found, careful_ending(tmp_path / "a.log")))
