#!/usr/bin/env bash
# CSVLogger(append=True) of Keras 3.15.1 writes no header into a file that has one, and its values in
# the order of its own names, whatever the header says. If the second of two fits lacks a column of
# the first, such as learning_rate because only the first has ReduceLROnPlateau, its losses stand
# under learning_rate and its validation losses under loss, and pandas reads them without complaint.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib keras==3.15.1 jax==0.10.2 \
    pandas==3.0.3
export PYTHONPATH=lib KERAS_BACKEND=jax JAX_PLATFORMS=cpu
python3 - <<'EOF'
import keras
import numpy as np
import pandas as pd

x = np.random.default_rng(0).random((64, 5), dtype=np.float32)
model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(2), keras.layers.Dense(5)])
model.compile("adam", "mse")
log = keras.callbacks.CSVLogger("run.csv", append=True)
with_rate = [keras.callbacks.ReduceLROnPlateau(), log]
model.fit(x, x, validation_split=0.25, epochs=2, callbacks=with_rate, verbose=0)
fit = model.fit(x, x, validation_split=0.25, initial_epoch=2, epochs=4, callbacks=[log], verbose=0)
read = pd.read_csv("run.csv")
print(read)
print("Keras says of the last two epochs:", fit.history)
last = read[read.epoch >= 2]
as_expected = (
    list(read) == ["epoch", "learning_rate", "loss", "val_loss"]
    and np.allclose(last.learning_rate, fit.history["loss"])
    and np.allclose(last.loss, fit.history["val_loss"])
    and last.val_loss.isna().all()
)
raise SystemExit(not as_expected)
EOF
