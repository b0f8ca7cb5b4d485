#!/usr/bin/env bash
# ImageSequenceClip(pictures, fps) of MoviePy 2.2.1 makes a film of other pictures than it was given. It
# keeps the time at which a picture starts in float32, and compares it with the times of frames in
# float64. A film of 300 pictures at 10 a second has 300 frames, but lacks 72 pictures and shows others
# twice: frame 24 is picture 23. At 15 a second the film is a frame short as well, since 300 times 1 / 15 s
# add up to less than 20 s. ffmpeg makes films of all pictures in their order of the same pixels.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib moviepy==2.2.1 numpy==2.4.6 \
    imageio-ffmpeg==0.8.1
PYTHONPATH=lib python3 - <<'EOF'
import subprocess

import numpy as np
from imageio_ffmpeg import get_ffmpeg_exe
from moviepy import ImageSequenceClip

COUNT, BITS, SIDE = 300, 9, 16  # picture k shows the bits of k as black and white squares
bits = (np.arange(COUNT)[:, None] >> np.arange(BITS)) & 1
rows = np.repeat(bits * 255, SIDE, axis=1).astype(np.uint8)
pictures = np.broadcast_to(rows[:, None, :, None], (COUNT, SIDE, BITS * SIDE, 3)).copy()
quiet = [get_ffmpeg_exe(), "-v", "error", "-nostdin"]


def shown(film):
    """Return which picture each frame of a film shows."""
    raw = ["-f", "rawvideo", "-pix_fmt", "gray", "-fps_mode", "passthrough", "-"]
    pixels = subprocess.run([*quiet, "-i", film, *raw], check=True, stdout=subprocess.PIPE).stdout
    frames = np.frombuffer(pixels, np.uint8).reshape(-1, SIDE, BITS * SIDE)
    return list((frames[:, SIDE // 2, SIDE // 2 :: SIDE] > 127) @ (1 << np.arange(BITS)))


failed = False
for fps, frames_expected, lost_expected in (10, 300, 72), (15, 299, 49), (30, 299, 41):
    ImageSequenceClip(list(pictures), fps=fps).write_videofile("moviepy.mp4", logger=None)
    size = f"{BITS * SIDE}x{SIDE}"
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", str(fps), "-i", "-"]
    command = [quiet[0], "-v", "error", "-y", *raw, "-pix_fmt", "yuv420p", "ffmpeg.mp4"]
    subprocess.run(command, check=True, input=pictures.tobytes())
    by_moviepy = shown("moviepy.mp4")
    lost = sorted(set(range(COUNT)) - set(by_moviepy))
    print(f"at {fps} pictures a second: {len(by_moviepy)} frames, {len(lost)} pictures are missing,", end=" ")
    print(f"the first of them {lost[0]}; frames {lost[0] - 1} and {lost[0]}", end=" ")
    print(f"show {by_moviepy[lost[0] - 1]} and {by_moviepy[lost[0]]}")
    failed |= (len(by_moviepy), len(lost)) != (frames_expected, lost_expected)
    failed |= shown("ffmpeg.mp4") != list(range(COUNT))
raise SystemExit(failed)
EOF
