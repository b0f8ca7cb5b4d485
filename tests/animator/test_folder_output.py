from pathlib import Path

import pandas as pd
import pytest
from matplotlib.image import imread

from animator import animate, read_table

from .conftest import Run
from .program import FILES
from .test_output import texts_of_svg

TINY = ("--size", "400x300")


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    """Return a folder with a sweep, and beside it a log."""
    folder = tmp_path / "sweep"
    folder.mkdir()
    for density in (0.01, 0.1, 1):
        for seed in (1, 2):
            name = f"density={density},importance={10 * density:g},seed={seed}.log"
            (folder / name).write_bytes(FILES["small.log"])
    (tmp_path / "small.log").write_bytes(FILES["small.log"])
    return tmp_path


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["sweep", "small.log", "-o", "a.png"], "a folder of logs is not shown beside other logs"),
        (["sweep", "sweep", "-o", "a.csv"], "a folder of logs is not shown beside other logs"),
        (["sweep", "small.log"], "several logs have no common name: name the output with -o"),
        (["sweep", "--x", "runs"], "--x must be a setting that varies, density or importance or s"),
        (["sweep", "--x", "seed", "--y", "seed"], "--y must be another setting than that of the x"),
        (["sweep", "--value", "W"], "--value must be represented or loss or dimensionality or pol"),
        (["sweep", "--title=a", "--title=b"], "--title must be given once for each log (1), not 2"),
        (["."], "there is no map, because no setting varies in the names of the logs"),
        ([".", "--x", "seed"], "there is no map, because no setting varies in the names of the l"),
        (
            [".", "--value", "curves", "--x", "seed"],
            "--x must be a setting that varies, which none does, not seed",
        ),
        (["sweep", "--size", "240x100"], "--size must be a width and a height from 240"),
    ],
)
def test_what_a_folder_cannot_give_is_one_line_before_any_log_is_read(
    words: list[str], message: str, sweep: Path, animator: Run
) -> None:
    (sweep / "sweep" / "odd.log").write_bytes(b"a warning, if it were read")
    status, stderr = animator(sweep, *words)
    assert (status, stderr.count("\n")) == (2, 1)
    assert stderr.startswith(f"animator: {message}")
    assert sorted(path.name for path in sweep.iterdir()) == ["small.log", "sweep"]


def test_a_setting_called_like_a_column_of_the_map_is_one_line(sweep: Path, animator: Run) -> None:
    for value in (1, 2):
        (sweep / "sweep" / f"file={value}.log").write_bytes(FILES["small.log"])
    status, stderr = animator(sweep, "sweep")
    assert (status, stderr.count("\n")) == (2, 1)
    assert "there is no map, because a setting is called file, as a column of it is" in stderr


def test_three_settings_that_vary_need_two_axes(sweep: Path, animator: Run) -> None:
    name = "density=1,importance=1,hidden=3,seed=1.log"
    (sweep / "sweep" / name).write_bytes(FILES["small.log"])
    (sweep / "sweep" / name.replace("3", "2")).write_bytes(FILES["small.log"])
    status, stderr = animator(sweep, "sweep")
    assert (status, stderr.count("\n")) == (2, 1)
    assert "choose --x and --y of density, importance, hidden; --help" in stderr
    assert animator(sweep, "sweep", "--x", "hidden", "--y", "density", *TINY) == (0, "")


@pytest.mark.parametrize("folder", ["sweep", "sweep/", "../{}/sweep"])
def test_without_a_name_the_map_is_called_like_its_folder(
    folder: str, sweep: Path, animator: Run
) -> None:
    assert animator(sweep, folder.format(sweep.name), *TINY) == (0, "")
    assert imread(sweep / "sweep.png").shape == (300, 400, 4)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_the_table_is_what_read_table_gives(suffix: str, sweep: Path, animator: Run) -> None:
    assert animator(sweep, "sweep", "-o", f"a{suffix}") == (0, "")
    path = sweep / f"a{suffix}"
    found = pd.read_csv(path) if suffix == ".csv" else pd.read_parquet(path)
    expected = read_table(sweep / "sweep")
    assert found.columns.tolist() == expected.columns.tolist()
    for name in found:
        assert found[name].isna().tolist() == expected[name].isna().tolist()
        assert found[name].dropna().tolist() == expected[name].dropna().tolist()


def test_a_vector_map_has_its_text_as_text_and_the_same_bytes_each_time(sweep: Path) -> None:
    for name in ("a.svg", "b.svg"):
        animate(sweep / "sweep", sweep / name, x="density", y="importance", value="agreement")
    raw = (sweep / "a.svg").read_bytes()
    assert raw == (sweep / "b.svg").read_bytes()
    for text in ("relative feature importance", "Share of trainings that reach the best"):
        assert text in texts_of_svg(raw)


def test_a_damaged_log_is_a_warning_and_strictly_an_error(sweep: Path, animator: Run) -> None:
    (sweep / "sweep" / "density=1,importance=1,seed=3.log").write_text("run: 0\nL: 0.5\n?\n")
    odd = "sweep/density=1,importance=1,seed=3.log:3: not understood, (?)"
    assert animator(sweep, "sweep", "-o", "a.csv") == (0, f"animator: {odd}\n")
    assert animator(sweep, "sweep", "-o", "b.csv", "--strict") == (1, f"animator: {odd}\n")
    assert sorted(path.name for path in sweep.iterdir()) == ["a.csv", "small.log", "sweep"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["sweep", "--fps", "25"], "a .png of a folder is a map: fps ignored"),
        (
            ["sweep", "-o", "a.gif", "--window", "9"],
            "a .gif of a folder has only weights: window ignored",
        ),
        (
            ["sweep", "-o", "a.png", "--value", "weights", "--hold", "3"],
            "a .png is no film: hold ignored",
        ),
        (["small.log", "-o", "a.png", "--x", "seed"], "a .png of a log is no map: x ignored"),
        (["sweep", "-o", "a.csv", "--value", "loss"], "a .csv has no picture: value ignored"),
    ],
)
def test_options_that_change_nothing_are_named(
    words: list[str], message: str, sweep: Path, animator: Run
) -> None:
    size = [] if "a.csv" in words else TINY
    words += [*size, "--x", "density", "--y", "importance"] if "sweep" in words and size else size
    assert animator(sweep, *words) == (0, f"animator: {message}\n")
