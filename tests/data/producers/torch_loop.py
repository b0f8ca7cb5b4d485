"""A training loop in PyTorch: python torch_loop.py > torch_loop.log."""

import torch

torch.manual_seed(0)
W = torch.nn.Parameter(torch.randn(2, 3) * 0.1)
b = torch.nn.Parameter(torch.zeros(3))
optimizer = torch.optim.AdamW([W, b], lr=0.01)
schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 0.1, total_iters=10)
for step in range(60):
    x = torch.rand(64, 3) * (torch.rand(64, 3) < 0.2)
    y = torch.relu(x @ W.T @ W + b)
    loss = ((y - x) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_([W, b], 1.0)
    optimizer.step()
    print(f"run: {step}")
    print(f"lr: {schedule.get_last_lr()[0]:g}")
    print(f"L: {loss.item():.6f}")
    print(f"grad_norm: {norm:.4f}")
    schedule.step()
    if step % 20 == 19:
        print(f"val/L: {((y - x) ** 2).sum(1).median():.4e}")
        for tag, rows in (("b", b[None]), ("W", W)):
            print(f"{tag}: [")
            for row in rows:
                print("", *(f"{value:.4f}" for value in row.tolist()))
            print("]")
