"""Train the hexagon by the post's rule and by the exact gradient: docs/gradients.md."""

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np

from trainer import Settings, train
from trainer.model import Array

SEEDS = range(1, 9)
HEXAGON = Settings(features=32, hidden=2, importance=0.9, sparsity=0.99, runs=30000)
REPRESENTED = 0.5  # |W_i| above this
MOST_SKEW = 10  # degrees that a corner of a regular polygon may be off
POLYGONS = {4: "square", 5: "pentagon", 6: "hexagon"}


def main() -> None:
    """Print a table in Markdown: a row a seed, for either gradient what it came to."""
    trainings = [
        replace(HEXAGON, seed=seed, gradient=gradient)
        for seed in SEEDS
        for gradient in ("post", "exact")
    ]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        cells = list(pool.map(outcome, trainings))
    print("| seed | the post's rule | loss | the exact gradient | loss |")
    print("|---|---|---|---|---|")
    for seed, post, exact in zip(SEEDS, cells[::2], cells[1::2], strict=True):
        print(f"| {seed} | {post} | {exact} |")


def outcome(settings: Settings) -> str:
    """Return what a training represents, and the mean loss of its last 1000 runs."""
    losses = []
    for step in train(settings):
        losses.append(step.loss)
        if step.snapshot is not None:
            W = step.snapshot.W
    return f"{shape(W)} | {np.mean(losses[-1000:], dtype=float):.5f}"


def shape(W: Array) -> str:
    """Return how many features W (2, n) represents, and the regular polygon that they form."""
    represented = W[:, np.linalg.norm(W, axis=0) > REPRESENTED]
    count = represented.shape[1]
    angles = np.sort(np.degrees(np.arctan2(represented[1], represented[0])))
    gaps = np.diff(angles, append=angles[0] + 360)
    is_regular = np.abs(gaps - 360 / count).max() <= MOST_SKEW
    return f"{count} features, {POLYGONS.get(count, 'regular') if is_regular else 'irregular'}"


if __name__ == "__main__":
    main()
