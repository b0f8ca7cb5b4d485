"""What goes wrong with ffmpeg; scripts stand in for it."""

import errno
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from animator import OutputError
from animator.files.film import Film, Frames, check_encoder, encode
from animator.files.formats import FORMATS, suffixes

from ..film import EXE, FFMPEG, script

FRAME = memoryview(bytes(64 * 48 * 4))
FRAMES = 120  # more than a pipe holds
FILM = Film(suffix=".mp4", size=(64, 48), fps=10, length=FRAMES)
ANY_SUFFIX = pytest.mark.parametrize("suffix", suffixes("film").split())

WRITE = 'for word; do case "$word" in file:*) echo film > "${word#file:}";; esac; done'
HALF = f"""
case "$*" in *faststart*) head -c {FRAME.nbytes * FRAMES // 2} | {FFMPEG} "$@"; cat > /dev/null;;
*) exec {FFMPEG} "$@";; esac
"""


def draw() -> Frames:
    yield from (FRAME for _ in range(FRAMES))


def error_with(commands: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what is said if a script stands in for ffmpeg."""
    monkeypatch.setenv(EXE, script(folder, commands))
    with pytest.raises(OutputError) as raised:
        encode(draw, FILM, folder / "film.mp4")
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
    ],
)
def test_when_ffmpeg_fails_its_last_words_are_told(
    commands: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert error_with(commands, tmp_path, monkeypatch) == f"ffmpeg failed with {reason}"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("KILL", "; perhaps memory was short, try a smaller size"),
        ("SEGV", f"; name another ffmpeg in {EXE}"),
        ("ILL", f"; perhaps it was built for another processor, name another ffmpeg in {EXE}"),
        ("TERM", ""),
    ],
)
def test_a_signal_that_killed_ffmpeg_is_named_and_why_it_may_have_come(
    name: str, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = getattr(signal, f"SIG{name}")
    shown = f"ffmpeg was killed by signal {number:d}, {signal.strsignal(number)}{hint}"
    assert error_with(f"kill -{name} $$", tmp_path, monkeypatch) == shown


@pytest.mark.parametrize("status", [0, 228])
def test_a_full_disk_is_an_os_error(
    status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "echo '[out#0/mp4 @ 0x5f] Error writing trailer: No space left on device' >&2"
    monkeypatch.setenv(EXE, script(tmp_path, f"cat > /dev/null; {words}; exit {status}"))
    with pytest.raises(OSError, match="No space left on device") as raised:
        encode(draw, FILM, tmp_path / "film.mp4")
    assert raised.value.errno == errno.ENOSPC


@pytest.mark.parametrize(
    ("commands", "frames"),
    [
        ("exit 0", 0),
        ("cat > /dev/null", 0),
        (f"{WRITE}; cat > /dev/null", 0),
        (HALF, FRAMES // 2),
        (f"echo 'No room' >&2; {HALF}", FRAMES // 2),
    ],
)
def test_a_status_of_0_is_not_believed_before_all_frames_are_read_back(
    commands: str, frames: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = f"only {frames} of the film's {FRAMES} frames can be read back"
    shown = f"{message}: No room" if "No room" in commands else message
    assert error_with(commands, tmp_path, monkeypatch) == shown


@pytest.mark.parametrize(
    "commands",
    [
        f"seq 30 >&2; exec '{FFMPEG}' \"$@\"",  # as a banner
        f"'{FFMPEG}' \"$@\"; status=$?; echo '-x is deprecated' >&2; exit $status",
    ],
)
@ANY_SUFFIX
def test_what_a_version_says_besides_makes_no_good_film_bad(
    suffix: str, commands: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EXE, script(tmp_path, commands))
    check_encoder(suffix)
    encode(draw, replace(FILM, suffix=suffix), tmp_path / "film")


def test_the_options_that_silence_ffmpeg_come_first_in_every_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = tmp_path / "calls"
    monkeypatch.setenv(EXE, script(tmp_path, f"echo $* >> {calls}; exec '{FFMPEG}' \"$@\""))
    check_encoder(".mp4")
    encode(draw, FILM, tmp_path / "film.mp4")
    lines = calls.read_text().splitlines()
    assert len(lines) == 3
    assert all(line.startswith("-hide_banner -loglevel error -nostdin ") for line in lines)


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
    assert time.monotonic() - start < 60
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


@pytest.mark.parametrize("encoder", ["no-such-codec", "indeo3"])  # ffmpeg decodes Indeo only
@ANY_SUFFIX
def test_an_encoder_that_ffmpeg_lacks_is_named_before_there_is_a_frame(
    suffix: str, encoder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_encoder(suffix)
    monkeypatch.setitem(FORMATS[suffix].ffmpeg, "vcodec", encoder)
    with pytest.raises(OutputError) as raised:
        check_encoder(suffix)
    message = f"{FFMPEG} lacks the encoder of {suffix}, {encoder}: "
    assert str(raised.value) == message + f"install an ffmpeg that has it, and name it in {EXE}"
