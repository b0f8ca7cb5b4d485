#!/usr/bin/env bash
# No single way labels a film's colours with every ffmpeg. The filter setparams labels them with
# ffmpeg 7.0.2 and 9.0.2, but with 4.2.2 the encoder does not get its labels. The output options
# -color_primaries and -color_trc label them with 4.2.2 and 7.0.2, but with 9.0.2 they do nothing, in
# silence. Both together label them with all three. The labels are read by ffmpeg 9.0.2.
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
reader=$(get 0.8.1)
filter=setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709
options=(-color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv)
for row in "0.5.1:none:all:all" "0.7.0:all:all:all" "0.8.1:all:some:all"; do
    IFS=: read -r release by_filter by_options by_both <<< "$row"
    ffmpeg=$(get "$release")
    make=("$ffmpeg" -hide_banner -loglevel error -nostdin -y -f lavfi -i testsrc=duration=1
        -pix_fmt yuv420p -c:v libx264)
    scale=scale=out_color_matrix=bt709:out_range=tv
    "${make[@]}" -vf "$scale,$filter" filter.mp4
    "${make[@]}" -vf "$scale" "${options[@]}" options.mp4
    "${make[@]}" -vf "$scale,$filter" "${options[@]}" both.mp4
    version "$ffmpeg"
    for way in filter options both; do
        about=$("$reader" -hide_banner -i $way.mp4 2>&1 || true)
        pixels=$(sed -n 's/.*\(yuv420p([^)]*)\).*/\1/p' <<< "$about")
        echo "  $way: $pixels"
        case "$pixels" in
            "yuv420p(tv, bt709, "*) found=all ;;
            "yuv420p(tv, bt709/unknown/unknown, "*) found=some ;;
            *) found=none ;;
        esac
        expected=by_$way
        test "$found" = "${!expected}" || failed=1
    done
done
exit $failed
