"""Write films and pictures of logs."""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..folder.log_folder import log_name
from ..log import Log
from ..look import LONGEST_FILM, Look
from ..progress import progress_bar
from ..scene.scene import Scene
from ..scene.themes import own_settings
from ..scene.timeline import runs_to_show
from .film import Film, Frames, encode, film_size
from .job import Job
from .picture_file import save

FASTEST_GIF = 50  # frames a second; browsers slow down a faster one


def write_film(logs: Sequence[Log], job: Job, out: Path) -> str:
    """Write a film with a frame for each snapshot, and return a few words about it."""
    look = replace(job.look, size=film_size(job.suffix, job.look.size))
    if job.suffix == ".gif" and look.fps > FASTEST_GIF:
        warnings.warn(f"a .gif plays at {FASTEST_GIF} frames a second at most", stacklevel=4)
        look = replace(look, fps=FASTEST_GIF)
    if look.frames is None:
        look = _shortened(logs, look)
    scene = Scene(logs, look)
    film = Film(
        suffix=job.suffix,
        size=scene.size,
        fps=look.fps,
        length=len(scene),
        title=", ".join(look.title or [log_name(log.file) for log in logs]),
        comment=job.command,
    )

    def draw() -> Frames:
        bar = progress_bar("render", quiet=job.quiet, total=len(scene), unit=" frames")
        with bar as advance:
            for frame in scene.frames():
                yield frame
                advance(1)

    with own_settings():
        encode(draw, film, out)
    return f"{len(scene):,} frames, {len(scene) / look.fps:,.3g} s"


def _shortened(logs: Sequence[Log], look: Look) -> Look:
    """Return a look with so many snapshots that a film is not too long, and say what that omits."""
    most, there = look.longest_film(), len(runs_to_show(logs, look))
    if there > most:
        reason = (
            f"the film shows {most:,} of {there:,} snapshots, evenly by run, in {LONGEST_FILM} s"
        )
        warnings.warn(f"{reason}; --frames or frames= chooses how many", stacklevel=5)
    return replace(look, frames=most)


def write_picture(logs: Sequence[Log], job: Job, out: Path) -> str:
    """Write a picture of the last snapshot, and return a few words about it."""
    scene = Scene(logs, job.look)
    scene.show_last()
    save(scene.figure, out, job.suffix.removeprefix("."))
    return "x".join(map(str, job.look.size))
