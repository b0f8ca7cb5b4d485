import csv
import io
import re
import zlib
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread
from PIL import Image

from animator import LogWarning, animate, read_log
from animator.errors import UsageError
from animator.files.formats import suffixes
from animator.look import Look
from animator.scene.scene import Scene

from ..checkout import DATA, ROOT
from .film import Picture, describe, read_film
from .plain import cells_of

SMALL = DATA / "small.log"
DIVERGING = DATA / "c-logs" / "diverging.log.gz"  # has inf and NaN

SVG = "{http://www.w3.org/2000/svg}"
BESIDE_THE_NUMBER = 9  # pixels, in a dot


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def colours_at_dots(picture: Picture, snapshot: int) -> tuple[Picture, Picture]:
    """Return a picture's colours (3, 3) where a snapshot's first dots belong, and the dots' own.

    The fourth dot is weak, so it has little colour to be recognised by.
    """
    height, width = picture.shape[:2]
    log = read_log(SMALL)
    scene = Scene([log], Look(size=(width, height)))
    scene.show(snapshot)
    axes = scene.figure.axes[1]
    x, y = axes.transData.transform(log.matrix("W")[snapshot].T).astype(int).T
    drawn = np.asarray(axes.collections[-1].get_facecolor())[::-1]  # the first feature is on top
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
@pytest.mark.filterwarnings("ignore::animator.LogWarning", "ignore:.*W is not:UserWarning")
def test_the_film_has_a_frame_a_snapshot_and_an_even_size(
    log: Path | str, fps: float, size: tuple[int, int], frames: int, tmp_path: Path
) -> None:
    out = tmp_path / "FILM.MP4"
    animate(log, str(out), fps=fps, size=size, hold=0)
    about, pictures = read_film(out)
    assert (about["codec"], about["fps"], len(pictures)) == ("h264", fps, frames)
    assert about["size"] == (size[0] + size[0] % 2, size[1] + size[1] % 2)


LONG = "".join(f"run: {run}\nL: 0.5\nb: [\n 0\n]\nW: [\n {run}\n 1\n]\n" for run in range(63))


@pytest.mark.parametrize(
    ("look", "frames", "told"),
    [
        ({}, 60, "the film shows 60 of 63 snapshots, evenly by run, in 60 s; --frames or frames="),
        ({"tween": 1}, 59, "the film shows 30 of 63 snapshots, evenly by run, in 60 s"),
        ({"last_run": 59}, 60, ""),
        ({"frames": 9}, 9, ""),
        ({"frames": 99}, 63, ""),
    ],
)
def test_a_film_takes_60_seconds_at_most_and_tells_what_it_leaves_out(
    look: dict[str, Any], frames: int, told: str, tmp_path: Path
) -> None:
    log = read_log(io.BytesIO(LONG.encode()))
    expected = pytest.warns(UserWarning, match="^" + re.escape(told))
    with expected if told else nullcontext() as warned:
        animate(log, tmp_path / "long.mp4", size=(240, 240), fps=1, hold=0, **look)
    assert len(read_film(tmp_path / "long.mp4")[1]) == frames
    if warned:
        assert [warning.filename for warning in warned] == [__file__]  # where animate() is called


@pytest.mark.parametrize(("suffix", "fps", "played"), [(".gif", 100, 50), (".mp4", 100, 100)])
def test_a_gif_that_is_too_fast_for_browsers_is_slower_and_says_so(
    suffix: str, fps: int, played: int, tmp_path: Path
) -> None:
    log = read_log(io.BytesIO(LONG.encode()))
    told = pytest.warns(UserWarning, match=r"^a \.gif plays at 50 frames a second at most$")
    with told if fps != played else nullcontext() as warned:
        animate(log, tmp_path / f"film{suffix}", size=(240, 240), fps=fps, hold=1, frames=5)
    about, pictures = read_film(tmp_path / f"film{suffix}")
    assert (about["fps"], len(pictures)) == (played, 5 + played)
    if warned:
        assert [warning.filename for warning in warned] == [__file__]


@pytest.mark.filterwarnings("ignore:a .svg is no film")
def test_a_picture_has_the_trails_of_all_snapshots(tmp_path: Path) -> None:
    log = read_log(io.BytesIO(LONG.encode()))
    looks: dict[str, dict[str, Any]] = {"all": {}, "slow": {"fps": 1}, "two": {"frames": 2}}
    for name, look in looks.items():
        animate(log, tmp_path / f"{name}.svg", size=(240, 240), **look)
    whole, slow, two = (
        (tmp_path / f"{name}.svg").stat().st_size for name in ("all", "slow", "two")
    )
    assert whole == slow > two


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
        animate(io.BytesIO(log.encode()), tmp_path / f"{name}{suffix}", size=(600, 240))
    raw = (tmp_path / f"one{suffix}").read_bytes()
    assert raw == (tmp_path / f"two{suffix}").read_bytes()
    lines = texts_of(raw).split("\n")
    for text in ("Loss during training", "run", "loss", "hidden dim 0", "11"):
        assert text in lines
    assert any(line.startswith("run 5 / 5 ") and "loss = 0.1500" in line for line in lines)
    if suffix == ".svg":
        shape = ElementTree.fromstring(raw).attrib["viewBox"].split()[2:]
    else:
        shape = re.findall(r"/MediaBox \[ 0 0 (\S+) (\S+) \]", raw.decode("latin-1"))[0]
    assert float(shape[0]) / float(shape[1]) == pytest.approx(2.5, rel=1e-3)


def test_the_gif_of_the_pentagon_can_be_sent_to_a_friend(tmp_path: Path) -> None:
    animate(ROOT / "logs" / "c-pentagon.log", tmp_path / "pentagon.gif")
    assert (tmp_path / "pentagon.gif").stat().st_size < 5_000_000
    with Image.open(tmp_path / "pentagon.gif") as film:
        assert film.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("look", "title"), [({}, "small"), ({"title": "a training"}, "a training")]
)
def test_a_film_says_its_title_and_which_call_made_it(
    look: dict[str, Any], title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    animate(str(SMALL), "film.webm", size=(240, 240), hold=0, **look)
    about = describe(tmp_path / "film.webm")
    assert f"title : {title}\n" in about
    assert f"COMMENT : animate({str(SMALL)!r}, 'film.webm', size=(240, 240), hold=0" in about


@pytest.mark.parametrize("path", [SMALL, DIVERGING], ids=["small", "diverging"])
def test_the_tables_hold_every_value(path: Path, tmp_path: Path) -> None:
    log = read_log(path)
    with pytest.warns(LogWarning) if log.warnings else pytest.MonkeyPatch.context():
        animate(log, tmp_path / "log.parquet")
    with pytest.warns(LogWarning) if log.warnings else pytest.MonkeyPatch.context():
        animate(path, tmp_path / "log.csv")
    from_parquet = pd.read_parquet(tmp_path / "log.parquet")
    pd.testing.assert_frame_equal(from_parquet, log.tidy(), check_exact=True)
    with (tmp_path / "log.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(from_parquet)
    assert {
        (int(row["run"]), row["tag"], int(row["row"]), int(row["col"])): repr(float(row["value"]))
        for row in rows
    } == cells_of(log)


@pytest.mark.filterwarnings("ignore::animator.LogWarning")
def test_a_csv_is_plain_text(tmp_path: Path) -> None:
    (tmp_path / "run.log").write_text("run: 7\nL: nan\nW^T W: [\n -inf 0.1\n]\n")
    animate(tmp_path / "run.log", tmp_path / "run.csv")
    assert (tmp_path / "run.csv").read_bytes() == (
        b"run,tag,row,col,value\n7,L,0,0,nan\n7,W^T W,0,0,-inf\n7,W^T W,0,1,0.1\n"
    )


@pytest.mark.parametrize("name", ["run", "run.", "run.mpeg", "run.mp4.gz", "mp4"])
def test_an_unknown_suffix_is_an_error_that_names_the_known_ones(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        animate(SMALL, tmp_path / name)
    assert str(raised.value) == f"{name}: the suffix must be one of {suffixes()}"
    assert files_in(tmp_path) == []


def test_a_part_is_chosen(tmp_path: Path) -> None:
    (tmp_path / "two.log").write_text("run: 0\nL: 0.5\nrun: 1\nL: 0.4\nrun: 0\nL: 0.3\n")
    with pytest.warns(LogWarning, match="2 trainings in one log, this is part 0"):
        animate(tmp_path / "two.log", tmp_path / "two.csv", part=0)
    assert (tmp_path / "two.csv").read_text().endswith("\n1,L,0,0,0.4\n")


@pytest.mark.parametrize("loss_scale", ["linear", "log"])
@pytest.mark.parametrize("suffix", [".png", ".html"])
@pytest.mark.parametrize(
    ("name", "panels"), [("loss-1e308.log", "loss,weights"), ("bias-1e308.log", "bias,loss,norms")]
)
def test_the_largest_numbers_are_drawn_without_a_warning_of_numpy(
    name: str, panels: str, suffix: str, loss_scale: str, tmp_path: Path
) -> None:
    out = tmp_path / f"huge{suffix}"
    animate(DATA / "captured" / name, out, panels=panels, loss_scale=loss_scale)
    assert out.stat().st_size > 1000


@pytest.mark.parametrize("hidden", [1, 2, 3, 4])
@pytest.mark.parametrize("suffix", [".png", ".html"])
def test_the_largest_weights_are_drawn_and_described(
    hidden: int, suffix: str, tmp_path: Path
) -> None:
    rows = ["1.7e308 -1.7e308 0", "0 1.7e308 -1.7e308", "1 1 1.7e308", "1e308 1e200 1"][:hidden]
    block = "W: [\n" + " 1\n".join(rows) + " 1\n]\n"
    text = "".join(f"run: {run}\nL: 0.5\n{block}" for run in range(200))
    log = read_log(io.BytesIO(text.encode()))
    assert " of 4 features are represented" in log.describe()
    out = tmp_path / f"huge{suffix}"
    animate(log, out, panels="loss,weights,gram,norms,geometry")
    assert out.stat().st_size > 1000
