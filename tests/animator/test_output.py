import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread

from animator import LogError, animate, read_log
from animator.look import Look
from animator.movie import MovieError
from animator.scene import Scene
from animator.weight_panel import WeightPanel

from ..checkout import DATA
from .film import EXE, Picture, read_film, script
from .plain import cells_of

SMALL = DATA / "small.log"
DIVERGING = DATA / "c-logs" / "diverging.log.gz"  # has inf and NaN


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
    assert str(raised.value) == f"{name}: the suffix must be one of .mp4 .png .csv .parquet"
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
    with pytest.raises(MovieError):
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
