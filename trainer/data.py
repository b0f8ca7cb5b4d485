"""The synthetic data set: sparse features, which the model learns to compress."""

import numpy as np

from .c_random import CRandom
from .model import Array
from .settings import Activity

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
    # Which draws are gates? Draws that are not below the density end a feature, be they gate or
    # value, so the next draw is a gate. Among consecutive draws below the density, gates and values
    # alternate. Thus the 1st, 3rd, 5th ... of them is a gate that a value follows.
    below = np.flatnonzero(draws < density)
    first = np.flatnonzero(np.diff(below, prepend=-2) > 1)  # where consecutive ones begin in below
    lengths = np.diff(first, append=len(below))
    gates = below[(np.arange(len(below)) - np.repeat(first, lengths)) & 1 == 0]
    if len(gates) and gates[-1] == len(draws) - 1:
        draws = np.append(draws, rng.frand(1))  # the value of the last gate
    values = np.zeros(len(draws) - len(gates), np.float32)  # one for each draw that is no value
    values[gates - np.arange(len(gates))] = draws[gates + 1]
    return values


def features_in_sets(
    rng: CRandom,
    samples: int,
    features: int,
    density: np.float32,
    activity: Activity,
    set_size: int,
) -> Array:
    """Draw a data set as sparse_features does, of features that are not independent.

    The features of a sample form sets of `set_size` consecutive ones; for "single", they are one
    set. Each set in turn takes as many draws, whether they are used or not: a gate u, and a value;
    or if the activity is "correlated", a value for each feature.

    - correlated: if u < density, all features of the set have their values.
    - anticorrelated: feature floor(u / density) of the set has the value, if there is one.
    - single: feature floor(u * features) has the value; the last one if u is exactly 1.
    """
    data = np.zeros((samples + 1, features), np.float32)
    size = features if activity == "single" else set_size
    all_sets = data[:samples].reshape(-1, size)
    taken = 1 + size if activity == "correlated" else 2  # draws of each set
    portion = max(1, PORTION // taken)
    for start in range(0, len(all_sets), portion):
        sets = all_sets[start : start + portion]
        draws = rng.frand(len(sets) * taken).reshape(-1, taken)
        u, values = draws[:, 0].astype(np.float64), draws[:, 1:]  # float64: products are exact
        if activity == "correlated":
            np.copyto(sets, values, where=u[:, None] < density)
        elif activity == "anticorrelated":
            active = np.flatnonzero(u < set_size * np.float64(density))
            sets[active, (u[active] / density).astype(np.intp)] = values[active, 0]
        else:
            chosen = np.minimum(u * features, features - 1).astype(np.intp)
            sets[np.arange(len(sets)), chosen] = values[:, 0]
    return data
