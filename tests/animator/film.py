"""Films read back, and shell scripts that stand in for ffmpeg."""

import re
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

EXE = "IMAGEIO_FFMPEG_EXE"  # the environment variable that names another ffmpeg
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
ANSWER = 'case "$*" in *encoder=*) exit;; esac'  # a script's, if it is asked for its encoders
ENCODERS = {"libx264", "libvpx-vp9"}


def output_of(ffmpeg: str, *words: str) -> str:
    """Return what an ffmpeg prints, blanks squeezed."""
    command = [ffmpeg, "-hide_banner", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return re.sub(" +", " ", done.stdout + done.stderr)


def ffmpegs() -> dict[str, str]:
    """Return the ffmpegs that are there: ours, and that of the system if it can make films."""
    system = shutil.which("ffmpeg")
    if system and system != FFMPEG and set(output_of(system, "-encoders").split()) >= ENCODERS:
        return {"ours": FFMPEG, "system": system}
    return {"ours": FFMPEG}


def read_film(path: Path) -> tuple[dict[str, Any], list[Picture]]:
    """Return what ffmpeg says of a film, and its frames (height, width, RGB)."""
    options = output_of(imageio_ffmpeg.get_ffmpeg_exe(), "-h", "long")
    option = "-fps_mode" if "-fps_mode" in options else "-vsync"  # before ffmpeg 5.1
    with warnings.catch_warnings(category=ResourceWarning, action="ignore"):  # it leaves pipes open
        # As they are, none twice to fill the time.
        frames = imageio_ffmpeg.read_frames(str(path), output_params=[option, "passthrough"])
        about = next(frames)
        width, height = about["size"]
        return about, [np.frombuffer(frame, np.uint8).reshape(height, width, 3) for frame in frames]


def describe(path: Path) -> str:
    """Return what ffmpeg says of a film, blanks squeezed."""
    return output_of(imageio_ffmpeg.get_ffmpeg_exe(), "-i", f"file:{path}")


def script(folder: Path, commands: str) -> str:
    """Return the path of a new program."""
    path = folder / "ffmpeg"
    path.write_text(f"#!/bin/sh\n{commands}\n")
    path.chmod(0o755)
    return str(path)
