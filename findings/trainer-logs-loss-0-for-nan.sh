#!/usr/bin/env bash
# The Trainer of transformers 5.24.0 logs the loss 0.0, the best there is, once the training has diverged to
# NaN. In place of a loss that is NaN or infinite it adds to the sum of a logging window the mean of the
# earlier ones, which is 0 if there are none. If the loss is 1 and then NaN from the fourth step on, the
# windows of two steps are logged as 1.0, 0.75 and 0.0, and train_loss as 0.58. Only grad_norm is nan.
# With logging_nan_inf_filter=False the last two losses are nan.
# Needs python3 with pip, and the network for pip. Takes a minute or two.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib transformers==5.24.0 \
    accelerate==1.15.0 torch==2.13.0
PYTHONPATH=lib HF_HUB_OFFLINE=1 python3 - <<'EOF'
import math

import torch
from transformers import Trainer, TrainingArguments


class Model(torch.nn.Module):
    steps = 0

    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(1))

    def forward(self, x, labels):
        self.steps += 1
        return {"loss": (self.weight * x).mean() * (math.nan if self.steps >= 4 else 1)}


def train(**options):
    """Return the losses and norms that are logged, and the loss of the whole training."""
    arguments = TrainingArguments(
        "out", max_steps=6, logging_steps=2, learning_rate=1e-9, per_device_train_batch_size=1,
        use_cpu=True, report_to=[], save_strategy="no", disable_tqdm=True, **options
    )
    samples = [{"x": torch.ones(1), "labels": torch.ones(1)}] * 6
    trainer = Trainer(Model(), arguments, train_dataset=samples)
    trainer.train()
    *rows, last = trainer.state.log_history
    return [row["loss"] for row in rows], [row["grad_norm"] for row in rows], last["train_loss"]


def same(found, expected):
    pairs = zip(found, expected, strict=True)
    return all(abs(a - b) < 1e-3 or (a != a and b != b) for a, b in pairs)


losses, norms, total = train()
plain, _, plain_total = train(logging_nan_inf_filter=False)
print(f"losses {losses}, norms of gradients {norms}, train_loss {total}")
print(f"with logging_nan_inf_filter=False: losses {plain}, train_loss {plain_total}")
nan = math.nan
as_seen = same([*losses, total], [1, 0.75, 0, 0.583]) and same(norms, [1, nan, nan])
raise SystemExit(not (as_seen and same([*plain, plain_total], [1, nan, nan, nan])))
EOF
