"""Scenes of short logs, and what matplotlib makes of them without any short cut."""

import io

import numpy as np

from animator import Log, read_log
from animator.look import Look
from animator.scene import Scene

from .film import Picture


def log_of(text: str) -> Log:
    return read_log(io.BytesIO(text.encode()))


def log_with_weights(*rows: str) -> Log:
    """Return a log of a run for each row of weights, "" for a snapshot without them."""
    text = ""
    for run, row in enumerate(rows):
        text += f"run: {run}\nL: 0.5\nb: [\n 1\n]\n"
        text += f"W: [\n {row}\n]\n" if row else ""
    return log_of(text)


def random_log(hidden: int, features: int, snapshots: int = 4, seed: int = 0) -> Log:
    """Return a log of a run for each snapshot, its weights farther out from one to the next."""
    rng = np.random.default_rng(seed)
    final = rng.normal(size=(hidden, features))
    text = ""
    for run in range(snapshots):
        weights = final * run / (snapshots - 1) + rng.normal(0, 0.05, final.shape)
        rows = "\n".join(" ".join(f"{weight:.6f}" for weight in row) for row in weights)
        bias = " ".join(f"{b:.6f}" for b in rng.normal(size=features))
        text += f"run: {run}\nL: {rng.random():.6f}\nb: [\n{bias}\n]\nW: [\n{rows}\n]\n"
    return log_of(text)


def scene_of(log: Log, size: tuple[int, int] = (240, 240)) -> Scene:
    return Scene([log], Look(size=size, hold=0))


def pictures(scene: Scene) -> list[Picture]:
    width, height = scene.size
    return [np.array(frame).reshape(height, width, 4) for frame in scene.frames()]


def redrawn(scene: Scene, frame: int) -> Picture:
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
