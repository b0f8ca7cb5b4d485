"""The parameters before the first run: uniform as in the C program, or normal as in the paper."""

import math

import numpy as np

from .c_random import CRandom
from .model import Parameters


def draw_uniform(rng: CRandom, features: int, hidden: int) -> Parameters:
    """Draw parameters that are uniform in [0, 0.001], as in the C program.

    They are drawn feature by feature: first the feature's column of W, then its bias.

    >>> draw_uniform(CRandom(0), features=5, hidden=2).W.shape
    (2, 5)
    """
    draws = rng.frand(features * (hidden + 1)).astype(np.float64) * 0.001  # double, as in C
    columns = draws.astype(np.float32).reshape(features, hidden + 1)
    return Parameters(W=columns[:, :-1].T.copy(), b=columns[:, -1].copy())


def draw_xavier(rng: CRandom, features: int, hidden: int) -> Parameters:
    """Draw W from the normal distribution with variance 2 / (n + m), column by column; b is zero.

    Glorot & Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html

    >>> draw_xavier(CRandom(0), features=400, hidden=100).W.std().round(3)
    np.float32(0.063)
    """
    columns = rng.normal(features * hidden).reshape(features, hidden)
    columns *= math.sqrt(2 / (features + hidden))
    return Parameters(columns.T.astype(np.float32, order="C"), np.zeros(features, np.float32))


INITS = {"uniform": draw_uniform, "xavier": draw_xavier}
