"""The model and its maths: y = ReLU(WᵀW x + b), the loss, and two gradients.

The model compresses n sparse features into m hidden dimensions and reads them back with the same
weights. If m < n, it can still represent more than m features, as directions that are not quite
orthogonal: superposition (Elhage et al. 2022, https://transformer-circuits.pub/2022/toy_model/).

The symbols, here and in the whole trainer::

    n, m, B       numbers of features, of hidden dimensions, and of samples in a batch
    x (n, B)      the input; each column is a sample
    W (m, n)      the weights; column i is the direction that represents feature i
    b (n,)        the bias
    h (m, B)      the hidden activations, h = W x
    y (n, B)      the output, y = ReLU(Wᵀh + b)
    d (n, B)      the error, d = y - x
    I (n, 1)      the importance of each feature, `importance`
    α             the weight of the L1 penalty, `l1`
    l (B,)        the loss of each sample

In formulas the subscripts i and j count features, and k counts hidden dimensions.

All arrays are float32 unless a comment says otherwise. A float32 sum depends on the order of its
terms, and the log must show the digits of the C program, which adds one term after another. numpy's
own sums may add pairwise, so this module uses only sum_in_order and sum_over_batch.
"""

import math
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from .settings import Dialect

Array = npt.NDArray[np.float32]
Booleans = npt.NDArray[np.bool_]

NO_L1 = np.float32(0)
ALL: Booleans = np.ones((1, 1), np.bool_)  # features, in each sample


@dataclass(frozen=True, slots=True)
class Parameters:
    """Hold W (m, n) and b (n,), or something that is added to them, such as a gradient.

    Where it holds a value for each sample of a batch, the shapes are (m, n, B) and (n, B).
    """

    W: Array
    b: Array

    @classmethod
    def of(cls, theta: Array) -> "Parameters":
        """Return the parts of theta (m + 1, n), which holds b in its last row, below W."""
        return cls(theta[:-1], theta[-1])


@dataclass(frozen=True, slots=True)
class Activations:
    """Hold what the forward pass computes for a batch."""

    p: Array  #: (n, m, B), p_ik = W_ki x_i: the contribution of feature i to h_k
    h: Array  #: the hidden activations (m, B)
    y: Array  #: the output (n, B)


def importances(ratio: float, features: int) -> Array:
    """Return I (n, 1), where I_i = ratio^i.

    >>> importances(0.5, features=3).ravel()
    array([1.  , 0.5 , 0.25], dtype=float32)
    """
    return np.array([[math.pow(ratio, i)] for i in range(features)], np.float32)


def forward(params: Parameters, x: Array) -> Activations:
    """Compute h = W x and y = ReLU(Wᵀh + b) for a batch x (n, B).

    >>> params = Parameters(W=np.float32([[1, -1]]), b=np.float32([0, 0]))
    >>> forward(params, x=np.float32([[1, 0, 1], [0, 1, 1]])).y
    array([[1., 0., 0.],
           [0., 1., 0.]], dtype=float32)
    """
    W, b = params.W, params.b
    p = W.T[:, :, None] * x[:, None, :]
    h = sum_in_order(p)
    y = sum_in_order(W[:, :, None] * h[:, None, :]) + b[:, None]
    return Activations(p, h, np.where(y > 0, y, np.float32(0)))


def penalised(y: Array, dialect: Dialect) -> Booleans:
    """Return for which features j each sample's loss has an L1 penalty, from its output y (n, B).

    The post's listing adds the penalty of all features (1, 1). The program that made the videos
    leaves out the features that are inactive in the sample (n, B).

    >>> penalised(np.float32([[0.3], [0]]), "program")
    array([[ True],
           [False]])
    """
    return y > 0 if dialect == "program" else ALL


def loss(
    params: Parameters,
    importance: Array,
    d: Array,
    l1: np.float32 = NO_L1,
    is_penalised: Booleans = ALL,
) -> Array:
    """Compute the loss l (B,) of each sample from its error d (n, B).

    It is half of the weighted squares and the L1 penalty::

        l = (Σ_j I_j d_j² + α Σ_j (Σ_k |W_kj| + |b_j|)) / 2

    The second sum is over the features that are penalised. The L1 penalty is added one parameter at
    a time: in double, then rounded to float32.

    >>> params = Parameters(W=np.float32([[1, -1]]), b=np.float32([0, 0]))
    >>> loss(params, importances(0.5, 2), d=np.float32([[1], [1]]))
    array([0.75], dtype=float32)
    """
    total = sum_in_order(importance * d * d)
    magnitudes = np.abs(np.vstack([params.W, params.b]), dtype=np.float64)
    is_penalised = np.broadcast_to(is_penalised, (len(d), is_penalised.shape[1]))
    for penalties, is_added in zip((np.float64(l1) * magnitudes).T, is_penalised, strict=True):
        for penalty in penalties[penalties != 0]:  # if α is 0, only 0 * inf is left, which is NaN
            more = (total + penalty).astype(np.float32)
            total = more if is_added.all() else np.where(is_added, more, total)
    return total / np.float32(2)


def post_terms(
    params: Parameters, importance: Array, x: Array, a: Activations, l1: np.float32 = NO_L1
) -> Parameters:
    """Compute what each sample subtracts from W and b by the post's update rule.

    For each feature j that is active in the sample, which means y_j > 0, the terms are::

        W_kj: I_j d_j (h_k + W_kj x_j) + α sign(W_kj)
        b_j:  d_j + α sign(b_j)

    and zero for the other features. The post derives this rule, but it is not the gradient of the
    loss: W_kj also acts on the other outputs through h_k, and b_j lacks the importance.

    >>> params = Parameters(W=np.float32([[1, -1]]), b=np.float32([0, 0]))
    >>> x = np.float32([[1], [0.5]])
    >>> post_terms(params, importances(1, 2), x, forward(params, x)).W[:, :, 0]
    array([[-0.75,  0.  ]], dtype=float32)
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
    params: Parameters,
    importance: Array,
    x: Array,
    a: Activations,
    l1: np.float32 = NO_L1,
    is_penalised: Booleans = ALL,
) -> Parameters:
    """Compute the gradient of each sample's loss.

    With e_j = I_j d_j for each feature j that is active, which means y_j > 0, and e_j = 0 for the
    other features, it is::

        dl/dW_kj = e_j h_k + x_j Σ_i W_ki e_i + α/2 sign(W_kj)
        dl/db_j  = e_j + α/2 sign(b_j)

    W_kj acts twice: it reads output j from h_k (first term), and it writes input j to h_k, from
    which all outputs are read (second term). The loss halves the penalty, hence α/2, where the
    post's rule has α. Features that are not penalised lack the last term.

    >>> params = Parameters(W=np.float32([[1, -1]]), b=np.float32([0, 0]))
    >>> x = np.float32([[1], [0.5]])
    >>> exact_terms(params, importances(1, 2), x, forward(params, x)).W[:, :, 0]
    array([[-0.75, -0.25]], dtype=float32)
    """
    e = np.where(a.y > 0, importance * (a.y - x), np.float32(0))
    back = sum_in_order((params.W[:, :, None] * e).swapaxes(0, 1))  # (m, B), W e
    half_l1 = np.where(is_penalised, l1 / np.float32(2), np.float32(0))
    W_terms = a.h[:, None, :] * e + back[:, None, :] * x
    W_terms += half_l1 * sign(params.W)[:, :, None]
    return Parameters(W=W_terms, b=e + half_l1 * sign(params.b)[:, None])


def gram(W: Array) -> Array:
    """Return WᵀW (n, n): how strongly each feature is read out as each other feature.

    >>> gram(np.float32([[1, -1]]))
    array([[ 1., -1.],
           [-1.,  1.]], dtype=float32)
    """
    return sum_in_order(W[:, :, None] * W[:, None, :])


def sign(v: Array) -> Array:
    """Return +1 where v > 0 and -1 elsewhere: like the C program, never 0.

    >>> sign(np.float32([-2, 0, 3]))
    array([-1., -1.,  1.], dtype=float32)
    """
    return np.where(v > 0, np.float32(1), np.float32(-1))


def sum_in_order(terms: Array) -> Array:
    """Sum over the first axis, one term after another.

    >>> sum_in_order(np.float32([[1, 2], [3, 4]]))
    array([4., 6.], dtype=float32)
    """
    return reduce(np.add, terms)


def sum_over_batch(terms: Array) -> Array:
    """Sum over the last axis, one sample after another.

    >>> sum_over_batch(np.float32([[1, 2], [3, 4]]))
    array([3., 7.], dtype=float32)
    """
    return np.add.accumulate(terms, axis=-1)[..., -1]
