#!/usr/bin/env bash
# A warmup by LinearLR that ChainedScheduler of torch 2.13.0 joins with LambdaLR, CyclicLR or
# CosineAnnealingWarmRestarts is lost or does harm, without a word. These three set the learning rate afresh
# in each step, while LinearLR multiplies the last one by the ratio of two of its factors. Of a warmup from
# 0.1 to 1 in four steps, nothing is left if it stands first, and if it stands last, the second step has a
# rate of 3.25 where 0.325 is due. With StepLR instead of the same rates by LambdaLR, the warmup is right.
# Needs python3 with pip, and the network for pip. Takes a minute.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib torch==2.13.0
PYTHONPATH=lib python3 - <<'EOF'
import warnings

import torch
from torch.optim import lr_scheduler

warnings.simplefilter("error")
warnings.filterwarnings("ignore", message="Failed to initialize NumPy")


def warmup(optimizer):
    return lr_scheduler.LinearLR(optimizer, 0.1, total_iters=4)


joined = {  # with a rate of 1 for 8 steps
    "StepLR": lambda optimizer: lr_scheduler.StepLR(optimizer, 8, 0.5),
    "LambdaLR": lambda optimizer: lr_scheduler.LambdaLR(optimizer, lambda step: 0.5 ** (step // 8)),
    "CyclicLR": lambda optimizer: lr_scheduler.CyclicLR(optimizer, 1.0, 1.0, cycle_momentum=False),
    "CosineAnnealingWarmRestarts": lambda optimizer: lr_scheduler.CosineAnnealingWarmRestarts(
        optimizer, 1000, eta_min=1.0
    ),
}
due, none = [0.1, 0.325, 0.55, 0.775, 1, 1], [1] * 6
harmful = [0.1, 3.25, 1.6923, 1.4091, 1.2903, 1]
failed = False
for name, other in joined.items():
    for order, parts in ("first", (warmup, other)), ("last", (other, warmup)):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        scheduler = lr_scheduler.ChainedScheduler([part(optimizer) for part in parts])
        rates = []
        for _ in due:
            rates.append(round(optimizer.param_groups[0]["lr"], 4))
            optimizer.step()
            scheduler.step()
        print(f"warmup {order}, with {name}: {rates}")
        expected = due if name == "StepLR" else none if order == "first" else harmful
        failed |= rates != expected
raise SystemExit(failed)
EOF
