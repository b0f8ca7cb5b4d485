import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from animator.movie import MovieError, encode, even

from .film import EXE, read_film, script

SIZE = (64, 48)
COLOURS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (107, 107, 107)]


def flat_frames(*colours: tuple[int, int, int]) -> Iterator[memoryview]:
    """Yield RGBA frames, all in the same memory as Scene's are."""
    frame = np.full((SIZE[1], SIZE[0], 4), 255, np.uint8)
    for colour in colours:
        frame[:, :, :3] = colour
        yield frame.data


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1500, 750), (1500, 750)), ((641, 321), (642, 322)), ((1000, 999), (1000, 1000))],
)
def test_sizes_are_rounded_up_to_even(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert even(size) == expected


@pytest.mark.parametrize("fps", [10, 29.97, 60])
def test_a_film_has_the_frames_and_their_colours(fps: float, tmp_path: Path) -> None:
    out = tmp_path / "50% off.bin"  # the name decides nothing
    encode(flat_frames(*COLOURS), SIZE, fps, out)
    about, frames = read_film(out)
    assert (about["codec"], about["size"], about["fps"]) == ("h264", SIZE, fps)
    assert about["pix_fmt"].startswith("yuv420p(")
    assert len(frames) == len(COLOURS)
    for frame, colour in zip(frames, COLOURS, strict=True):
        assert np.abs(frame.astype(int) - colour).max() <= 4


def test_the_film_says_how_its_colours_are_meant(tmp_path: Path) -> None:
    encode(flat_frames(*COLOURS), SIZE, 10, tmp_path / "film.mp4")
    about, _ = read_film(tmp_path / "film.mp4")
    assert about["pix_fmt"].startswith("yuv420p(tv, bt709,")  # matrix, primaries and transfer


def test_a_browser_can_start_the_film_before_it_has_the_whole_file(tmp_path: Path) -> None:
    encode(flat_frames(*COLOURS), SIZE, 10, tmp_path / "film.mp4")
    raw = (tmp_path / "film.mp4").read_bytes()
    assert 0 < raw.index(b"moov") < raw.index(b"mdat")


@pytest.mark.parametrize(
    ("commands", "message"),
    [
        ("exit 1", "ffmpeg failed with status 1: "),
        ("echo 'Unknown encoder' >&2; exit 1", "ffmpeg failed with status 1: Unknown encoder"),
        (
            "head -c 20000 > /dev/null; echo 'No space left' >&2; exit 228",
            "ffmpeg failed with status 228: No space left",
        ),
        (
            "head -c 200000 /dev/zero | tr '\\0' '\\n' >&2; cat > /dev/null; echo full >&2; exit 1",
            "ffmpeg failed with status 1: full",
        ),
        (
            "cat > /dev/null; seq 100000 >&2; exit 1",
            "ffmpeg failed with status 1: 99996 | 99997 | 99998 | 99999 | 100000",
        ),
        ("kill -9 $$", "ffmpeg failed with status -9: "),
    ],
)
def test_when_ffmpeg_fails_its_last_words_are_told(
    commands: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EXE, script(tmp_path, commands))
    with pytest.raises(MovieError) as raised:
        encode(flat_frames(*COLOURS * 20), SIZE, 10, tmp_path / "film.mp4")
    assert str(raised.value) == message


def test_when_drawing_fails_ffmpeg_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = tmp_path / "pid"
    monkeypatch.setenv(EXE, script(tmp_path, f"echo $$ > '{pid}'; exec sleep 60"))

    def frames() -> Iterator[memoryview]:
        while not pid.exists() or not pid.read_text():
            pass
        yield from flat_frames((0, 0, 0))
        raise RuntimeError("no more paint")

    start = time.monotonic()
    with pytest.raises(RuntimeError, match="no more paint"):
        encode(frames(), SIZE, 10, tmp_path / "film.mp4")
    assert time.monotonic() - start < 30
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
