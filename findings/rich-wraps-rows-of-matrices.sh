#!/usr/bin/env bash
# rich 15.0.0 breaks lines at 80 characters also where it prints into a file or a pipe. A row of a
# matrix that "from rich import print" prints then becomes several rows. 20 numbers of 8 characters
# break in the middle, so that 2 rows of 20 numbers look like a sound matrix of 4 rows of 10. With
# COLUMNS=1000, or by Console(soft_wrap=True).print, the rows stay whole.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib rich==15.0.0
export PYTHONPATH=lib
unset COLUMNS
cat > matrix.py <<'EOF'
for row in range(2):
    print(" ".join(f"{row + column / 100:7.3f}" for column in range(20)))
EOF
(echo "from rich import print" && cat matrix.py) > with_rich.py
(echo "from rich.console import Console; print = Console(soft_wrap=True).print" && cat matrix.py) > soft.py
python3 matrix.py > plain.log
python3 with_rich.py > rich.log
COLUMNS=1000 python3 with_rich.py > wide.log
python3 soft.py > soft.log
failed=0
for row in "plain:20 20" "rich:10 10 10 10" "wide:20 20" "soft:20 20"; do
    found=$(awk '{ print NF }' "${row%:*}.log" | paste -s -d ' ')
    echo "${row%:*}.log: numbers in each row: $found"
    test "$found" = "${row#*:}" || failed=1
done
exit $failed
