#!/bin/sh
# Print musl.tsv: digests of the logs of tests/c/superposition.c with musl's random().
#
# apt-get install musl-tools    (musl.tsv is of musl 1.2.3)
# sh tests/data/musl.sh > tests/data/musl.tsv
set -e
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
source=$(dirname "$0")/../c/superposition.c
musl-gcc -O2 -ffp-contract=off -static -o "$folder/trainer" "$source" -lm

printf 'bytes\tsha256\toptions\n'
while read -r options; do
    "$folder/trainer" $options > "$folder/log"  # $options is several words
    printf '%s\t%s\t%s\n' "$(wc -c < "$folder/log")" \
        "$(sha256sum < "$folder/log" | cut -d ' ' -f 1)" "$options"
done << 'OPTIONS'
--random musl --runs 1000
--random musl --runs 1000 --seed 1 --features 32 --sparsity 0.99 --dialect program
--random musl --runs 500 --seed 4294967295 --l1 0.001 --dialect program
--random musl --runs 500 --optimizer adamw --seed 7
--random musl --runs 500 --optimizer adamw --init xavier --samples 0 --dialect program --seed 2
OPTIONS
