#!/usr/bin/env bash
# In a GIF of 10 frames a second that ffmpeg 7.0.2 makes with trim, setpts and paletteuse, the last
# frame lasts 1/100 s; with ffmpeg 4.2.2 and 9.0.2 it lasts 10/100 s like all others. The muxer's
# option -final_delay 10 mends it.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
get() { # get RELEASE: install that imageio-ffmpeg and print the path of its ffmpeg
    python3 -m pip install --quiet --root-user-action ignore --no-deps --target "$1" "imageio-ffmpeg==$1" >&2
    ls "$folder/$1"/imageio_ffmpeg/binaries/ffmpeg-*
}
version() { "$1" -version | sed -n '1s/ Copyright.*//p'; }
python3 -m pip install --quiet --root-user-action ignore --target pillow pillow==11.3.0
failed=0
last() { # last GIF: how long its last frame lasts, in 1/100 s
    PYTHONPATH=pillow python3 -c '
import sys
from PIL import Image
gif = Image.open(sys.argv[1])
gif.seek(gif.n_frames - 1)
print(gif.info["duration"] // 10)' "$1"
}
graph="[0]split[a][b];[a]trim=end_frame=8,palettegen[p];[b]trim=start_frame=8,\
setpts=PTS-STARTPTS[c];[c][p]paletteuse[o]"
for row in 0.5.1:10 0.7.0:1 0.8.1:10; do
    ffmpeg=$(get "${row%:*}")
    make=("$ffmpeg" -hide_banner -loglevel error -nostdin -y -f lavfi -i testsrc=duration=3:rate=10
        -filter_complex "$graph" -map "[o]")
    "${make[@]}" plain.gif
    "${make[@]}" -final_delay 10 mended.gif
    echo "$(version "$ffmpeg"): last frame $(last plain.gif)/100 s;" \
        "with -final_delay 10: $(last mended.gif)/100 s"
    test "$(last plain.gif) $(last mended.gif)" = "${row#*:} 10" || failed=1
done
exit $failed
