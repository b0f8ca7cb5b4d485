"""Measure the animator against ffmpeg alone, encoding the same frames from a file: `make bench`.

Either is the whole process, at the default size and quality. The last frame is not held. ffmpeg is
measured with our settings of the encoder and with its defaults, which are slower: the faster the
settings, the worse is the first ratio and the better the second. The film of a sweep is measured
against that of one of its logs.
"""

import os
import re
import stat
import subprocess
import sys
import tempfile
import time
from operator import truediv
from pathlib import Path

import imageio_ffmpeg

from .training import ROOT, TRAINER, report, seconds

ANIMATOR = [sys.executable, "-m", "animator"]
EXE = "IMAGEIO_FFMPEG_EXE"  # the environment variable that names another ffmpeg

# Stands in for ffmpeg once, to keep the frames that it gets and the options that it is called with.
RECORDER = """#!/bin/bash
case " $* " in
    *" rawvideo "*)
        printf '%s\\0' "$@" > "{folder}/options"
        tee "{folder}/frames" | "{ffmpeg}" "$@" ;;
    *) exec "{ffmpeg}" "$@" ;;
esac
"""

FILMS = [  # of what, training, rounds, goal
    ("hexagon", ["@logs/hexagon.args"], 9, 1.4),
    ("pentagon", ["@logs/pentagon.args"], 9, 1.7),
]
LONG_FILM = ["@logs/hexagon.args", "--every", "10"]  # 3,000 frames, the hexagon's has 300
LONG_ROUNDS = 3
# A gallery of 16 trainings may take as long as the films of four of them.
SWEEP = [sys.executable, "-m", "trainer.sweep", "--quiet", "--samples", "1000", "--runs", "5000"]
SWEEP += ["--density", "0.02,0.05,0.1,0.2", "--importance", "0.6,0.7,0.8,0.9"]
GALLERY_ROUNDS = 5
LOOK_EVERY = 0.02  # seconds
SETTINGS = ["-tune", "-x264-params"]  # of the encoder


def main() -> None:
    """Print two rows for each film, two for a film ten times as long, and one for a gallery."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for film, training, rounds, goal in FILMS:
            log = train(training, folder / f"{film}.log")
            command, frames = record(log, folder)
            ours, tuned, untuned = [], [], []
            for _ in range(rounds):
                ours.append(seconds(animate(log)))
                tuned.append(encode_seconds(command, frames))
                untuned.append(encode_seconds(without_settings(command), frames))
            for settings, alone in [("our settings", tuned), ("defaults", untuned)]:
                against = f"ffmpeg alone, {settings}, time"
                report(film, against, list(map(truediv, ours, alone)), goal)
        hexagon, longer = folder / "hexagon.log", train(LONG_FILM, folder / "long.log")
        pairs = [(usage(animate(longer)), usage(animate(hexagon))) for _ in range(LONG_ROUNDS)]
        times = [long[0] / short[0] for long, short in pairs]
        report("hexagon", "3,000 frames : 300, time", times, 11)
        report("hexagon", "3,000 frames : 300, memory", [a[1] / b[1] for a, b in pairs], 1.1)
        sweep = folder / "sweep"
        subprocess.run([*SWEEP, "-o", sweep], cwd=ROOT, check=True)
        one = animate(max(sweep.glob("*.log.gz")))
        ratios = [seconds(animate(sweep)) / seconds(one) / 4 for _ in range(GALLERY_ROUNDS)]
        report("16 trainings", "films of 4 of them, time", ratios, 1)


def train(options: list[str], log: Path) -> Path:
    """Return a new log."""
    subprocess.run([*TRAINER, *options, "--quiet", "-o", log], cwd=ROOT, check=True)
    return log


def animate(log: Path) -> list[str]:
    """Return the command that makes a log's film."""
    return [*ANIMATOR, str(log), "-o", f"{log}.mp4", "--frames", "3000", "--hold", "0", "--quiet"]


def record(log: Path, folder: Path) -> tuple[list[str], Path]:
    """Return the command that ffmpeg gets for a film, and a file with the film's frames."""
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    recorder = folder / "ffmpeg"
    recorder.write_text(RECORDER.format(folder=folder, ffmpeg=ffmpeg))
    recorder.chmod(stat.S_IRWXU)
    subprocess.run(animate(log), cwd=ROOT, check=True, env={**os.environ, EXE: str(recorder)})
    options = (folder / "options").read_text().split("\0")[:-1]
    output = f"file:{folder / 'reference.mp4'}"
    command = [output if option.startswith("file:") else option for option in options]
    return [ffmpeg, *command], folder / "frames"


def without_settings(command: list[str]) -> list[str]:
    """Return a command without the settings of the encoder, so that its defaults hold."""
    settings = {at for name in SETTINGS for at in (command.index(name), command.index(name) + 1)}
    return [word for at, word in enumerate(command) if at not in settings]


def encode_seconds(command: list[str], frames: Path) -> float:
    """Return how long ffmpeg takes to encode frames from a file."""
    with frames.open("rb") as file:
        start = time.perf_counter()
        subprocess.run(command, stdin=file, check=True)
        return time.perf_counter() - start


def usage(command: list[str]) -> tuple[float, int]:
    """Return how long a command takes, and its peak memory without that of its children, in kB.

    That would hide ours: ffmpeg needs more than we do. Linux only.
    """
    start, peak = time.perf_counter(), 0
    process = subprocess.Popen(command, cwd=ROOT)
    while process.poll() is None:
        status = Path(f"/proc/{process.pid}/status").read_text()
        peak = max([peak, *map(int, re.findall(r"VmHWM:\s*(\d+) kB", status))])
        time.sleep(LOOK_EVERY)
    return time.perf_counter() - start, peak


if __name__ == "__main__":
    main()
