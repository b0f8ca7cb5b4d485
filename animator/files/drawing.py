"""Write films and pictures of logs."""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..folder.log_folder import log_name
from ..log import Log
from ..look import LONGEST_FILM, Look
from ..progress import progress_bar
from ..scene.animation import Animation
from ..scene.scene import Scene
from ..scene.themes import own_settings
from ..scene.timeline import runs_to_show
from .film import Film, Frames, encode, film_size
from .job import Job
from .picture_file import save

FASTEST_GIF = 50  # frames a second; browsers slow down a faster one


def write_film(logs: Sequence[Log], job: Job, out: Path) -> str:
    """Write a film with a frame for each snapshot, and return a few words about it."""
    look = film_look(job, logs)
    title = ", ".join(look.title or [log_name(log.file) for log in logs])
    return encode_animation(Scene(logs, look), look.fps, title, job, out)


def film_look(job: Job, logs: Sequence[Log]) -> Look:
    """Return the look of a film of logs, and say in warnings what it changes."""
    look = replace(job.look, size=film_size(job.suffix, job.look.size))
    if job.suffix == ".gif" and look.fps > FASTEST_GIF:
        warnings.warn(f"a .gif plays at {FASTEST_GIF} frames a second at most", stacklevel=5)
        look = replace(look, fps=FASTEST_GIF)
    if look.frames is None:
        most, there = look.longest_film(), len(runs_to_show(logs, look))
        if there > most:
            shown = f"{most:,} of {there:,} snapshots, evenly by run, in {LONGEST_FILM} s"
            how = "--frames or frames= chooses how many"
            warnings.warn(f"the film shows {shown}; {how}", stacklevel=5)
        look = replace(look, frames=most)
    return look


def encode_animation(animation: Animation, fps: float, title: str, job: Job, out: Path) -> str:
    """Write the frames of an animation as a film, and return a few words about it."""
    film = Film(
        suffix=job.suffix,
        size=animation.size,
        fps=fps,
        length=len(animation),
        title=title,
        comment=job.command,
    )

    def draw() -> Frames:
        bar = progress_bar("render", quiet=job.quiet, total=film.length, unit=" frames")
        with bar as advance:
            for frame in animation.frames():
                yield frame
                advance(1)

    with own_settings():
        encode(draw, film, out)
    return f"{film.length:,} frames, {film.length / fps:,.3g} s"


def write_picture(logs: Sequence[Log], job: Job, out: Path) -> str:
    """Write a picture of the last snapshot, and return a few words about it."""
    scene = Scene(logs, job.look)
    scene.show_last()
    return save(scene.figure, out, job.suffix)
