"""The synthetic data set: sparse features, which the model learns to compress."""

import numpy as np
import numpy.typing as npt

from .c_random import CRandom

Array = npt.NDArray[np.float32]

PORTION = 2**16  # draws at a time; few enough to stay in the processor's cache


def sparse_features(rng: CRandom, samples: int, features: int, density: np.float32) -> Array:
    """Draw the data set (samples + 1, features), with values in [0, 1], most of them zero.

    Each feature of a sample takes one or two draws. The first is a gate: if it is below the density
    1 - S, the second is the feature's value; otherwise the value is zero.

    The last row is all zero. It stands for the index `samples`, one past the data, which a batch
    contains if frand() is exactly 1.
    """
    data = np.zeros((samples + 1, features), np.float32)
    values = data.reshape(-1)[: samples * features]
    filled = 0
    while filled < len(values):
        block = _draw_values(rng, len(values) - filled, density)
        values[filled : filled + len(block)] = block
        filled += len(block)
    return data


def _draw_values(rng: CRandom, most: int, density: np.float32) -> Array:
    """Draw between one and `most` values; take no draw from the stream that they don't need."""
    draws = rng.frand(min(most, PORTION))  # no draw is wasted: each value takes at least one
    # Which draws are gates? A draw that is not below the density is the last of its feature, be it
    # gate or value, so the next draw is a gate. From there on gates and values alternate until the
    # next draw that is not below the density.
    below = draws < density
    position = np.arange(len(draws))
    last_end = np.maximum.accumulate(np.where(below, -1, position))
    first_gate = np.concatenate([[0], last_end[:-1] + 1])
    gates = np.flatnonzero((position - first_gate) % 2 == 0)
    if below[-1] and gates[-1] == position[-1]:
        draws = np.append(draws, rng.frand(1))  # the value of the last gate
    return np.where(below[gates], draws[np.minimum(gates + 1, len(draws) - 1)], np.float32(0))
