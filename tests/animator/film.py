"""Films read back, and shell scripts that stand in for ffmpeg."""

import re
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


def read_film(path: Path) -> tuple[dict[str, Any], list[Picture]]:
    """Return what ffmpeg says of a film, and its frames (height, width, RGB)."""
    with warnings.catch_warnings(category=ResourceWarning, action="ignore"):  # it leaves pipes open
        # As they are, none twice to fill the time.
        frames = imageio_ffmpeg.read_frames(str(path), output_params=["-fps_mode", "passthrough"])
        about = next(frames)
        width, height = about["size"]
        return about, [np.frombuffer(frame, np.uint8).reshape(height, width, 3) for frame in frames]


def describe(path: Path) -> str:
    """Return what ffmpeg says of a film, blanks squeezed."""
    command = [FFMPEG, "-hide_banner", "-i", f"file:{path}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return re.sub(" +", " ", done.stderr)


def script(folder: Path, commands: str) -> str:
    """Return the path of a new program."""
    path = folder / "ffmpeg"
    path.write_text(f"#!/bin/sh\n{commands}\n")
    path.chmod(0o755)
    return str(path)
