"""What the command says where a program or a library is missing or fails."""

import subprocess
import sys
from pathlib import Path

import imageio_ffmpeg
import pytest

from .conftest import Run
from .film import ANSWER, EXE, script
from .program import SMALL, new_files
from .test_main import TINY


def test_what_ffmpeg_fails_with_is_one_line_and_status_1(
    folder: Path, animator: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = f"{ANSWER}; echo Unknown encoder >&2; echo Conversion failed >&2; exit 8"
    monkeypatch.setenv(EXE, script(folder, lines))
    message = "animator: ffmpeg failed with status 8: Unknown encoder | Conversion failed\n"
    assert animator(folder, "small.log", *TINY) == (1, message)
    assert new_files(folder) == ["ffmpeg"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("/no/such/ffmpeg", "No such file or directory"),
        ("/", "Permission denied"),
        ("plain", "Permission denied"),
        ("damaged", "Exec format error"),
    ],
)
def test_an_ffmpeg_that_does_not_start_is_one_line_that_says_what_to_do(
    name: str, reason: str, folder: Path, animator: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "plain").touch()
    (folder / "damaged").write_bytes(b"\x7fELF")
    (folder / "damaged").chmod(0o755)
    program = str(folder / name)
    monkeypatch.setenv(EXE, program)
    message = f"animator: ffmpeg cannot be started: {program}: {reason}; correct {EXE}, or unset it"
    assert animator(folder, "no.log") == (1, f"{message}\n")
    assert new_files(folder) == ["damaged", "plain"]


def test_without_any_ffmpeg_one_line_says_what_to_do(
    folder: Path, animator: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_none() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", find_none)
    how = f"install it, for example with apt, brew or conda, or name one in {EXE}"
    assert animator(folder, "no.log") == (1, f"animator: no ffmpeg was found: {how}\n")


def test_when_pyarrow_is_missing_it_is_named_before_the_log_is_read(
    folder: Path, animator: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    message = "animator: .parquet needs pyarrow: pip install '.[parquet]', in the checkout\n"
    assert animator(folder, "no.log", "-o", "run.parquet") == (1, message)


@pytest.mark.parametrize(
    ("words", "missing"), [(["--describe"], "numpy"), (["-o", "x.png"], "matplotlib")]
)
def test_a_python_without_the_libraries_is_one_line_that_says_which_to_use(
    words: list[str], missing: str, tmp_path: Path
) -> None:
    program = (
        f"import sys; sys.modules[{missing!r}] = None; from animator.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(SMALL), *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    reason = f"{sys.executable} has no {missing}: use .venv/bin/python, after `make environment`"
    assert (done.returncode, done.stderr, done.stdout) == (1, f"animator: {reason}\n", "")
    assert not list(tmp_path.iterdir())


def test_an_encoder_that_ffmpeg_lacks_is_one_line_before_the_log_is_read(
    folder: Path, animator: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ffmpeg = script(folder, """echo "Codec 'libx264' is not recognized.\"""")
    monkeypatch.setenv(EXE, ffmpeg)
    message = f"animator: {ffmpeg} lacks the encoder of .mp4, libx264: "
    how = f"install an ffmpeg that has it, and name it in {EXE}\n"
    assert animator(folder, "no.log") == (1, message + how)
