"""Watching a folder of logs that a sweep fills."""

import gzip
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from animator.folder import table
from animator.live import listen, url_of
from animator.look import Look
from animator.map.follower import MapFollower
from animator.page import follower as base
from animator.page.server import PageServer

from ..conftest import Run
from .browser import Browser, Tab
from .conftest import Opens
from .test_map import write_log
from .test_page import state
from .viewer import Viewer, following

Change = Callable[[Path], object]

# What a page shows of each training, and where.
SHOWN = """(() => {
  const [map] = page.panels, [log] = page.logs;
  const W = Array.from(log.series.W, (w) => w.toFixed(2));
  return {labels: page.labels, steps: [...page.steps], hulls: log.hulls, shape: log.shapes.W, W,
    norms: Array.from(log.series.norms ?? [], (w) => w.toFixed(2)), cells: map.cells,
    picture: map.own.pictures.light, title: document.title, drawn: map.axes.children.length};
})()"""


@pytest.fixture
def live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Path, MapFollower, str]]:
    """Yield an empty folder, what reads it each time that it is told to, and the server."""
    monkeypatch.setattr(base, "SHARE", 0)
    monkeypatch.setattr(base, "SHORTEST_PAUSE", 0)
    folder = tmp_path / "sweep"
    folder.mkdir()
    follower = MapFollower(str(folder), Look(theme="light"), -1)
    listening = listen(0)
    with PageServer(listening, follower, "sweep") as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield folder, follower, url_of(listening)
        server.shutdown()
        thread.join()


def add(*names: str, hidden: int = 2, features: int = 4) -> Change:
    def change(folder: Path) -> None:
        for name in names:
            write_log(folder / f"{name}.log", hidden, features)

    return change


def replace(name: str) -> Change:
    def change(folder: Path) -> None:
        text = (folder / f"{name}.log").read_text()
        (folder / "new").write_text(text.replace("L: 0.", "L: 0.0"))  # now the best
        (folder / "new").replace(folder / f"{name}.log")

    return change


def remove(name: str) -> Change:
    return lambda folder: (folder / f"{name}.log").unlink()


def settings(folder: Path) -> None:
    (folder / "settings.args").write_text("--runs 3\n# varied: density, importance, seed\n")


@pytest.mark.parametrize(
    "changes",
    [
        [
            add("density=0.1,importance=2,seed=1", "density=0.1,importance=1,seed=1"),
            add(
                "density=0.01,importance=1,seed=1",
                "density=0.05,importance=1,seed=1",
                "density=1,importance=3,seed=1",
            ),
            add("density=0.1,importance=2,seed=2", "density=0.1,importance=1,seed=2"),
            replace("density=0.1,importance=1,seed=1"),
            remove("density=0.01,importance=1,seed=1"),
        ],
        [
            add("sparsity=0", "sparsity=0.9", features=2),
            add("sparsity=0.5", features=5),  # more features than before
            add("sparsity=0.6", hidden=4),  # weights that are projected
            add("sparsity=0.7"),
        ],
    ],
)
def test_whatever_happens_to_the_folder_the_page_is_that_of_the_folder(
    changes: list[Change],
    live: tuple[Path, MapFollower, str],
    browser: Browser,
    opens: Opens,
    tab: Tab,
) -> None:
    folder, follower, url = live
    followed = browser.new_tab()
    followed.open(url)
    tab.send("Page.bringToFront")  # only the tab in front draws
    for change in changes:
        change(folder)
        follower.read_new()
        opens(folder, theme="light")  # in `tab`
        expected = tab.run(SHOWN)
        followed.wait_for(
            f"JSON.stringify(page.labels) === `{tab.run('JSON.stringify(page.labels)')}`"
        )
        assert followed.run(SHOWN) == expected
    tab.open(url)  # as a reload does, and a second browser
    tab.wait_for("page.labels?.length")
    assert tab.run(SHOWN) == expected
    assert followed.complaints == []
    followed.close()


def test_the_reader_stays_at_the_same_training(
    live: tuple[Path, MapFollower, str], tab: Tab
) -> None:
    folder, follower, url = live
    add("sparsity=0.5,seed=1", "sparsity=0.9,seed=1")(folder)
    follower.read_new()
    tab.open(url)
    tab.wait_for("page.labels?.length === 2")
    tab.run("page.goTo(0)")
    before = state(tab)
    assert before.startswith("sparsity = 0.5, ")
    tab.run("page.kept = page.logs[0]")
    add("sparsity=0.2,seed=1", "sparsity=0.95,seed=1")(folder)
    follower.read_new()
    tab.wait_for("page.labels.length === 4")
    assert state(tab) == before
    assert tab.run("page.frame === 1 && page.kept === page.logs[0]")


def test_only_new_logs_are_read_and_only_their_trainings_are_sent(
    live: tuple[Path, MapFollower, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, follower, _ = live
    read: list[str] = []

    def read_row(*args: object) -> object:
        read.append(Path(str(args[-1])).stem)
        return original(*args)  # type: ignore[arg-type]

    original = table.read_row
    monkeypatch.setattr("animator.map.follower.read_row", read_row)
    add("density=0.1", "density=0.2")(folder)
    follower.read_new()
    events = follower.events(0)
    next(events)
    add("density=0.15")(folder)
    follower.read_new()
    event = next(events)
    assert event is not None
    assert [label.split(" – ")[0] for label in event["page"]["labels"]] == ["density = 0.15"]
    assert list(event["page"]["order"]) == [0, 2, 1]
    assert len(event["page"]["logs"][0]["hulls"]) == 1
    follower.read_new()
    assert next(events) is None
    assert read == ["density=0.1", "density=0.2", "density=0.15"]


def test_the_axes_are_those_that_a_sweep_varies_from_its_first_log_on(
    live: tuple[Path, MapFollower, str],
) -> None:
    folder, follower, _ = live
    add("density=0.1,importance=2,seed=1")(folder)
    follower.read_new()
    events = follower.events(0)
    event = next(events)
    assert event is not None
    assert (event["page"], "there is no map, because no setting varies" in event["news"]) == (
        None,
        1,
    )
    settings(folder)
    add("density=0.1,importance=2,seed=2")(folder)
    follower.read_new()
    event = next(events)
    assert event is not None
    assert event["page"]["title"] == "Represented features (best of 2 trainings)"


def test_a_log_that_cannot_be_read_is_told_and_left_out(
    live: tuple[Path, MapFollower, str],
) -> None:
    folder, follower, _ = live
    add("density=0.1", "density=0.2")(folder)
    (folder / "density=0.3.log").write_text("no log")
    (folder / "density=0.4.log.gz").write_bytes(gzip.compress(b"run: 0\nL: 1\n")[:12])
    follower.read_new()
    event = next(follower.events(0))
    assert event is not None
    assert "2 logs, the last written at " in event["news"]
    assert "; left out: density=0.3.log: " in event["news"]
    assert event["news"].endswith(", and 1 more")
    assert len(event["page"]["labels"]) == 2
    (folder / "density=0.4.log.gz").unlink()
    write_log(folder / "density=0.3.log")
    follower.read_new()
    event = next(follower.events(0))
    assert event is not None
    assert "left out" not in event["news"]
    assert len(event["page"]["labels"]) == 3


def test_the_command_waits_for_the_first_log_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    folder.mkdir()
    options = ["--value", "loss", "--title", "my map"]
    with following(tmp_path, "sweep", *options) as (process, url), closing(Viewer(url)) as viewer:
        viewer.wait_for_news("no logs yet in sweep")
        add("seed=1", "seed=2")(folder)
        viewer.wait_for_news("2 logs, the last written at ")
        assert viewer.page["title"] == "my map"
        assert [label[:8] for label in viewer.page["labels"]] == ["seed = 1", "seed = 2"]
        process.send_signal(signal.SIGINT)
        assert process.wait() == -signal.SIGINT
        assert process.stderr.read() == b""


@pytest.mark.parametrize("axis", ["--x", "--y"])
def test_a_setting_that_the_logs_lack_is_a_usage_error(
    axis: str, tmp_path: Path, animator: Run
) -> None:
    add("density=1,seed=1")(tmp_path)
    message = f"{axis} must be a setting in the names of the logs, density or seed, not nosuch"
    assert animator(tmp_path, ".", "--follow", axis, "nosuch") == (
        2,
        f"animator: {message}; --help shows the options\n",
    )


def test_a_value_that_no_map_shows_is_a_usage_error(tmp_path: Path, animator: Run) -> None:
    status, told = animator(tmp_path, ".", "--follow", "--value", "weights")
    assert status == 2
    assert told.startswith("animator: --value must be one of represented, loss, dimensionality, ")
