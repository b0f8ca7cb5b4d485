#!/usr/bin/env bash
# get_latest_training_loss() of gensim 4.4.0 is the sum over all epochs so far, kept in float32: the
# larger it is, the more of each loss is rounded off when it is added. Past 2 ** 25 next to nothing is
# left, so that what an epoch adds falls as if the training had converged, here from 3.3 million to
# 28,000. The loss of the last epoch, before which the sum is set to 0, is 3.3 million again.
# Needs python3 with pip, and the network for pip. Takes a minute.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib gensim==4.4.0
PYTHONPATH=lib python3 - <<'EOF'
import random

from gensim.models import Word2Vec
from gensim.models.callbacks import CallbackAny2Vec

EPOCHS = 20
random.seed(0)
words = [f"word{number}" for number in range(500)]
texts = [random.choices(words, k=100) for _ in range(2000)]  # without any structure
added = []


class Losses(CallbackAny2Vec):
    before = 0.0

    def on_epoch_end(self, model):
        total = model.get_latest_training_loss()
        added.append(total - self.before)
        self.before = total
        print(f"epoch {len(added)}: {total:,.0f}, which is {added[-1]:,.0f} more")
        if len(added) == EPOCHS - 1:
            print("set to 0")
            self.before = model.running_training_loss = 0.0


options = {"vector_size": 8, "sg": 1, "workers": 1, "epochs": EPOCHS}
Word2Vec(texts, compute_loss=True, callbacks=[Losses()], **options)
raise SystemExit(not added[-2] < added[0] / 50 or not added[-1] > added[0] / 2)
EOF
