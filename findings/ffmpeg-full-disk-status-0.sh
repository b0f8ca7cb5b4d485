#!/usr/bin/env bash
# ffmpeg 4.2.2 ends with status 0 though the file system took only a part of the film, if the film is
# so short that it is all written at its end: it says "File too large" (or "No space left on device")
# on stderr, and leaves a file that cannot be read. With -xerror its status is 1. ffmpeg 7.0.2 and
# 9.0.2 end with status 229 in both cases. A limit on the size of files stands in for the full disk.
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
try() { # try FFMPEG OPTION...: make a film of several kB, of which 1 kB can be written
    trap '' XFSZ
    ulimit -f 1
    "$@" -hide_banner -loglevel error -nostdin -y -f lavfi -i testsrc2=duration=1:size=64x48 \
        -c:v libx264 -movflags +faststart film.mp4 2> words
}
for row in 0.5.1:0:1 0.7.0:229:229 0.8.1:229:229; do
    IFS=: read -r release plain xerror <<< "$row"
    ffmpeg=$(get "$release")
    version "$ffmpeg"
    for option in "" -xerror; do
        status=0
        (try "$ffmpeg" $option) || status=$?
        echo "  ${option:-without -xerror}: status $status, $(tail -n 1 words)"
        test "$status" = "$(test -n "$option" && echo "$xerror" || echo "$plain")" || failed=1
        grep -q 'File too large' words || failed=1
        ! "$ffmpeg" -v quiet -nostdin -i film.mp4 -f null - || failed=1
    done
done
exit $failed
