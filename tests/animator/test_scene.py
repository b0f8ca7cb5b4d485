import io
from pathlib import Path

import numpy as np
import pytest

from animator import Log, LogError, read_log
from animator.scene import Scene

from ..checkout import DATA
from .film import Picture

VIDEO_PENTAGON = DATA / "c-logs" / "video-pentagon.log.gz"
DIVERGING = DATA / "c-logs" / "diverging.log.gz"
SMALL = DATA / "small.log"


def log_of(text: str) -> Log:
    return read_log(io.BytesIO(text.encode()))


def log_with_weights(*rows: str) -> Log:
    """Return a log of a run for each row of weights, "" for a snapshot without them."""
    text = ""
    for run, row in enumerate(rows):
        text += f"run: {run}\nL: 0.5\nb: [\n 1\n]\n"
        text += f"W: [\n {row}\n]\n" if row else ""
    return log_of(text)


def pictures(scene: Scene) -> list[Picture]:
    width, height = scene.size
    return [np.array(frame).reshape(height, width, 4) for frame in scene.frames()]


def redrawn(scene: Scene, snapshot: int) -> Picture:
    """Return the whole figure as matplotlib draws it anew."""
    scene.show(snapshot)
    raw = io.BytesIO()
    scene.figure.savefig(raw, format="rgba")
    width, height = scene.size
    return np.frombuffer(raw.getvalue(), np.uint8).reshape(height, width, 4)


@pytest.mark.parametrize("size", [(480, 240), (641, 321), (1500, 750), (1001, 999), (240, 1001)])
def test_a_frame_has_the_bytes_of_its_size(size: tuple[int, int]) -> None:
    frame = next(Scene(read_log(SMALL), None, size).frames())
    assert frame.nbytes == size[0] * size[1] * 4


@pytest.mark.parametrize("size", [(1500, 750), (641, 321)])
def test_a_frame_is_what_drawing_the_whole_figure_anew_gives(size: tuple[int, int]) -> None:
    scene = Scene(read_log(SMALL), None, size)
    for snapshot, picture in enumerate(pictures(scene)):
        difference = np.abs(picture.astype(int) - redrawn(scene, snapshot))
        assert difference.max() <= 2, f"snapshot {snapshot}"


def test_the_frames_differ_and_come_out_the_same_a_second_time() -> None:
    scene = Scene(read_log(SMALL), None, (480, 240))
    first, second = pictures(scene), pictures(scene)
    assert np.array_equal(first, second)
    assert (first[0] != first[1]).any()
    assert (first[1] != first[2]).any()


def test_the_title_says_the_run_and_its_loss() -> None:
    scene = Scene(read_log(VIDEO_PENTAGON), None, (240, 240))
    titles = [scene._weights.axes.get_title() for _ in scene.frames()]
    assert titles[0] == "run 99 / 9999 – loss = 0.0069"
    assert titles[98:] == ["run 9899 / 9999 – loss = 0.0008", "run 9999 / 9999 – loss = 0.0002"]


@pytest.mark.parametrize(
    ("loss", "shown"),
    [("-nan", "nan"), ("inf", "inf"), ("123456.78", "123456.7800"), ("1e24", "1e+24")],
)
def test_the_title_has_room_for_any_loss(loss: str, shown: str) -> None:
    scene = Scene(log_of(f"run: 0\nL: 1\nrun: 3\nL: {loss}\nW: [\n 1\n]\n"), None, (480, 240))
    assert scene._weights.axes.get_title() == f"run 3 / 3 – loss = {shown}"


@pytest.mark.parametrize(
    ("rows", "runs"),
    [
        (["1", "2", "3"], [0, 1, 2]),
        (["", "2", "", "3"], [1, 3]),
        (["1", "nan", "inf", "4"], [0, 3]),
        (["1 nan", "inf 2"], [0, 1]),
        (["nan", "inf"], [0, 1]),  # nothing but the losses to show
    ],
)
def test_snapshots_without_weights_are_left_out(rows: list[str], runs: list[int]) -> None:
    scene = Scene(log_with_weights(*rows), None, (240, 240))
    assert len(scene) == len(pictures(scene)) == len(runs)
    assert scene._runs.tolist() == runs


def test_a_log_without_weights_has_no_scene() -> None:
    with pytest.raises(LogError, match="no block 'W'; the log has b"):
        Scene(log_with_weights(""), None, (480, 240))


@pytest.mark.parametrize(
    "source",
    [
        DIVERGING,
        io.BytesIO(b"run: 0\nL: nan\nW: [\n nan\n]\n"),
        io.BytesIO(b"run: 0\nL: 0.5\nrun: 1\nL: -inf\nW: [\n 1 inf\n nan 1\n]\nrun: 2\nL: inf\n"),
    ],
    ids=["diverging", "nan", "no dot"],
)
def test_a_log_without_a_finite_weight_is_drawn(source: Path | io.BytesIO) -> None:
    log = read_log(source)
    frames = pictures(Scene(log, None, (480, 240)))
    assert len(frames) == len(log.snapshots)
    assert all((frame != 255).any() for frame in frames)


@pytest.mark.parametrize("weight", ["0", "1e-320", "3.4e38", "1e300"])
def test_weights_of_any_size_are_drawn(weight: str) -> None:
    log = log_with_weights("0 0 0", f"{weight} -{weight} 0")
    scene = Scene(log, None, (480, 240))
    assert len(pictures(scene)) == 2
