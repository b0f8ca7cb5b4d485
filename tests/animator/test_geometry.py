import math

import numpy as np
import pytest

from animator.geometry import (
    Array,
    by_similarity,
    dimensionality,
    dimensions_per_feature,
    gram,
    is_represented,
    mean_dimensionality,
    norms,
    polygon,
)

NAN, INF = math.nan, math.inf


def regular(corners: int, turned: float = 0.1, radius: float = 1.2) -> Array:
    """Return the weights (2, n) of a regular polygon."""
    angles = 2 * np.pi * np.arange(corners) / corners + turned
    return radius * np.stack([np.cos(angles), np.sin(angles)])


def plain_dimensionality(W: Array) -> list[float]:
    """Return D_i, term by term as it is written."""
    columns = W.T.tolist()
    result = []
    for column in columns:
        unit = [w / math.hypot(*column) for w in column]
        projections = [sum(u * w for u, w in zip(unit, other, strict=True)) for other in columns]
        result.append(math.hypot(*column) ** 2 / sum(p**2 for p in projections))
    return result


@pytest.mark.parametrize(("hidden", "features"), [(1, 1), (1, 4), (2, 5), (3, 2), (8, 32)])
def test_all_measures_are_those_of_their_formulas_for_every_matrix_of_a_series(
    hidden: int, features: int
) -> None:
    weights = np.random.default_rng(0).normal(size=(2, 3, hidden, features))
    for place in np.ndindex(2, 3):
        W = weights[place]
        lengths = [math.hypot(*column) for column in W.T]
        dots = [[math.fsum(W[:, i] * W[:, j]) for j in range(features)] for i in range(features)]
        assert norms(weights)[place] == pytest.approx(lengths)
        assert is_represented(weights)[place].tolist() == [length >= 0.5 for length in lengths]
        assert gram(weights)[place] == pytest.approx(np.array(dots))
        assert dimensionality(weights)[place] == pytest.approx(plain_dimensionality(W))
        shares = [
            share
            for share, length in zip(plain_dimensionality(W), lengths, strict=True)
            if length >= 0.5
        ]
        mean = math.fsum(shares) / len(shares) if shares else NAN
        assert mean_dimensionality(weights)[place] == pytest.approx(mean, nan_ok=True)
        d_star = hidden / math.fsum(w * w for w in W.flat)
        assert dimensions_per_feature(weights)[place] == pytest.approx(d_star)


TETRAHEDRON = np.array([[1, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]])
OCTAHEDRON = np.hstack([np.eye(3), -np.eye(3)])


@pytest.mark.parametrize("scale", [1e-300, 1e-30, 1, 1e30, 1e200, 1e300])
@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        (regular(5), 2 / 5),
        (regular(6), 1 / 3),
        (regular(3), 2 / 3),
        (TETRAHEDRON, 3 / 4),
        (OCTAHEDRON, 1 / 2),
        (np.array([[1, -1]]), 1 / 2),
        (np.eye(3), 1),
        (np.array([[3.0]]), 1),
        (np.ones((2, 4)), 1 / 4),
    ],
    ids=["5 corners", "6", "3", "tetrahedron", "octahedron", "pair", "axes", "one", "same"],
)
def test_the_dimensionality_of_a_shape_is_the_papers_at_any_scale(
    weights: Array, expected: float, scale: float
) -> None:
    assert dimensionality(weights * scale) == pytest.approx(expected)


WEAK = np.full((2, 3), 0.001)  # features that are not represented


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        (regular(2), 1 / 2),
        (regular(4), 1 / 2),
        (np.hstack([WEAK, regular(5)]), 2 / 5),
        (regular(6), 1 / 3),
        (np.array([[1, 0.01]]), 1 / (1 + 0.01**2)),
        (WEAK, NAN),
        (np.array([[NAN, 1, -1]]), 1 / 2),
        (np.array([[INF, 1, -1]]), NAN),
    ],
)
def test_the_mean_dimensionality_is_that_of_the_represented_features(
    weights: Array, expected: float
) -> None:
    found = float(mean_dimensionality(weights))
    assert found == pytest.approx(expected, rel=1e-5, nan_ok=True)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([[0, 0], [0, 0]], [NAN, NAN]),
        ([[0, 1], [0, 0]], [NAN, 1]),
        ([[NAN, 1, -1], [1, 0, 0]], [NAN, 1 / 2, 1 / 2]),
        ([[INF, 1, -INF], [1, 0, NAN]], [NAN, 1, NAN]),
        ([[1e-100, 0], [0, 1e100]], [1, 1]),
        ([[1e-200, 1], [0, 0]], [0, 1]),
        ([[5e-324, 0], [0, 5e-324]], [1, 1]),
    ],
)
def test_a_feature_without_a_direction_has_no_dimensionality(
    weights: list[list[float]], expected: list[float]
) -> None:
    assert dimensionality(np.array(weights)) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("column", "norm"),
    [
        ([0, 0], 0),
        ([3, -4], 5),
        ([3e200, 4e200], 5e200),
        ([3e-200, 4e-200], 5e-200),
        ([1.5e308, 1.5e308], INF),
        ([1, NAN], NAN),
        ([-INF, 1], INF),
    ],
)
def test_a_norm_is_right_where_its_square_would_not_be(column: list[float], norm: float) -> None:
    assert norms(np.array([column]).T) == pytest.approx([norm], nan_ok=True)


def test_a_feature_is_represented_from_a_norm_of_one_half_on() -> None:
    W = np.array([[0.5, 0.3, 0.499, 9, NAN, 1e200], [0, 0.4, 0, 0, 1, 1e200]])
    assert is_represented(W).tolist() == [True, True, False, True, False, True]


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([[0, 0]], [[0, 0], [0, 0]]),
        ([[1, NAN]], [[1, NAN], [NAN, NAN]]),
        ([[2, INF]], [[4, INF], [INF, INF]]),
        ([[0, -INF]], [[0, NAN], [NAN, INF]]),
        ([[1e30, -1]], [[1e60, -1e30], [-1e30, 1]]),
        ([[1e200, -1e200]], [[INF, -INF], [-INF, INF]]),
    ],
)
def test_weights_that_cannot_be_multiplied_give_a_gram_matrix_that_is_not_finite(
    weights: list[list[float]], expected: list[list[float]]
) -> None:
    assert gram(np.array(weights)) == pytest.approx(np.array(expected), nan_ok=True)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [([[0, 0]], INF), ([[1e200, 0]], 0), ([[NAN, 1]], NAN), ([[INF, 1]], 0)],
)
def test_weights_without_a_size_have_no_dimensions_per_feature(
    weights: list[list[float]], expected: float
) -> None:
    assert float(dimensions_per_feature(np.array(weights))) == pytest.approx(expected, nan_ok=True)


ONE_LONGER = regular(5) * [1.5, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("weights", "name"),
    [
        *((regular(n), name) for n, name in [(2, "digon"), (3, "triangle"), (4, "square")]),
        *((regular(n), name) for n, name in [(5, "pentagon"), (6, "hexagon"), (7, "heptagon")]),
        *((regular(n), name) for n, name in [(8, "octagon"), (9, "9-gon"), (20, "20-gon")]),
        (regular(5)[:, [3, 0, 4, 2, 1]], "pentagon"),
        (np.hstack([WEAK, regular(5), WEAK]), "pentagon"),
        (regular(5) + 0.05 * np.ones((2, 1)), "pentagon"),  # nearly regular
        (regular(5, radius=1e300), "pentagon"),
        (regular(6)[:, :5], None),
        (ONE_LONGER, None),
        (np.hstack([regular(5), regular(5)]), None),  # two features at each corner
        (regular(1), None),
        (WEAK, None),
        (np.array([[1, 1], [0, 0.1]]), None),
        (np.array([[1.0, -1.1]]), "digon"),
        (np.array([[1.0, 1.1]]), None),
        (np.array([[1.0, -1, 1]]), None),
        (OCTAHEDRON, None),
        (np.vstack([regular(5), np.zeros(5)]), None),  # three hidden dimensions
        (1.5e308 * regular(5), "pentagon"),
        (np.array([[INF, -INF], [0, 0]]), None),
        (np.array([[NAN, 1, -1], [0, 0, 0]]), "digon"),
    ],
)
def test_a_polygon_is_named_if_the_represented_features_form_one(
    weights: Array, name: str | None
) -> None:
    assert polygon(weights) == name


@pytest.mark.parametrize("seed", range(5))
def test_features_of_orthogonal_groups_stay_together_and_others_come_last(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pentagon, pair, alone = regular(5), np.array([[1.0, -0.9]]), np.ones((1, 1))
    W = np.zeros((4, 11))
    W[:2, :5], W[2:3, 5:7], W[3:, 7:8], W[:, 8:10] = pentagon, pair, alone, 0.1
    W[0, 10] = NAN
    group = np.array([0] * 5 + [1] * 2 + [2] + [3] * 3)
    turn, _ = np.linalg.qr(rng.normal(size=(4, 4)))  # so that no group lies along an axis
    mixed = rng.permutation(11)
    order = by_similarity((turn @ W)[:, mixed])
    assert sorted(order.tolist()) == list(range(11))
    groups = group[mixed][order]
    assert np.count_nonzero(np.diff(groups)) == 3  # each group once
    assert set(groups[-3:].tolist()) == {3}


def test_after_a_feature_comes_the_one_most_like_any_before() -> None:
    angles = np.radians([0, 50, 20, 170, 60])
    assert by_similarity(np.stack([np.cos(angles), np.sin(angles)])).tolist() == [0, 3, 2, 1, 4]
