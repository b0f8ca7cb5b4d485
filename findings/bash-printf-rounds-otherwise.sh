#!/usr/bin/env bash
# printf of bash 5.2.15 rounds the numbers of a log otherwise than C, awk and Python do. It reads a decimal
# number as a long double of 80 bits, which is on the other side of 0.00015 than the double. Of the 10,000
# losses with five decimals of which the last is 5, "%.4f" gives another number for half: 0.0002 for
# 0.00015, where the others have 0.0001. The printf of coreutils 9.1 does the same.
# Needs bash on a processor of the x86 family, coreutils, awk and python3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -c 'for last in range(5, 100_000, 10): print(f"0.{last:05}")' > losses
mapfile -t losses < losses
printf '%.4f\n' "${losses[@]}" > bash
xargs env printf '%.4f\n' < losses > coreutils
awk '{ printf "%.4f\n", $1 }' losses > ./awk
python3 -c 'import sys; [print(f"{float(line):.4f}") for line in sys.stdin]' < losses > python
echo "bash $BASH_VERSION, $(env printf --version | head -n 1)"
failed=0
for row in bash:4992 coreutils:4992 awk:0; do
    way=${row%:*}
    other=$(paste "$way" python | awk '$1 != $2 { n++ } END { print n + 0 }')
    first=$(head -n 5 "$way" | paste -s -d ' ')
    echo "$way: $other of ${#losses[@]} otherwise than Python; 0.00005 to 0.00045 are $first"
    test "$other" = "${row#*:}" || failed=1
done
exit $failed
