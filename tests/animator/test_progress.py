import io
from pathlib import Path

import pytest

from animator import progress, read_log

from .logs import SMALL
from .plain import cells_of
from .program import animator


@pytest.fixture(autouse=True)
def _every_log_is_worth_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "WORTH_A_BAR", 100)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stderr", "quiet", "is_shown"),
    [(Terminal(), False, True), (Terminal(), True, False), (io.StringIO(), False, False)],
    ids=["terminal", "quiet", "no terminal"],
)
def test_the_bar_counts_the_bytes_of_the_file_on_a_terminal_only(
    stderr: io.StringIO, quiet: bool, is_shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr", stderr)
    log = progress.read_with_bar(SMALL, quiet=quiet)
    assert cells_of(log) == cells_of(read_log(SMALL))
    assert log.file == str(SMALL)
    shown = stderr.getvalue()
    assert (f"read: {SMALL.stat().st_size}B [" in shown) == is_shown
    assert (shown != "") == is_shown


def test_a_short_log_has_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "WORTH_A_BAR", SMALL.stat().st_size)
    monkeypatch.setattr("sys.stderr", stderr := Terminal())
    progress.read_with_bar(SMALL)
    assert stderr.getvalue() == ""


def test_an_open_file_is_read_and_stays_open() -> None:
    with SMALL.open("rb") as stream:
        assert cells_of(progress.read_with_bar(stream)) == cells_of(read_log(SMALL))
        assert not stream.closed


def test_a_part_is_chosen(tmp_path: Path) -> None:
    (tmp_path / "two.log").write_text("run: 0\nL: 0.5\nrun: 1\nL: 0.4\nrun: 0\nL: 0.3\n")
    log = progress.read_with_bar(tmp_path / "two.log", part=0)
    assert log.loss["L"].tolist() == [0.5, 0.4]


@pytest.mark.parametrize(
    ("words", "status", "losses", "message"),
    [
        ([], 0, "0,L,0,0,0.3\n", "3: 2 trainings in one log, this is part 1; "),
        (["--part", "-1"], 0, "0,L,0,0,0.3\n", "3: 2 trainings in one log, this is part 1; "),
        (["--part", "0"], 0, "5,L,0,0,0.5\n", "3: 2 trainings in one log, this is part 0; "),
        (["--part", "2"], 1, "", " there is no part 2, only 0 in lines 1-2, 1 in lines 3-4"),
        (["--part", "last"], 2, "", "argument --part: invalid int value: 'last'"),
    ],
)
def test_a_part_of_a_log_of_several_trainings_is_chosen(
    words: list[str], status: int, losses: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "two.log").write_text("run: 5\nL: 0.5\nrun: 0\nL: 0.3\n")
    done, stderr = animator(tmp_path, "two.log", "-o", "two.csv", *words)
    assert done == status
    assert message in stderr
    assert stderr.count("\n") == 1
    out = tmp_path / "two.csv"
    assert (out.read_text() if out.exists() else "run,tag,row,col,value\n").endswith(
        f"value\n{losses}"
    )
