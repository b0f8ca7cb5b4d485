"""Jobs that cannot be done leave no file, and say why."""

import io
from pathlib import Path
from typing import Any

import pytest

from animator import LogError, LogWarning, OutputError, animate, read_log
from animator.errors import LookError, UsageError

from .film import ANSWER, EXE, script
from .logs import SMALL
from .test_output import files_in

DAMAGED = "run: 0\nL: 0.5\n" + "?\n" * 30


def test_damage_is_warned_about_and_with_strict_an_error(tmp_path: Path) -> None:
    (tmp_path / "odd.log").write_text(DAMAGED)
    with pytest.warns(LogWarning) as told:
        animate(tmp_path / "odd.log", tmp_path / "odd.csv")
    assert {warning.filename for warning in told} == {__file__}  # where animate() is called
    lines = [str(warning.message).removeprefix(f"{tmp_path}/") for warning in told]
    assert lines == ["odd.log:3: not understood, (?); 29 more like this"]
    (tmp_path / "odd.csv").unlink()
    with pytest.warns(LogWarning), pytest.raises(LogError, match="because strict allows no"):
        animate(tmp_path / "odd.log", tmp_path / "odd.csv", strict=True)
    assert files_in(tmp_path) == ["odd.log"]


@pytest.mark.parametrize(
    ("log", "options", "error", "message"),
    [
        ([], {}, UsageError, "there is no log"),
        ([SMALL, SMALL], {"title": "a"}, LookError, r"title must be given once for each log \(2\)"),
        (SMALL, {"to": 1000}, TypeError, "there is no option 'to'; the options are panels, size"),
        (read_log(SMALL).loss, {}, TypeError, "DataFrame"),
        (b"run: 0", {}, TypeError, "bytes"),
        (SMALL.read_text(), {}, ValueError, "text"),
    ],
)
def test_a_call_that_makes_no_sense_gets_one_clear_line(
    log: Any, options: dict[str, Any], error: type[Exception], message: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=message) as raised:
        animate(log, tmp_path / "out.png", **options)
    assert len(str(raised.value)) < 200
    assert "\n" not in str(raised.value)
    assert files_in(tmp_path) == []


BEGIN_FILM = 'for word; do case "$word" in file:*) echo film > "${word#file:}";; esac; done'
BROKEN = {
    "at once": "exit 1",
    "in the middle": "head -c 500000 > /dev/null; exit 1",
    "at the end": "cat > /dev/null; exit 1",
}


@pytest.mark.parametrize("commands", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("older", ["the older film", None])
def test_a_film_that_fails_leaves_no_file_and_the_older_one_untouched(
    commands: str, older: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EXE, script(tmp_path, f"{ANSWER}\n{BEGIN_FILM}\n{commands}"))
    folder = tmp_path / "films"
    folder.mkdir()
    if older:
        (folder / "small.mp4").write_text(older)
    with pytest.raises(OutputError):
        animate(SMALL, folder / "small.mp4", size=(480, 240))
    assert {path.name: path.read_text() for path in folder.iterdir()} == (
        {"small.mp4": older} if older else {}
    )


@pytest.mark.parametrize("suffix", [".mp4", ".png"])
def test_a_log_without_weights_leaves_no_file(suffix: str, tmp_path: Path) -> None:
    log = read_log(io.BytesIO(b"run: 0\nL: 0.5\nb: [\n 1\n]\n"))
    with pytest.raises(LogError, match=r"^<log>: no block 'W'; the log has b$"):
        animate(log, tmp_path / f"log{suffix}")
    assert files_in(tmp_path) == []
