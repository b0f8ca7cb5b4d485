#!/usr/bin/env bash
# The PillowWriter of matplotlib 3.11.2 writes GIF films that are too fast at most rates: it gives
# Pillow 12.2.0 whole milliseconds, and Pillow cuts them to hundredths of a second. At fps=30, 3 seconds
# last 2.7, at fps=60 they last 1.8. Pillow also joins equal frames that follow one another, so that a
# film of 90 pictures, of which the last 30 are equal, has 61 frames: frame k is not picture k.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib matplotlib==3.11.2 pillow==12.2.0
PYTHONPATH=lib MPLBACKEND=agg python3 - <<'EOF'
import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation, PillowWriter
from PIL import Image, ImageSequence

figure, axes = plt.subplots(figsize=(1, 1))
(line,) = axes.plot([0, 1], [0, 0])
axes.set_ylim(0, 1)
failed = False
for fps, seconds in (10, 3.0), (25, 3.0), (30, 2.7), (60, 1.8):
    draw = lambda frame: line.set_ydata([0, frame / 3 / fps])
    FuncAnimation(figure, draw, frames=3 * fps).save("film.gif", PillowWriter(fps))
    with Image.open("film.gif") as film:
        lasts = [frame.info["duration"] for frame in ImageSequence.Iterator(film)]
    print(f"{3 * fps} frames at {fps} fps: {len(lasts)} frames, {sum(lasts) / 1000} seconds")
    failed |= (len(lasts), sum(lasts) / 1000) != (3 * fps, seconds)
still = lambda frame: line.set_ydata([0, min(frame, 60) / 60])
FuncAnimation(figure, still, frames=90).save("still.gif", PillowWriter(10))
with Image.open("still.gif") as film:
    print(f"90 pictures, the last 30 of them equal: {film.n_frames} frames")
    failed |= film.n_frames != 61
raise SystemExit(failed)
EOF
