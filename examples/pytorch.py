"""Train a toy model of superposition in PyTorch, and print its log.

make torch.mp4 TRAIN="python examples/pytorch.py"
"""

import torch
from torch import nn

from trainer import LogWriter

FEATURES, HIDDEN = 5, 2
SPARSITY = 0.9  # the probability that a feature is zero
RUNS, BATCH_SIZE = 3000, 1024


class ToyModel(nn.Module):
    """Read features back from fewer dimensions: y = ReLU(WᵀW x + b)."""

    def __init__(self) -> None:
        super().__init__()
        self.W = nn.Parameter(nn.init.xavier_normal_(torch.empty(HIDDEN, FEATURES)))
        self.b = nn.Parameter(torch.zeros(FEATURES))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Take a batch of samples, one to a row, and return y for each of them."""
        return torch.relu(x @ self.W.T @ self.W + self.b)


def sparse_features() -> torch.Tensor:
    """Return a batch of samples whose features are mostly zero, and otherwise from 0 to 1."""
    x = torch.rand(BATCH_SIZE, FEATURES)
    return torch.where(torch.rand_like(x) < SPARSITY, 0, x)


torch.set_num_threads(1)  # more threads are slower for such a small model
torch.manual_seed(0)
model = ToyModel()
optimizer = torch.optim.AdamW(model.parameters())
importance = 0.9 ** torch.arange(FEATURES)  # feature 0 matters most

# "-" is stdout, a name would be a file; W and b are written in every 30th run.
with LogWriter("-", every=30, decimals=6) as log:
    for run in range(RUNS):
        x = sparse_features()
        loss = (importance * (model(x) - x) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        log.write(run, loss, W=model.W, b=model.b)
