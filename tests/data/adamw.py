"""Print adamw.tsv: a few steps of PyTorch's AdamW on four parameters with given gradients.

pip install torch==2.13.0
python tests/data/adamw.py > tests/data/adamw.tsv
"""

import torch  # type: ignore[import-not-found]

START = [0.5, -1.25, 0.001, 3.0]
GRADIENTS = [  # of each step; the third parameter has tiny ones, for which epsilon matters
    [0.25, -3.0, 1e-9, 0.0],
    [0.125, 2.0, -2e-8, 0.0],
    [-0.75, 0.5, 3e-8, 40.0],
    [0.0, 0.0, 0.0, -0.001],
    [0.3, -1e-4, 1e-12, 7.5],
    [0.2, 1e4, 5e-9, -7.5],
]
CASES = [(0.001, 0.01), (0.1, 0.5), (0.03, 0.0)]  # learning rate, weight decay

print("learning_rate", "weight_decay", "step", "parameter", "gradient", "value", sep="\t")
for learning_rate, weight_decay in CASES:
    theta = torch.tensor(START, requires_grad=True)
    optimizer = torch.optim.AdamW([theta], lr=learning_rate, weight_decay=weight_decay)
    for step, gradient in enumerate(GRADIENTS, start=1):
        theta.grad = torch.tensor(gradient)
        optimizer.step()
        for i, value in enumerate(theta.tolist()):
            print(learning_rate, weight_decay, step, i, gradient[i], f"{value:.9g}", sep="\t")
