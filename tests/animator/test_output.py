import csv
import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread
from PIL import Image

from animator import FilmError, LogError, animate, read_log
from animator.formats import suffixes
from animator.look import Look
from animator.scene import Scene
from animator.scene.weight_panel import WeightPanel

from ..checkout import DATA, ROOT
from .film import EXE, Picture, describe, read_film, script
from .plain import cells_of

SMALL = DATA / "small.log"
DIVERGING = DATA / "c-logs" / "diverging.log.gz"  # has inf and NaN

SVG = "{http://www.w3.org/2000/svg}"


BESIDE_THE_NUMBER = 9  # pixels, in a dot


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def colours_at_dots(picture: Picture, snapshot: int) -> tuple[Picture, Picture]:
    """Return a picture's colours (3, 3) where a snapshot's dots belong, and the dots' own.

    That is the first three dots: the last is weak, and too small for a number.
    """
    height, width = picture.shape[:2]
    log = read_log(SMALL)
    scene = Scene([log], Look(size=(width, height)))
    scene.show(snapshot)
    [panel] = scene._weights
    assert isinstance(panel, WeightPanel)
    x, y = panel.axes.transData.transform(log.matrix("W")[snapshot].T).astype(int).T
    drawn = np.asarray(panel._dots._circles.get_facecolor())[::-1]  # the first feature on top
    own = (drawn[:, :3] * 255).astype(np.uint8)
    return picture[height - 1 - y, x - BESIDE_THE_NUMBER, :3][:3], own[:3]


def difference(colours: Picture, expected: Picture | int) -> int:
    return int(np.abs(colours.astype(int) - expected).max())


def test_the_film_shows_each_dot_where_the_log_says_and_nothing_where_it_is_not(
    tmp_path: Path,
) -> None:
    animate(SMALL, tmp_path / "small.mp4", hold=0)
    first, _, last = read_film(tmp_path / "small.mp4")[1]
    found, own = colours_at_dots(last, 2)
    assert difference(found, own) <= 30  # what the codec loses of a small dot
    assert difference(own[:-1], own[1:]) > 60
    clear_of_the_origin, _ = colours_at_dots(first, 2)
    assert difference(clear_of_the_origin, 255) <= 5


@pytest.mark.parametrize(
    ("log", "fps", "size", "frames"),
    [(SMALL, 25, (641, 321), 3), (str(SMALL), 5, (480, 240), 3), (DIVERGING, 10, (301, 240), 2)],
)
def test_the_film_has_a_frame_a_snapshot_and_an_even_size(
    log: Path | str, fps: float, size: tuple[int, int], frames: int, tmp_path: Path
) -> None:
    out = tmp_path / "FILM.MP4"
    animate(log, str(out), fps=fps, size=size, hold=0)
    about, pictures = read_film(out)
    assert (about["codec"], about["fps"], len(pictures)) == ("h264", fps, frames)
    assert about["size"] == (size[0] + size[0] % 2, size[1] + size[1] % 2)


def test_the_picture_has_its_size_and_shows_the_last_snapshot(tmp_path: Path) -> None:
    out = tmp_path / "small.png"
    animate(SMALL, out, size=(1501, 751))
    picture = (imread(out) * 255).astype(np.uint8)
    assert picture.shape == (751, 1501, 4)
    found, own = colours_at_dots(picture, 2)
    assert difference(found, own) <= 1


def texts_of_svg(raw: bytes) -> str:
    return "\n".join(text.text or "" for text in ElementTree.fromstring(raw).iter(f"{SVG}text"))


def texts_of_pdf(raw: bytes) -> str:
    """Return the letters of the page, whose codes are those of Unicode in two bytes or one."""
    streams = re.findall(rb"/FlateDecode >>\nstream\n(.*?)\nendstream", raw, re.DOTALL)
    [page] = [page for page in map(zlib.decompress, streams) if b"\nBT\n" in page]
    lines = page.replace(b"\0", b"").split(b"\nET\n")
    return "\n".join(b"".join(re.findall(rb"\((.*?)\)", line)).decode() for line in lines)


@pytest.mark.parametrize(("suffix", "texts_of"), [(".svg", texts_of_svg), (".pdf", texts_of_pdf)])
def test_in_a_vector_picture_text_is_text_and_the_same_log_makes_the_same_bytes(
    suffix: str, texts_of: Callable[[bytes], str], tmp_path: Path
) -> None:
    zeros = "0 " * 11
    log = f"run: 5\nL: 0.15\nW: [\n {zeros} 1\n {zeros} 2\n]\n"  # feature 11 stands alone
    for name in ("one", "two"):
        animate(io.BytesIO(log.encode()), tmp_path / f"{name}{suffix}", size=(480, 240))
    raw = (tmp_path / f"one{suffix}").read_bytes()
    assert raw == (tmp_path / f"two{suffix}").read_bytes()
    lines = texts_of(raw).split("\n")
    for text in ("Loss during training", "run", "loss", "hidden dim 0", "11"):
        assert text in lines
    assert any(line.startswith("run 5 / 5 ") and "loss = 0.1500" in line for line in lines)


def test_a_vector_picture_has_the_shape_of_its_size(tmp_path: Path) -> None:
    for suffix in (".svg", ".pdf"):
        animate(SMALL, tmp_path / f"small{suffix}", size=(600, 240))
    svg = ElementTree.fromstring((tmp_path / "small.svg").read_bytes())
    width, height = map(float, svg.attrib["viewBox"].split()[2:])
    assert width / height == pytest.approx(2.5, rel=1e-3)
    box = re.search(rb"/MediaBox \[ 0 0 (\S+) (\S+) \]", (tmp_path / "small.pdf").read_bytes())
    assert box is not None
    assert float(box[1]) / float(box[2]) == pytest.approx(2.5, rel=1e-3)


def test_the_gif_of_the_pentagon_can_be_sent_to_a_friend(tmp_path: Path) -> None:
    animate(ROOT / "logs" / "c-pentagon.log", tmp_path / "pentagon.gif")
    assert (tmp_path / "pentagon.gif").stat().st_size < 5_000_000
    with Image.open(tmp_path / "pentagon.gif") as film:
        assert film.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_a_film_says_which_log_it_shows_and_which_call_made_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    animate(SMALL, "film.webm", size=(240, 240))
    about = describe(tmp_path / "film.webm")
    assert "title : small\n" in about
    assert f"COMMENT : animate({str(SMALL)!r}, 'film.webm'" in about


@pytest.mark.parametrize("path", [SMALL, DIVERGING], ids=["small", "diverging"])
def test_the_tables_hold_every_value(path: Path, tmp_path: Path) -> None:
    log = read_log(path)
    animate(log, tmp_path / "log.parquet")
    from_parquet = pd.read_parquet(tmp_path / "log.parquet")
    pd.testing.assert_frame_equal(from_parquet, log.tidy(), check_exact=True)
    animate(path, tmp_path / "log.csv")
    with (tmp_path / "log.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(from_parquet)
    assert {
        (int(row["run"]), row["tag"], int(row["row"]), int(row["col"])): repr(float(row["value"]))
        for row in rows
    } == cells_of(log)


def test_a_csv_is_plain_text(tmp_path: Path) -> None:
    (tmp_path / "run.log").write_text("run: 7\nL: nan\nW^T W: [\n -inf 0.1\n]\n")
    animate(tmp_path / "run.log", tmp_path / "run.csv")
    assert (tmp_path / "run.csv").read_bytes() == (
        b"run,tag,row,col,value\n7,L,0,0,nan\n7,W^T W,0,0,-inf\n7,W^T W,0,1,0.1\n"
    )


@pytest.mark.parametrize("name", ["run", "run.", "run.mpeg", "run.mp4.gz", ".mp4", "mp4"])
def test_an_unknown_suffix_is_an_error_that_names_the_known_ones(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="suffix") as raised:
        animate(SMALL, tmp_path / name)
    assert str(raised.value) == f"{name}: the suffix must be one of {suffixes()}"
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
    monkeypatch.setenv(EXE, script(tmp_path, f"{BEGIN_FILM}\n{commands}"))
    folder = tmp_path / "films"
    folder.mkdir()
    if older:
        (folder / "small.mp4").write_text(older)
    with pytest.raises(FilmError):
        animate(SMALL, folder / "small.mp4", size=(480, 240))
    assert {path.name: path.read_text() for path in folder.iterdir()} == (
        {"small.mp4": older} if older else {}
    )


@pytest.mark.parametrize("suffix", [".mp4", ".png"])
def test_a_log_without_weights_leaves_no_file(suffix: str, tmp_path: Path) -> None:
    log = read_log(io.BytesIO(b"run: 0\nL: 0.5\nb: [\n 1\n]\n"))
    with pytest.raises(LogError) as raised:
        animate(log, tmp_path / f"log{suffix}")
    assert str(raised.value) == "<log>: no block 'W'; the log has b"
    assert files_in(tmp_path) == []


@pytest.mark.parametrize(
    ("out", "error", "reason"),
    [
        ("no/film.mp4", FileNotFoundError, "No such file or directory"),
        ("folder.mp4", FileExistsError, "it exists and is no regular file"),
        ("folder.csv", FileExistsError, "it exists and is no regular file"),
        ("file/film.mp4", NotADirectoryError, "Not a directory"),
    ],
)
def test_an_output_that_cannot_be_written_is_an_os_error(
    out: str, error: type[OSError], reason: str, tmp_path: Path
) -> None:
    for folder in ("folder.mp4", "folder.csv"):
        (tmp_path / folder).mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(error) as raised:
        animate(SMALL, tmp_path / out)
    assert raised.value.strerror == reason
    assert files_in(tmp_path) == ["file", "folder.csv", "folder.mp4"]


def test_an_output_that_is_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    animate(SMALL, tmp_path / "link.csv")
    assert (tmp_path / "link.csv").readlink() == tmp_path / "real.csv"
    assert (tmp_path / "real.csv").read_text().startswith("run,tag")
