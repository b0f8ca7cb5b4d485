#!/usr/bin/env bash
# Ray Tune 2.60.0 keeps less of a sweep than it seems. The progress.csv of a trial has the metrics of
# its first report only: a val_loss that comes with the second is dropped without a word. The names of
# the trials' folders have the settings rounded to four decimals, so that the learning rates 1e-05 and
# 2e-05 are both lr=0.0000. result.json and params.json in each folder have both in full.
# Needs python3 with pip, and the network for pip. Takes a minute.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet "ray[tune]==2.60.0"
cat > sweep.py <<'EOF'
import os

import ray
from ray import tune


def train(config):
    tune.report({"loss": 1.0})
    tune.report({"loss": 0.5, "val_loss": 0.25})


ray.init(num_cpus=1, include_dashboard=False, log_to_driver=False, object_store_memory=80_000_000)
tune.Tuner(
    train,
    param_space={"lr": tune.grid_search([1e-05, 2e-05])},
    run_config=tune.RunConfig(storage_path=os.getcwd(), name="sweep", verbose=0),
).fit()
EOF
export HOME=$folder RAY_AIR_NEW_OUTPUT=0
env/bin/python sweep.py > words 2>&1 || { cat words && exit 1; }
failed=0
for rate in 1e-05 2e-05; do
    trial=$(dirname "$(grep -l "\"lr\": $rate" sweep/*/params.json)")
    echo "learning rate $rate: $trial"
    echo "  progress.csv starts with $(head -n 1 "$trial"/progress.csv | cut -c 1-40)..."
    [[ $trial = *_lr=0.0000_* ]] || failed=1
    grep -q '"val_loss": 0.25' "$trial"/result.json || failed=1
    ! grep -q val_loss "$trial"/progress.csv || failed=1
done
exit $failed
