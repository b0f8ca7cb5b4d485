"""The maths of the post: a toy model of superposition, y = ReLU(WᵀW x + b).

n features are squeezed into m < n hidden dimensions and read back with the same weights. Column i
of W (m, n) is the direction in which the hidden space represents feature i; b (n,) is the bias.
A batch x (n, B) holds a sample in each column. Everything is float32, unless double is said.

To print the C program's very digits, each sum is taken in its order, one term after another, from
the first axis to the last. numpy's own sums are free to add pairwise, so none is used here.
"""

import math
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from .c_random import CRandom

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Parameters:
    """Hold the weights W (m, n) and the bias b (n,), or what is added to them.

    Before the sum over a batch that is W (m, n, B) and b (n, B).
    """

    W: Array
    b: Array


@dataclass(frozen=True, slots=True)
class Activations:
    """Hold what a forward pass computes for a batch."""

    p: Array  # (n, m, B), p_ik = W_ki x_i: what feature i adds to hidden dimension k
    h: Array  # (m, B), h = W x
    y: Array  # (n, B), y = ReLU(Wᵀh + b)


def draw_parameters(rng: CRandom, features: int, hidden: int) -> Parameters:
    """Draw parameters in [0, 0.001], in double, feature by feature: its column of W, its bias."""
    draws = rng.frand(features * (hidden + 1)).astype(np.float64) * 0.001
    columns = draws.astype(np.float32).reshape(features, hidden + 1)
    return Parameters(W=columns[:, :-1].T.copy(), b=columns[:, -1].copy())


def importances(ratio: float, features: int) -> Array:
    """Return I (n, 1), how much each feature counts in the loss: I_i = ratio^i."""
    return np.array([[math.pow(ratio, i)] for i in range(features)], np.float32)


def forward(params: Parameters, x: Array) -> Activations:
    """Compute y = ReLU(WᵀW x + b) for a batch x (n, B)."""
    W, b = params.W, params.b
    p = W.T[:, :, None] * x[:, None, :]
    h = in_order(p)
    y = in_order(W[:, :, None] * h[:, None, :]) + b[:, None]
    return Activations(p, h, np.where(y > 0, y, np.float32(0)))


def loss(params: Parameters, importance: Array, d: Array, l1: np.float32) -> Array:
    """Compute each sample's loss (B,), where d = y - x (n, B).

        l = (Σ_j I_j d_j² + α Σ_j (Σ_k |W_kj| + |b_j|)) / 2

    The L1 penalty is added one parameter at a time in double precision, each sum rounded.
    """
    total = in_order(importance * d * d)
    magnitudes = np.abs(np.vstack([params.W, params.b]), dtype=np.float64)
    for penalty in (np.float64(l1) * magnitudes).T.flat:
        if penalty != 0:  # with α = 0 that leaves only 0 * inf, which makes the loss NaN
            total = (total + penalty).astype(np.float32)
    return total / np.float32(2)


def post_terms(
    params: Parameters, importance: Array, x: Array, a: Activations, l1: np.float32
) -> Parameters:
    """Compute what each sample subtracts by the post's rule: W (m, n, B) and b (n, B).

    For each feature j that is active in the sample (y_j > 0), where d = y - x, and else nothing:

        W_kj: I_j d_j (h_k + W_kj x_j) + α sign(W_kj)
        b_j:  d_j + α sign(b_j)

    This is what the post derives, and not the gradient of the loss: it leaves out how W_kj acts on
    the other outputs through h, and b leaves out the importance.
    """
    d = a.y - x
    is_active = a.y > 0
    W_terms = importance * d * (a.h[:, None, :] + a.p.swapaxes(0, 1))
    W_terms += (l1 * sign(params.W))[:, :, None]
    b_terms = d + (l1 * sign(params.b))[:, None]
    return Parameters(
        W=np.where(is_active, W_terms, np.float32(0)),
        b=np.where(is_active, b_terms, np.float32(0)),
    )


def exact_terms(
    params: Parameters, importance: Array, x: Array, a: Activations, l1: np.float32
) -> Parameters:
    """Compute the gradient of each sample's loss: W (m, n, B) and b (n, B).

    With e_j = I_j d_j where the feature is active (y_j > 0), else 0, and d = y - x:

        dl/dW_kj = e_j h_k + x_j Σ_i W_ki e_i + α/2 sign(W_kj)
        dl/db_j  = e_j + α/2 sign(b_j)

    The first term is how W_kj reads the hidden space, the second how it writes to it. (Half of α,
    for the loss is halved as a whole; the post's rule takes all of it.)
    """
    e = np.where(a.y > 0, importance * (a.y - x), np.float32(0))
    back = in_order((params.W[:, :, None] * e).swapaxes(0, 1))  # (m, B), W e
    half_l1 = l1 / np.float32(2)
    W_terms = a.h[:, None, :] * e + back[:, None, :] * x
    W_terms += (half_l1 * sign(params.W))[:, :, None]
    return Parameters(W=W_terms, b=e + (half_l1 * sign(params.b))[:, None])


GRADIENTS = {"post": post_terms, "exact": exact_terms}


def gram(W: Array) -> Array:
    """Return WᵀW (n, n): how much of each feature is read as each other one."""
    return in_order(W[:, :, None] * W[:, None, :])


def sign(v: Array) -> Array:
    """Return +1 where v > 0, else -1, as the C program has it: there is no zero."""
    return np.where(v > 0, np.float32(1), np.float32(-1))


def in_order(terms: Array) -> Array:
    """Sum over the first axis, one term after another."""
    return reduce(np.add, terms)


def over_batch(terms: Array) -> Array:
    """Sum over the last axis, the batch, one sample after another."""
    return np.add.accumulate(terms, axis=-1)[..., -1]
