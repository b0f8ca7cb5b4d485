import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from animator import OutputError, read_log
from animator.files.film import Film, Frames, count_frames, encode, film_size
from animator.files.formats import FORMATS, suffixes
from animator.look import Look
from animator.scene.scene import Scene

from ...checkout import DATA
from ..film import EXE, describe, ffmpegs, read_film, script
from ..scenes import pictures, psnr

VIDEO_PENTAGON = DATA / "c-logs" / "video-pentagon.log.gz"

SIZE = (64, 48)
COLOURS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (107, 107, 107)]
BT709 = "yuv420p(tv, bt709,"  # matrix, primaries and transfer

Colour = tuple[int, int, int]
ANY_SUFFIX = pytest.mark.parametrize("suffix", suffixes("film").split())


@pytest.fixture(autouse=True, params=list(ffmpegs().values()), ids=list(ffmpegs()))
def ffmpeg(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Use each ffmpeg that is there, for films and to read them."""
    monkeypatch.setenv(EXE, request.param)
    return str(request.param)


def flat_frames(*colours: Colour) -> Callable[[], Frames]:
    """Return what yields RGBA frames, all in the same memory as Scene's are."""

    def draw() -> Frames:
        frame = np.full((SIZE[1], SIZE[0], 4), 255, np.uint8)
        for colour in colours:
            frame[:, :, :3] = colour
            yield frame.data

    return draw


def encode_flat(out: Path, suffix: str, *colours: Colour, fps: float = 10, text: str = "") -> None:
    film = Film(
        suffix=suffix, size=SIZE, fps=fps, length=len(colours), title=text, comment=text and "by me"
    )
    encode(flat_frames(*colours), film, out)


@pytest.mark.parametrize(
    ("suffix", "size", "expected"),
    [
        (".mp4", (1500, 750), (1500, 750)),
        (".mp4", (641, 321), (642, 322)),
        (".webm", (1000, 999), (1000, 1000)),
        (".gif", (641, 321), (641, 321)),
    ],
)
def test_sizes_are_rounded_up_to_even_where_the_codec_asks_for_it(
    suffix: str, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert film_size(suffix, size) == expected


@pytest.mark.parametrize(
    ("suffix", "codec", "pixels", "fps", "colours"),
    [
        (".mp4", "h264", BT709, 10, COLOURS[3:4]),
        (".mp4", "h264", BT709, 29.97, [COLOURS[0]] * 20),
        (".mp4", "h264", BT709, 60, COLOURS),
        (".webm", "vp9", BT709, 10, COLOURS[3:4]),
        (".webm", "vp9", BT709, 10, [COLOURS[0]] * 20),
        (".webm", "vp9", BT709, 60, COLOURS),
        (".gif", "gif,", "bgra", 10, COLOURS[3:4]),
        (".gif", "gif,", "bgra", 10, [COLOURS[0]] * 20),
        (".gif", "gif,", "bgra", 25, COLOURS),
    ],
)
def test_a_film_has_the_frames_and_their_colours(
    suffix: str, codec: str, pixels: str, fps: float, colours: list[Colour], tmp_path: Path
) -> None:
    out = tmp_path / "50% off.bin"  # the name decides nothing
    encode_flat(out, suffix, *colours, fps=fps)
    about, frames = read_film(out)
    assert (about["codec"], about["size"]) == (codec, SIZE)
    assert about["pix_fmt"].replace(")", ",").startswith(pixels)
    assert len(frames) == len(colours)
    for frame, colour in zip(frames, colours, strict=True):
        assert np.abs(frame.astype(int) - colour).max() <= 4
    if len(colours) > 1:
        assert about["fps"] == fps
        assert about["duration"] == pytest.approx(len(colours) / fps, abs=0.02)


def test_an_mp4_has_the_high_profile_and_can_be_started_before_the_whole_file_is_there(
    tmp_path: Path,
) -> None:
    out = tmp_path / "film.mp4"
    encode_flat(out, ".mp4", *COLOURS)
    assert "Video: h264 (High) (avc1" in describe(out)
    raw = out.read_bytes()
    assert 0 < raw.index(b"moov") < raw.index(b"mdat")


@pytest.mark.parametrize("ffmpeg", [*ffmpegs().values()][:1], indirect=True)
def test_an_mp4_is_smaller_than_by_the_defaults_of_the_encoder_and_as_close_to_the_frames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene([read_log(VIDEO_PENTAGON)], Look(size=(750, 376), hold=0, last_run=4000))
    film = Film(suffix=".mp4", size=scene.size, fps=10, length=len(scene))
    drawn = np.array(pictures(scene))
    encode(lambda: (frame.data for frame in drawn), film, tmp_path / "ours.mp4")
    for setting in ("tune", "x264-params"):
        monkeypatch.delitem(FORMATS[".mp4"].ffmpeg, setting)
    encode(lambda: (frame.data for frame in drawn), film, tmp_path / "default.mp4")
    ours, default = tmp_path / "ours.mp4", tmp_path / "default.mp4"
    assert ours.stat().st_size < default.stat().st_size
    likeness = [psnr(np.array(read_film(out)[1]), drawn[..., :3]) for out in (ours, default)]
    assert likeness[0] > likeness[1] - 0.2  # dB


@pytest.mark.parametrize(
    ("fps", "hundredths"),
    [
        (10, 10 * [10]),
        (25, 10 * [4]),
        (30, [3, 4, 3, 3, 4, 3, 3, 4, 3, 3]),
        (50, 10 * [2]),
    ],
)
def test_a_gif_loops_for_ever_and_its_frames_last_hundredths_of_a_second(
    fps: float, hundredths: list[int], tmp_path: Path
) -> None:
    encode_flat(tmp_path / "film.gif", ".gif", *(COLOURS * 2)[:10], fps=fps)
    durations = []
    with Image.open(tmp_path / "film.gif") as film:
        assert film.info["loop"] == 0
        for i in range(10):
            film.seek(i)
            durations.append(film.info["duration"] // 10)
    assert sum(durations) == pytest.approx(sum(hundredths), abs=1)
    assert set(durations) == set(hundredths)


def test_a_gif_finds_its_palette_in_frames_from_the_start_to_the_end(tmp_path: Path) -> None:
    colours = [(i, 255 - i, 40) for i in range(0, 250, 3)]
    encode_flat(tmp_path / "film.gif", ".gif", *colours)
    _, frames = read_film(tmp_path / "film.gif")
    differences = [
        np.abs(frame.astype(int) - colour).max()
        for frame, colour in zip(frames, colours, strict=True)
    ]
    assert max(differences) <= 20  # half of what lies between two of the frames it looked at
    assert differences[-1] <= 4


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("pentagon", "pentagon"),
        ("a=b;c#d\\'e\" $(f) {g} %h é 五", "a=b;c#d\\'e\" $(f) {g} %h é 五"),
        ("two\nlines, \udcff", r"two\nlines, \udcff"),
    ],
)
@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_a_film_says_its_title_and_what_made_it(
    suffix: str, text: str, title: str, tmp_path: Path
) -> None:
    encode_flat(tmp_path / "film", suffix, *COLOURS, text=text)
    lines = [line.strip() for line in describe(tmp_path / "film").splitlines()]
    assert f"title : {title}" in lines
    assert {"comment : by me", "COMMENT : by me"} & set(lines)


@ANY_SUFFIX
def test_the_same_frames_make_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        encode_flat(tmp_path / name, suffix, *COLOURS, text="film")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@ANY_SUFFIX
@pytest.mark.parametrize("drawn", [4, 7])
def test_a_film_with_another_number_of_frames_than_it_should_have_is_an_error(
    drawn: int, suffix: str, tmp_path: Path
) -> None:
    film = Film(suffix=suffix, size=SIZE, fps=10, length=5)
    with pytest.raises(OutputError, match=r"^only \d of the film's 5 frames can be read back$"):
        encode(flat_frames(*COLOURS[:1] * drawn), film, tmp_path / "film")


@pytest.mark.parametrize(("suffix", "lost"), [(".mp4", 1), (".webm", 100), (".gif", 200)])
def test_a_film_that_is_cut_off_has_fewer_frames_to_read(
    suffix: str, lost: int, tmp_path: Path
) -> None:
    out = tmp_path / "film"
    encode_flat(out, suffix, *COLOURS)
    raw = out.read_bytes()
    assert count_frames(out) == len(COLOURS)
    for kept in (0, len(raw) // 2, len(raw) - lost):
        out.write_bytes(raw[:kept])
        assert count_frames(out) < len(COLOURS)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file grow beyond a size in bytes, as if the disk were full then."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@ANY_SUFFIX
def test_a_disk_that_is_full_at_the_end_of_a_film_is_found(
    suffix: str, ffmpeg: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "film"
    encode_flat(out, suffix, *COLOURS)
    size = out.stat().st_size
    # Writing then fails, as on a full disk, instead of ending ffmpeg with a signal.
    monkeypatch.setenv(EXE, script(tmp_path, f"trap '' XFSZ; exec '{ffmpeg}' \"$@\""))
    for lost in (1, 200):
        with largest_file(size - lost), pytest.raises(OSError, match="File too large"):
            encode_flat(out, suffix, *COLOURS)
    with largest_file(size):
        encode_flat(out, suffix, *COLOURS)
