#!/usr/bin/env bash
# Guild AI 0.9.0 makes scalars of the lines "name: number" that a training prints, but skips numbers
# with a plus sign, such as the 1.5e+00 of printf("%e") and the 1e+16 of Python, as well as nan, inf
# and 1E-03. It says nothing. So of a training that prints the losses 0.5, 1e+16, nan and nan, the
# last loss is 0.5. Its pattern for a number has only digits, points, e and minus signs.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet guildai==0.9.0
mkdir home run
export GUILD_HOME=$folder/home
cd run
cat > train.py <<'EOF'
for step, loss in enumerate([0.5, 1e16, float("nan"), float("nan")]):
    print(f"step: {step}\nloss: {loss}")
print("minus: %e\nplus: %e\ninf: %e\nupper: %.0E" % (0.15, 1.5, float("inf"), 0.001))
EOF
../env/bin/guild run -y train.py
found=$(../env/bin/guild runs info | sed '1,/^scalars:/d')
echo "Guild's scalars are:"
echo "$found"
test "$found" = "  loss: 0.500000 (step 0)
  minus: 0.150000 (step 3)"
