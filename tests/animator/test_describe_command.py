import subprocess
from pathlib import Path

import pytest

from animator import read_log

from .conftest import Run
from .program import FILES, command, environment, new_files, run_here


def test_each_log_is_described_on_stdout_one_after_another(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_here(folder, "small.log", "no-W.log", "zipped.log.gz", "--describe") == 0
    out, err = capsys.readouterr()
    monkeypatch.chdir(folder)
    logs = [read_log(name) for name in ("small.log", "no-W.log", "zipped.log.gz")]
    assert out.split("\n\n") == [*(log.describe() for log in logs[:2]), f"{logs[2].describe()}\n"]
    assert [text.split(":")[0] for text in out.split("\n\n")] == [log.file for log in logs]
    assert err == ""
    assert new_files(folder) == []


def describe(folder: Path, *words: str, stdin: bytes = b"", **variables: str) -> tuple[str, str]:
    done = subprocess.run(
        command(*words, "--describe"),
        cwd=folder,
        env=environment(**variables),
        input=stdin,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode(), done.stderr.decode()


def test_stdin_is_described_and_its_damage_is_told_on_stderr(tmp_path: Path) -> None:
    out, err = describe(tmp_path, "-", stdin=FILES["warning.log"])
    assert out.startswith("<stdin>: run 0, 0 snapshots.\n")
    assert err == "animator: <stdin>:3: not understood, (?)\n"


@pytest.mark.parametrize(
    ("name", "encoding", "shown"),
    [
        ("\u00e4.log", "utf-8", "\u00e4.log: "),
        ("\u00e4.log", "ascii", "\\xe4.log: "),
        ("a\nb.log", "utf-8", "a\\nb.log: "),
    ],
)
def test_any_name_of_a_log_can_be_printed(
    name: str, encoding: str, shown: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(FILES["small.log"])
    out, _ = describe(tmp_path, name, PYTHONIOENCODING=encoding)
    assert out.startswith(shown)


def test_a_reader_that_stops_early_is_no_error(folder: Path) -> None:
    words = command(*["small.log"] * 3, "--describe")
    with subprocess.Popen(
        words, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        program.stdout.close()
        assert program.stderr is not None
        assert program.stderr.read() == b""


def test_a_full_disk_is_one_line_and_status_1(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("small.log", "--describe"),
            cwd=folder,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    message = b"animator: cannot write stdout: No space left on device\n"
    assert (done.returncode, done.stderr) == (1, message)


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        ([], 2, "name a LOG to show; --help shows the options"),
        (
            ["small.log", "-o", "x.png", "--theme", "dark", "--title", "a"],
            2,
            "--describe makes no file: leave out -o, --theme, --title; --help shows the options",
        ),
        (["."], 2, "a folder of logs cannot be described: name one log in it"),
        (["no.log"], 2, "cannot open no.log: No such file or directory"),
        (["picture.log"], 2, "picture.log: not a text log"),
        (["warning.log", "--strict", "--quiet"], 1, "warning.log:3: not understood, (?)"),
        (["small.log", "--part", "7"], 1, "small.log: there is no part 7, only 0"),
    ],
)
def test_what_cannot_be_described_gets_its_status_and_nothing_on_stdout(
    words: list[str], status: int, message: str, folder: Path, animator: Run
) -> None:
    found, stderr = animator(folder, *words, "--describe")
    assert found == status
    assert stderr.startswith(f"animator: {message}")
    assert new_files(folder) == []
