#!/usr/bin/env bash
# ffmpeg 4.2.2 and 7.0.2 print their banner in spite of "-loglevel error -hide_banner" if both stand
# after an output that is named "-". After an output with another name, or before it, they work. The
# first scan for such options takes a lone "-" for an option with a value, and skips the word after
# it. ffmpeg 9.0.2 prints nothing. ffmpeg-python 0.2.0 puts all global_args() behind the output.
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
for row in 0.5.1:banner 0.7.0:banner 0.8.1:silent; do
    ffmpeg=$(get "${row%:*}")
    input=(-f lavfi -i color=size=32x32:duration=1)
    version "$ffmpeg"
    for words in "- -loglevel error" "pipe: -loglevel error"; do
        # shellcheck disable=SC2086  # words to split
        said=$("$ffmpeg" "${input[@]}" -f null $words 2>&1 < /dev/null | head -n 1)
        echo "  ffmpeg ... -f null $words: ${said:-(nothing)}"
        expected=silent
        if test "$words" = "- -loglevel error"; then expected=${row#*:}; fi
        test "$expected" = "$(test -n "$said" && echo banner || echo silent)" || failed=1
    done
done
exit $failed
