"""Logs and scenes made of arrays, and what matplotlib makes of them without any short cut."""

import io
from typing import Any

import matplotlib
import numpy as np
import numpy.typing as npt
from matplotlib.text import Text

from animator import Log, read_log
from animator.look import Look
from animator.scene.animation import Animation
from animator.scene.scene import Scene

from .film import Picture

Array = npt.NDArray[np.float64]


def log_of(text: str) -> Log:
    return read_log(io.BytesIO(text.encode()))


def log_with(losses: Any = None, runs: Any = None, scalars: Any = None, **blocks: Any) -> Log:
    """Return a log with a snapshot after every run; each block is (snapshots, rows, cols)."""
    arrays = {tag: np.array(values, float) for tag, values in blocks.items()}
    snapshots = max([0, *map(len, arrays.values())])
    losses = np.full(snapshots, 0.5) if losses is None else np.array(losses, float)
    numbers = np.arange(len(losses)) if runs is None else np.array(runs)
    others = {name: np.array(values, float) for name, values in (scalars or {}).items()}
    curves = {"L": losses, **others}
    not_finite = {
        tag: numbers[: len(block)][~np.isfinite(block).all(axis=(1, 2))]
        for tag, block in arrays.items()
    }
    not_finite["L"] = numbers[~np.isfinite(losses)]
    return Log("<log>", numbers, curves, numbers[:snapshots], arrays, [], (), not_finite)


def random_log(hidden: int, features: int, snapshots: int = 4, seed: int = 0) -> Log:
    """Return a log of a run for each snapshot, its weights farther out from one to the next."""
    rng = np.random.default_rng(seed)
    share = np.arange(snapshots)[:, None, None] / (snapshots - 1)
    W = rng.normal(size=(hidden, features)) * share
    return log_with(
        rng.random(snapshots).round(4),
        W=W + rng.normal(0, 0.05, W.shape),
        b=rng.normal(size=(snapshots, 1, features)),
    )


def scene_of(log: Log, size: tuple[int, int] = (240, 240)) -> Scene:
    return Scene([log], Look(size=size, hold=0))


def pictures(scene: Animation) -> list[Picture]:
    width, height = scene.size
    return [np.array(frame).reshape(height, width, 4) for frame in scene.frames()]


def redrawn(scene: Animation, frame: int) -> Picture:
    """Return the whole figure as matplotlib draws it anew."""
    scene.show(frame)
    raw = io.BytesIO()
    scene.figure.savefig(raw, format="rgba")
    width, height = scene.size
    return np.frombuffer(raw.getvalue(), np.uint8).reshape(height, width, 4)


def psnr(one: Picture, other: Picture) -> float:
    """Return the peak signal-to-noise ratio of two pictures, in dB."""
    error = np.mean((one.astype(float) - other) ** 2)
    return float(10 * np.log10(255**2 / error)) if error else np.inf


def likeness(scene: Animation, frame: int, picture: Picture) -> float:
    """Return the signal-to-noise ratio of a frame and of the whole figure drawn anew, in dB.

    Before 3.11, matplotlib puts a line of text on whole pixels, where single letters are not: there
    the places of text that moves do not count.
    """
    one, other = picture.copy(), redrawn(scene, frame).copy()
    if matplotlib.__version_info__ < (3, 11):
        texts = [title for title, _ in scene._titles] + scene._moving
        for box in (text.get_window_extent() for text in texts if isinstance(text, Text)):
            left, right = max(int(box.x0) - 2, 0), max(int(box.x1) + 3, 0)
            below, above = max(int(box.y0) - 2, 0), max(int(box.y1) + 3, 0)
            for drawn in (one, other):
                drawn[::-1][below:above, left:right] = 0
    return psnr(one, other)
