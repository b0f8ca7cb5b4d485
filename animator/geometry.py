"""What the weights W of a model mean.

Column W_i of W (m, n) is the direction in which the m hidden dimensions represent feature i. A
function of weights (..., m, n) takes one matrix, or a series of them. The terms are those of
"Toy Models of Superposition" (Elhage et al. 2022, https://transformer-circuits.pub/2022/toy_model/).
"""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

REPRESENTED = 0.5  #: the least norm of a feature that counts as represented
MOST_SKEW = 1 / 6  #: by which a regular polygon's angles and lengths may differ from their means
POLYGONS = ("digon", "triangle", "square", "pentagon", "hexagon", "heptagon", "octagon")


def norms(weights: Array) -> Array:
    """Return the norms `|W_i|` (..., n) of weights (..., m, n).

    A norm is NaN if a weight is NaN, and infinite if a weight is infinite or the result too large.

    >>> W = np.array([[1, -1, 0], [0, 0, 0.3]])
    >>> norms(W)
    array([1. , 1. , 0.3])
    """
    with np.errstate(over="ignore"):
        return np.asarray(np.hypot.reduce(weights, axis=-2))


def is_represented(weights: Array) -> Booleans:
    """Return which features (..., n) weights (..., m, n) represent: `|W_i| >= 0.5`.

    The paper draws no sharp line. `W_i·W_i = |W_i|²` is the share of feature i that the model reads
    back, so 0.5 is where that share reaches a quarter; trained norms are close to 0 or above 1.

    >>> W = np.array([[1, -1, 0], [0, 0, 0.3]])
    >>> is_represented(W)
    array([ True,  True, False])
    """
    return np.asarray(norms(weights) >= REPRESENTED)


def gram(weights: Array) -> Array:
    """Return the Gram matrices WᵀW (..., n, n) of weights (..., m, n).

    `|W_i|²` is on the diagonal; `W_i·W_j` off it is how much features i and j interfere. Cells are
    infinite or NaN where weights are not finite or their products too large.

    >>> W = np.array([[1, -1, 0], [0, 0, 0.3]])
    >>> gram(W)
    array([[ 1.  , -1.  ,  0.  ],
           [-1.  ,  1.  ,  0.  ],
           [ 0.  ,  0.  ,  0.09]])
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(weights.swapaxes(-2, -1) @ weights)


def by_similarity(weights: Array) -> Integers:
    """Return the features (n,) of weights (m, n) in an order in which groups stay together.

    After the first feature comes always the one with the greatest `|cos|` to any one before it,
    which is the order of Prim's minimum spanning tree. Features that are not represented, or not
    finite, come last.

    >>> W = np.array([[1, 0, -1, 0], [0, 1, 0, 0.3]])
    >>> by_similarity(W)
    array([0, 2, 1, 3])
    """
    length = norms(weights)
    is_known = is_represented(weights) & np.isfinite(length)
    cosines = np.abs(gram(np.where(is_known, weights, 0) / np.where(is_known, length, 1)))
    nearest = np.where(is_known, 0.0, -1.0)  # the greatest |cos| to one that has its place
    order: list[int] = []
    for _ in nearest:
        order.append(int(nearest.argmax()))
        nearest = np.where(is_known, np.maximum(nearest, cosines[order[-1]]), nearest)
        nearest[order] = -2.0
    return np.array(order, np.int64)


def dimensionality(weights: Array) -> Array:
    """Return the dimensionality D_i (..., n) of each feature of weights (..., m, n).

    `D_i = |W_i|² / Σ_j (Ŵ_i·W_j)²`, with `Ŵ_i = W_i / |W_i|`, is the fraction of a dimension that
    feature i has for itself (section "The Geometry of Superposition"): 1 if it is orthogonal to all
    others, 1/2 in an antipodal pair, 2/5 in a regular pentagon. It is NaN for a column that is zero
    or not finite; other columns ignore such a column.

    >>> W = np.array([[1, -1, 0], [0, 0, 0.3]])
    >>> dimensionality(W)
    array([0.5, 0.5, 1. ])
    """
    finite = np.isfinite(weights).all(axis=-2, keepdims=True)
    W = np.where(finite, weights, 0)
    largest = np.abs(W).max(axis=(-2, -1), keepdims=True)
    W = W / np.where(largest > 0, largest, 1)  # D_i does not depend on scale, but squares overflow
    length = norms(W)[..., None]
    length[length == 0] = np.nan
    directions = W.swapaxes(-2, -1) / length
    with np.errstate(over="ignore", invalid="ignore"):
        # Dividing by |W_i| before squaring keeps small squares from underflowing to zero.
        shares = (directions @ W / length) ** 2
        return np.asarray(1 / shares.sum(axis=-1))


def mean_dimensionality(weights: Array) -> Array:
    """Return the mean (...) of D_i over the features that weights (..., m, n) represent.

    It is how much of a dimension each of them has on average: 2/5 in a regular pentagon, 1/2 in a
    square or an antipodal pair, 1/3 in a hexagon. NaN if none is represented, or one of them is not
    finite.

    >>> W = np.array([[1, -1, 0], [0, 0, 0.3]])
    >>> mean_dimensionality(W)
    array(0.5)
    """
    represented = is_represented(weights)
    total = np.sum(dimensionality(weights), axis=-1, where=represented)
    with np.errstate(invalid="ignore"):
        return np.asarray(total / represented.sum(axis=-1))


def dimensions_per_feature(weights: Array) -> Array:
    """Return `D* = m / |W|²` (...) of weights (..., m, n); `|W|²` is the sum of all squares.

    Where each norm is 0 or 1, `|W|²` counts the represented features, and D* is how many
    dimensions each of them has (section "The Geometry of Superposition"). Features with norms of
    1.2, as in the post's pentagon, count as 1.44 each, and D* is less than their mean
    dimensionality. It is infinite if W is zero.

    >>> W = np.array([[1, -1, 0], [0, 0, 0.3]])
    >>> dimensions_per_feature(W).round(2)
    np.float64(0.96)
    """
    with np.errstate(over="ignore", divide="ignore"):
        return np.asarray(weights.shape[-2] / np.square(weights).sum(axis=(-2, -1)))


def polygon(weights: Array) -> str | None:
    """Return the name of the regular polygon that the represented features of W (m, n) form.

    None if they form none, and for more than two hidden dimensions. Neighbouring features must be
    about equally far apart in angle, and about equally long: within MOST_SKEW of the mean. The
    digon, as the paper calls an antipodal pair, is all that one dimension has room for.

    >>> W = np.array([[1, -1, 0], [0, 0, 0.3]])
    >>> polygon(W)
    'digon'
    """
    corners = weights[:, is_represented(weights)]
    hidden, count = corners.shape
    if hidden > 2 or count < 2 or not np.isfinite(corners).all():
        return None
    x, y = corners if hidden == 2 else (corners[0], np.zeros(count))
    angles = np.sort(np.arctan2(y, x))
    gaps = np.diff(angles, append=angles[0] + 2 * np.pi)
    for sizes in (gaps, norms(corners / np.abs(corners).max())):  # or 1e308 overflows
        shares = sizes / sizes.max()
        if np.abs(shares / shares.mean() - 1).max() > MOST_SKEW:
            return None
    return dict(enumerate(POLYGONS, start=2)).get(count, f"{count}-gon")
