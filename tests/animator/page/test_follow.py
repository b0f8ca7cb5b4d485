"""Watching a log that grows."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import numpy as np
import pytest

from animator import read_log

from ..logs import distinct_log
from .browser import Tab
from .test_page import middle_of, run_shown
from .viewer import Viewer, following

TEXT = distinct_log()  # 60 runs, 5 snapshots, all values different
HALF = TEXT.index(b"run: 118")
BEFORE = distinct_log(runs=range(2), every=2, seed=3)
OTHER = distinct_log(runs=range(80), seed=2)
SAME_RUNS = distinct_log(seed=4)
RESUMED = distinct_log(runs=range(90, 170), seed=5)
RESUMED = RESUMED[RESUMED.index(b"run: 120") :]

Change = Callable[[Path], object]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Yield a log that is followed, and the address of its page."""
    log = tmp_path_factory.mktemp("followed") / "run.log"
    log.write_bytes(TEXT)
    with following(log.parent, log.name) as (_, url):
        yield log, url


def append(raw: bytes) -> Change:
    def change(log: Path) -> None:
        with log.open("ab") as file:
            file.write(raw)

    return change


def write(raw: bytes) -> Change:
    return lambda log: log.write_bytes(raw)


def replace(raw: bytes) -> Change:
    def change(log: Path) -> None:
        log.with_name("new").write_bytes(raw)
        log.with_name("new").replace(log)

    return change


def remove(log: Path) -> None:
    log.unlink()


@pytest.mark.parametrize(
    "changes",
    [
        [write(TEXT)],
        [write(TEXT[:HALF]), append(TEXT[HALF:])],
        [write(TEXT[: HALF + 5]), append(TEXT[HALF + 5 : -30]), append(TEXT[-30:])],
        [write(TEXT), write(OTHER[:700]), append(OTHER[700:])],
        [write(TEXT), write(OTHER)],
        [write(TEXT), replace(OTHER)],
        [write(TEXT), remove, write(OTHER)],
        [write(TEXT[:HALF]), write(SAME_RUNS)],
        [write(TEXT[:HALF]), replace(SAME_RUNS)],
        [write(TEXT), append(OTHER)],
        [write(TEXT), append(RESUMED[:500]), append(RESUMED[500:])],
        [write(TEXT[:HALF]), append(b"\x00\xff?\nL: 1.x\nW: [\n 1 ?\n]\n"), append(TEXT[HALF:])],
        [write(b"\x89PNG\r\n\x1a\n" + bytes(2**20)), write(TEXT)],
        [write(TEXT.replace(b"\n", b"\r\n"))],
        [write(TEXT[: HALF + len("run: 118\nL")]), append(TEXT[HALF + len("run: 118\nL") :])],
    ],
)
def test_whatever_happens_to_the_log_the_page_shows_what_the_parser_reads(
    changes: list[Change], followed: tuple[Path, str]
) -> None:
    log, url = followed
    log.write_bytes(BEFORE)
    with closing(Viewer(url)) as viewer:
        viewer.wait_for(2, 1)
        for change in changes:
            change(log)
            if log.exists() and log.read_bytes().startswith(TEXT[:HALF]):
                viewer.wait_for_run(113)
        expected = read_log(log)
        viewer.wait_for(len(expected.losses), len(expected.snapshot_runs))
    assert viewer.runs == expected.runs.tolist()
    np.testing.assert_array_equal(viewer.losses, expected.losses)
    assert viewer.frames == expected.snapshot_runs.tolist()
    np.testing.assert_array_equal(viewer.W, expected.matrix("W").ravel())


def test_a_log_that_is_not_there_yet_is_waited_for(followed: tuple[Path, str]) -> None:
    log, url = followed
    log.unlink(missing_ok=True)
    with closing(Viewer(url)) as viewer:
        viewer.wait_for_news("the log is not there yet")
        log.write_bytes(OTHER)
        viewer.wait_for(80, 6)
        assert viewer.news == ""


def test_a_folder_in_the_place_of_a_log_is_told(followed: tuple[Path, str]) -> None:
    log, url = followed
    log.unlink(missing_ok=True)
    log.mkdir()
    with closing(Viewer(url)) as viewer:
        viewer.wait_for_news("this is a folder now: start again to see its map")
    log.rmdir()


def test_only_what_is_new_is_read_and_sent(followed: tuple[Path, str]) -> None:
    log, url = followed
    long = distinct_log(range(9000), every=3000)
    log.write_bytes(long[: -len(long) // 50])
    with closing(Viewer(url)) as viewer:
        while not viewer.losses or viewer.runs[-1] < 8000:
            viewer.take_next()
        viewer.kinds.clear()
        append(long[-len(long) // 50 :])(log)
        viewer.wait_for(9000, 3)
        assert not any(viewer.kinds)


def test_a_second_viewer_sees_the_same(followed: tuple[Path, str]) -> None:
    log, url = followed
    log.write_bytes(TEXT)
    with closing(Viewer(url)) as first, closing(Viewer(url)) as second:
        for viewer in (first, second):
            viewer.wait_for(60, 5)
        append(OTHER)(log)
        for viewer in (first, second):
            viewer.wait_for(80, 6)


def test_a_thousand_connections_do_not_stop_a_viewer(followed: tuple[Path, str]) -> None:
    log, url = followed
    log.write_bytes(TEXT)
    port = int(url.split(":")[2].rstrip("/"))
    with ExitStack() as stack, closing(Viewer(url)) as viewer:
        viewer.wait_for(60, 5)
        silent = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(900)
        ]
        for connection in silent[:100]:  # too many viewers
            connection.sendall(f"GET /events HTTP/1.0\r\nHost: localhost:{port}\r\n\r\n".encode())
        append(OTHER)(log)
        viewer.wait_for(80, 6)


def test_a_page_is_served_however_often_it_is_reloaded(
    followed: tuple[Path, str], tab: Tab
) -> None:
    log, url = followed
    log.write_bytes(TEXT)
    for _ in range(60):
        with closing(Viewer(url)) as viewer:
            viewer.wait_for(60, 5)
    tab.open(url)
    tab.wait_for("document.getElementById('state').textContent.startsWith('run 149 ')")


@pytest.mark.parametrize(
    ("method", "path", "host", "status"),
    [
        ("GET", "/", "127.0.0.1:{}", 200),
        ("GET", "/", "localhost:{}", 200),
        ("GET", "/", "evil.example:{}", 403),
        ("GET", "/events", "evil.example:{}", 403),
        ("GET", "/", "127.0.0.1", 403),
        ("GET", "/", "", 403),
        ("GET", "/run.log", "127.0.0.1:{}", 404),
        ("GET", "/../run.log", "127.0.0.1:{}", 404),
        ("GET", "/<script>alert(1)</script>", "127.0.0.1:{}", 404),
        ("POST", "/", "127.0.0.1:{}", 501),
        ("HEAD", "/", "127.0.0.1:{}", 501),
        ("<script>", "/", "127.0.0.1:{}", 501),
    ],
)
def test_the_server_answers_only_what_it_must(
    method: str, path: str, host: str, status: int, followed: tuple[Path, str]
) -> None:
    _, url = followed
    port = int(url.split(":")[2].rstrip("/"))
    with socket.create_connection(("127.0.0.1", port)) as connection:
        request = f"{method} {path} HTTP/1.0\r\nHost: {host.format(port)}\r\n\r\n"
        connection.sendall(request.encode())
        answer = b"".join(iter(lambda: connection.recv(2**16), b"")).decode()
    assert answer.startswith(f"HTTP/1.0 {status} ")
    if status != 200:
        head, body = answer.split("\r\n\r\n")
        assert "run.log" not in answer
        assert "<" not in answer
        assert len(body) < 30
        assert "Python" not in head


def test_it_listens_on_this_machine_only(followed: tuple[Path, str]) -> None:
    _, url = followed
    port = int(url.split(":")[2].rstrip("/"))
    listening = [
        line.split()[1]
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        if Path(table).exists()
        for line in Path(table).read_text().splitlines()[1:]
        if line.split()[3] == "0A" and int(line.split()[1].split(":")[1], 16) == port
    ]
    if not listening:
        pytest.skip("needs /proc/net")
    assert listening == [f"0100007F:{port:04X}"]


def test_a_pipe_is_read_to_its_end_and_stays_to_be_seen(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    with following(tmp_path, "-", stdin=read_end) as (_, url), closing(Viewer(url)) as viewer:
        os.close(read_end)
        os.write(write_end, TEXT[:HALF])
        viewer.wait_for(28, 2)
        os.write(write_end, TEXT[HALF:].removesuffix(b"\n"))
        os.close(write_end)
        viewer.wait_for_news("the log has ended")
        viewer.wait_for(60, 5)
        with closing(Viewer(url)) as late:
            late.wait_for(60, 5)


def test_the_log_of_another_program_is_followed_by_templates(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    log.write_text("hello\niter 0: loss 3\nW = [[1 2]\n [3 4]]\niter 1: loss 2\nW = [[1 2]\n")
    options = ["--line", "iter {run}: loss {L}", "--line", "W = {W}"]
    with following(tmp_path, log.name, *options) as (_, url), closing(Viewer(url)) as viewer:
        viewer.wait_for(2, 1)
        append(b" [3 5]]\niter 2: loss 1.5, x\niter 3: loss 1\n")(log)
        viewer.wait_for(3, 2)


def test_the_page_has_the_title_that_was_asked_for_and_its_news_move_nothing(
    tmp_path: Path, tab: Tab
) -> None:
    read_end, write_end = os.pipe()
    words = ("-", "--title", "hexagon")
    with following(tmp_path, *words, stdin=read_end) as (_, url), closing(Viewer(url)):
        os.close(read_end)
        tab.open(url)
        assert tab.run("document.title") == "hexagon"
        os.write(write_end, TEXT)
        tab.wait_for("document.getElementById('state').textContent.startsWith('run 149 ')")
        top = "document.getElementById('logs').getBoundingClientRect().top"
        before = tab.run(top)
        os.close(write_end)
        tab.wait_for("document.getElementById('news').textContent === 'the log has ended'")
        assert tab.run(top) == pytest.approx(before, abs=0.1)
        assert tab.run("document.title") == "hexagon"


def test_before_there_is_a_snapshot_the_controls_do_no_harm(
    followed: tuple[Path, str], tab: Tab
) -> None:
    log, url = followed
    log.unlink(missing_ok=True)
    tab.open(url)
    for control in ("theme", "play", "feature", "svg"):
        tab.click(*middle_of(tab, f"#{control}"))
    tab.press("ArrowRight")
    log.write_bytes(TEXT)
    tab.wait_for("document.getElementById('state').textContent.startsWith('run 149 ')")


def test_the_page_stays_at_the_newest_snapshot_unless_the_reader_went_back(
    followed: tuple[Path, str], tab: Tab
) -> None:
    log, url = followed
    newest = "document.getElementById('state').textContent.startsWith('run {} ')"
    log.write_bytes(TEXT[:HALF])
    tab.open(url)
    tab.wait_for(newest.format(113))
    append(TEXT[HALF:])(log)
    tab.wait_for(newest.format(149))
    tab.press("ArrowLeft")
    assert run_shown(tab) == 137
    tab.run("window.kept = page.logs[0]")
    append(OTHER.replace(b"run: ", b"run: 1000"))(log)
    tab.wait_for("page.steps.length > 5")
    assert run_shown(tab) == 137 or tab.run("page.logs[0] !== kept")
