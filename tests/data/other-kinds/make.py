"""Write the other files in this folder: what training loops leave that print no log.

It needs numpy, pandas, pyarrow, h5py, torch and tensorboard.
"""

import csv
import json
import pickle
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import torch
from torch.utils.tensorboard import SummaryWriter

HERE = Path(__file__).parent
W = np.arange(10, dtype=np.float32).reshape(2, 5) / 8
LOSSES = [0.5, 0.25, 0.125]
SMALL_W = [[0.5, -0.25], [1e-7, 2]]  # in the files -W of the runs 0 and 2


def open_text(name):
    return (HERE / name).open("w", newline="")


with open_text("metrics.csv") as file:  # as CSVLogger of Lightning does
    writer = csv.DictWriter(file, ["epoch", "step", "train_loss"])
    writer.writeheader()
    writer.writerows({"epoch": 0, "step": run, "train_loss": v} for run, v in enumerate(LOSSES))
with open_text("wandb.csv") as file:  # as the web page of Weights & Biases exports a plot
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(["Step", "wandering-fog-7 - loss"])
    writer.writerows(enumerate(LOSSES))
with open_text("wandb-W.csv") as file:  # the weights, row by row, behind the loss
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(["Step", "loss", *(f"W.{row}.{column}" for row in (0, 1) for column in (0, 1))])
    for run, loss in enumerate(LOSSES):
        writer.writerow([run, loss, *(SMALL_W[0] + SMALL_W[1] if run != 1 else [""] * 4)])
with open_text("no-header.csv") as file:
    csv.writer(file).writerows(enumerate(LOSSES))
with open_text("table.tsv") as file:
    writer = csv.writer(file, delimiter="\t")
    writer.writerow(["run", "loss"])
    writer.writerows(enumerate(LOSSES))
with open_text("metrics.jsonl") as file:
    for run, loss in enumerate(LOSSES):
        print(json.dumps({"step": run, "loss": loss}), file=file)
with open_text("metrics-W.jsonl") as file:
    for run, loss in enumerate(LOSSES):
        weights = {"W": SMALL_W} if run != 1 else {}
        print(json.dumps({"step": run, "loss": loss, **weights}), file=file)
with open_text("metrics.json") as file:
    json.dump([{"step": run, "loss": loss} for run, loss in enumerate(LOSSES)], file, indent=2)
with open_text("dicts.txt") as file:  # as the Trainer of Hugging Face prints
    for run, loss in enumerate(LOSSES):
        print({"loss": loss, "learning_rate": 1e-3, "epoch": run}, file=file)
with open_text("numpy.txt") as file:
    for run, loss in enumerate(LOSSES):
        print(W * (run + 1), file=file)
        print(loss, file=file)
with open_text("numpy-repr.txt") as file:
    print(repr(W), file=file)
with open_text("torch.txt") as file:
    for run, loss in enumerate(LOSSES):
        print(torch.nn.Parameter(torch.tensor(W) * (run + 1)), file=file)
        print(torch.tensor(loss), file=file)
with open_text("torch-loss.txt") as file:
    for run, loss in enumerate(LOSSES):
        print(run, torch.tensor(loss), file=file)

np.save(HERE / "W.npy", W)
np.savez(HERE / "W.npz", W=W, losses=LOSSES)
np.savez_compressed(HERE / "W-compressed.npz", W=W, losses=LOSSES)
torch.save({"W": torch.tensor(W)}, HERE / "checkpoint.pt")
torch.save({"W": torch.tensor(W)}, HERE / "old.pt", _use_new_zipfile_serialization=False)
(HERE / "state.pkl").write_bytes(pickle.dumps({"W": W, "losses": LOSSES}))
table = pd.DataFrame({"run": range(3), "loss": LOSSES})
table.to_parquet(HERE / "losses.parquet", index=False)
with h5py.File(HERE / "weights.h5", "w") as file:
    file["W"] = W
with SummaryWriter(HERE) as writer:
    for run, loss in enumerate(LOSSES):
        writer.add_scalar("loss", loss, run)
[events] = HERE.glob("events.out.tfevents.*")
events.rename(HERE / "events.out.tfevents")
