"""The least expected loss of a model, and the weights that have it, without training.

Feature i has the importance R^i, as in the trainer. The search descends from many random starts.
"""

import numpy as np

from .expected_loss import Array, expected_loss, patterns
from .minimise import minimise

TOGETHER = 240  # starts that descend at the same time: so many fit into the processor's cache


def random_starts(count: int, hidden: int, features: int, seed: int = 0) -> Array:
    """Return normal parameters (count, hidden + 1, features), with b in the last row.

    Their standard deviations are 0.7 for W and 0.2 for b: short and long features, and outputs that
    are always, sometimes or never zero.
    """
    theta = np.random.default_rng(seed).normal(size=(count, hidden + 1, features))
    return np.asarray(theta * ([[0.7]] * hidden + [[0.2]]))


def least_loss(
    features: int,
    hidden: int,
    ratio: Array,
    density: Array,
    activity: str = "independent",
    starts: int = 24,
) -> tuple[Array, Array]:
    """Return the least expected loss (cells,), and the theta (cells, m + 1, n) that has it.

    ratio, density: R and the density in each cell (cells,). starts: for each cell.
    """
    losses, found = np.empty(len(ratio)), np.empty((len(ratio), hidden + 1, features))
    for part in np.array_split(np.arange(len(ratio)), -(-len(ratio) * starts // TOGETHER)):
        importance = np.repeat(ratio[part], starts)[:, None] ** np.arange(features)
        theta = np.tile(random_starts(starts, hidden, features), (len(part), 1, 1))
        loss, theta = descend(theta, importance, np.repeat(density[part], starts), activity)
        best = loss.reshape(-1, starts).argmin(axis=1) + np.arange(0, len(loss), starts)
        losses[part], found[part] = loss[best], theta[best]
    return losses, found


def descend(
    theta: Array, importance: Array, density: Array, activity: str = "independent"
) -> tuple[Array, Array]:
    """Return the losses (starts,) and thetas (starts, m + 1, n) to which descents from theta lead.

    importance (starts, n) and density (starts,) may differ between the starts.
    """
    distribution = patterns(activity, theta.shape[-1], density)
    size = density * importance.mean(axis=1)  # of the loss: tolerances are absolute

    def function(x: Array) -> tuple[Array, Array]:
        loss, slope = expected_loss(x.reshape(theta.shape), importance, distribution)
        return loss / size, slope.reshape(x.shape) / size[:, None]

    end = minimise(function, theta.reshape(len(theta), -1), steps=400)
    return function(end)[0] * size, end.reshape(theta.shape)
