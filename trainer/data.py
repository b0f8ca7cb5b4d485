"""Sparse synthetic features: the data that the model learns to compress."""

import numpy as np
import numpy.typing as npt

from .c_random import CRandom

Array = npt.NDArray[np.float32]

PORTION = 2**16  # draws at a time: what fits into a cache is faster


def sparse_features(rng: CRandom, samples: int, features: int, density: np.float32) -> Array:
    """Draw the data set (samples + 1, features): each value in [0, 1], most of them zero.

    A feature is drawn by a gate: where that is below the density 1 - S the next draw is its value,
    else it is zero. The last row stays zero: it is the sample whose index is one past the data,
    which a batch meets when frand() is exactly 1.
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
    """Draw one to `most` values, and from the stream no more than those need."""
    draws = rng.frand(min(most, PORTION))  # each value takes one draw at least: none is wasted
    # A draw that is not below the density ends whatever feature it belongs to, so the next is a
    # gate. From there on gates and values take turns until another one is not below it.
    below = draws < density
    position = np.arange(len(draws))
    last_end = np.maximum.accumulate(np.where(below, -1, position))
    first_gate = np.concatenate([[0], last_end[:-1] + 1])
    gates = np.flatnonzero((position - first_gate) % 2 == 0)
    if below[-1] and gates[-1] == position[-1]:
        draws = np.append(draws, rng.frand(1))  # the value of the last gate
    return np.where(below[gates], draws[np.minimum(gates + 1, len(draws) - 1)], np.float32(0))
