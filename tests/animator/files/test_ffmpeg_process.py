"""What goes wrong with ffmpeg; scripts stand in for it."""

import errno
import os
import time
from pathlib import Path

import pytest

from animator import OutputError
from animator.files.film import Film, Frames, check_encoder, encode
from animator.files.formats import FORMATS, suffixes

from ..film import EXE, FFMPEG, script

FRAME = memoryview(bytes(64 * 48 * 4))
FRAMES = 120  # more than a pipe holds
FILM = Film(suffix=".mp4", size=(64, 48), fps=10, length=FRAMES)

WRITE = 'for word; do case "$word" in file:*) echo film > "${word#file:}";; esac; done'
HALF = f"""
case "$*" in *faststart*) head -c {FRAME.nbytes * FRAMES // 2} | {FFMPEG} "$@"; cat > /dev/null;;
*) exec {FFMPEG} "$@";; esac
"""


def error_with(commands: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what is said if a script stands in for ffmpeg."""
    monkeypatch.setenv(EXE, script(folder, commands))
    with pytest.raises(OutputError) as raised:
        encode(lambda: (FRAME for _ in range(FRAMES)), FILM, folder / "film.mp4")
    return str(raised.value)


@pytest.mark.parametrize(
    ("commands", "reason"),
    [
        ("exit 1", "status 1: "),
        ("echo 'Unknown encoder' >&2; exit 1", "status 1: Unknown encoder"),
        ("head -c 9999 > /dev/null; echo 'No room' >&2; exit 228", "status 228: No room"),
        ("echo '[out#0/mp4 @ 0x5f] [a @ 0x1] Bad' >&2; echo Bad >&2; exit 1", "status 1: Bad"),
        ("yes '' | head -c 200000 >&2; cat > /dev/null; echo full >&2; exit 1", "status 1: full"),
        ("cat > /dev/null; seq 999 >&2; exit 1", "status 1: 995 | 996 | 997 | 998 | 999"),
        (r"printf '\033[1m\377 \0' >&2; exit 1", r"status 1: \x1b[1m� \x00"),
        ("kill -9 $$", "status -9: "),
        ("kill $$", "status -15: "),
        (f"{WRITE}; cat > /dev/null; echo 'No room' >&2", "status 0: No room"),  # not believed
    ],
)
def test_when_ffmpeg_fails_its_last_words_are_told(
    commands: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert error_with(commands, tmp_path, monkeypatch) == f"ffmpeg failed with {reason}"


@pytest.mark.parametrize("status", [0, 228])
def test_a_full_disk_is_an_os_error(
    status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "echo '[out#0/mp4 @ 0x5f] Error writing trailer: No space left on device' >&2"
    monkeypatch.setenv(EXE, script(tmp_path, f"cat > /dev/null; {words}; exit {status}"))
    with pytest.raises(OSError, match="No space left on device") as raised:
        encode(lambda: (FRAME for _ in range(FRAMES)), FILM, tmp_path / "film.mp4")
    assert raised.value.errno == errno.ENOSPC


@pytest.mark.parametrize(
    ("commands", "frames"),
    [("exit 0", 0), ("cat > /dev/null", 0), (f"{WRITE}; cat > /dev/null", 0), (HALF, FRAMES // 2)],
)
def test_a_status_of_0_is_not_believed_before_all_frames_are_read_back(
    commands: str, frames: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = f"only {frames} of the film's {FRAMES} frames can be read back"
    assert error_with(commands, tmp_path, monkeypatch) == message


def test_when_drawing_fails_ffmpeg_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = tmp_path / "pid"
    monkeypatch.setenv(EXE, script(tmp_path, f"echo $$ > '{pid}'; exec sleep 60"))

    def frames() -> Frames:
        while not pid.exists() or not pid.read_text():
            pass
        yield FRAME
        raise RuntimeError("no more paint")

    start = time.monotonic()
    with pytest.raises(RuntimeError, match="no more paint"):
        encode(frames, FILM, tmp_path / "film.mp4")
    assert time.monotonic() - start < 30
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


@pytest.mark.parametrize("encoder", ["no-such-codec", "indeo3"])  # ffmpeg decodes Indeo only
@pytest.mark.parametrize("suffix", suffixes("film").split())
def test_an_encoder_that_ffmpeg_lacks_is_named_before_there_is_a_frame(
    suffix: str, encoder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_encoder(suffix)
    monkeypatch.setitem(FORMATS[suffix].ffmpeg, "vcodec", encoder)
    with pytest.raises(OutputError) as raised:
        check_encoder(suffix)
    assert str(raised.value) == f"this ffmpeg lacks the encoder of {suffix}, {encoder}"
