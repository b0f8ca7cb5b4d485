"""Train 64 small models in one tensor with PyTorch, as bench/sweep.py's second row does.

It writes no log. Without PyTorch, `make bench` leaves this out.
"""

import torch

K, n, m, batch_size, samples, runs = 64, 5, 2, 1024, 100_000, 10_000
density, learning_rate = 0.1, 0.001

torch.manual_seed(0)
data = torch.rand(K, samples, n) * (torch.rand(K, samples, n) < density)
importance = 0.7 ** torch.arange(n)
model = torch.arange(K)[:, None]
W = (torch.rand(K, m, n) * 0.001).requires_grad_()
b = (torch.rand(K, 1, n) * 0.001).requires_grad_()
optimizer = torch.optim.AdamW([W, b], lr=learning_rate)

for _ in range(runs):
    x = data[model, torch.randint(samples, (K, batch_size))]
    y = torch.relu(x @ W.mT @ W + b)
    losses = (importance * (y - x) ** 2).sum(dim=2).mean(dim=1) / 2
    optimizer.zero_grad()
    losses.sum().backward()
    optimizer.step()

print(losses.mean().item())
