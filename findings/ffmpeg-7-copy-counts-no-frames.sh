#!/usr/bin/env bash
# "ffmpeg -i film -codec copy -f null -progress pipe:1 -" tells the number of frames as "frame=25",
# but not in ffmpeg 7.0.2, which has no such line then. -f framecrc has a line for each frame in all
# of them.
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
failed=0
for row in 0.5.1:frame=25 0.7.0:none 0.8.1:frame=25; do
    ffmpeg=$(get "${row%:*}")
    quiet=("$ffmpeg" -hide_banner -loglevel error -nostdin)
    "${quiet[@]}" -y -f lavfi -i testsrc=duration=1:rate=25 -c:v libx264 film.mp4
    copy=("${quiet[@]}" -i film.mp4 -map 0:v -codec copy)
    progress=$("${copy[@]}" -f null -progress pipe:1 - | grep '^frame=' | tail -n 1 || echo none)
    lines=$("${copy[@]}" -f framecrc - | grep -vc '^#')
    echo "$(version "$ffmpeg"): -progress: $progress; lines of framecrc: $lines"
    test "$progress $lines" = "${row#*:} 25" || failed=1
done
exit $failed
