#!/usr/bin/env bash
# The cout.txt that Sacred 0.8.7 keeps of a run may lack the last of what the run printed, also if it
# was flushed. It copies stdout by a process tee, and reads what tee has written at the end without
# waiting for all of it. Of 2,000 lines printed at once, hundreds were missing in most of the tries,
# though all reached stdout. SETTINGS.CAPTURE_MODE = "sys" misses none.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib sacred==0.8.7 setuptools==80.9.0
export PYTHONPATH=lib
cat > train.py <<'EOF'
import sys

from sacred import SETTINGS, Experiment
from sacred.observers import FileStorageObserver

SETTINGS.CAPTURE_MODE = sys.argv[1]
experiment = Experiment("train", save_git_info=False)
experiment.observers.append(FileStorageObserver(sys.argv[1]))


@experiment.main
def train():
    for run in range(2000):
        print("run:", run, flush=True)


experiment.run()
EOF
declare -A short=([fd]=0 [sys]=0)
for try in 1 2 3 4 5; do
    for mode in fd sys; do
        printed=$(python3 train.py $mode 2> /dev/null | grep -c '^run:')
        kept=$(grep -c '^run:' "$mode/$try/cout.txt" || true)
        echo "CAPTURE_MODE $mode: $printed lines on stdout, $kept in cout.txt"
        test "$kept" = 2000 || short[$mode]=$((short[$mode] + 1))
        test "$printed" = 2000
    done
done
test "${short[fd]}" -gt 0 && test "${short[sys]}" = 0
