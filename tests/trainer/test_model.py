from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer import model
from trainer.model import Activations, Array, Parameters
from trainer.settings import Dialect

from . import plain

Doubles = npt.NDArray[np.float64]
Terms = Callable[[Parameters, Array, Array, Activations, np.float32], Parameters]

SCALES = [1e-3, 1.0, 1e10, 1e25, 1e38]  # the larger ones overflow to inf and NaN


@st.composite
def models(draw: st.DrawFn) -> tuple[Parameters, Array, Array, np.float32]:
    n, m, batch = draw(st.integers(1, 12)), draw(st.integers(1, 4)), draw(st.integers(1, 9))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    scale = draw(st.sampled_from(SCALES))
    W = rng.uniform(-scale, scale, (m, n)).astype(np.float32)
    b = rng.uniform(-scale, scale, n).astype(np.float32)
    x = (rng.random((n, batch)) * (rng.random((n, batch)) < draw(st.floats(0, 1)))).astype("f4")
    l1 = np.float32(draw(st.sampled_from([0, 1e-3, 0.7])))
    return Parameters(W, b), model.importances(draw(st.floats(0.1, 1)), n), x, l1


@pytest.mark.parametrize("dialect", ["post", "program"])
@given(case=models())
def test_loss_and_gradient_equal_those_of_scalar_loops_to_the_last_bit(
    case: tuple[Parameters, Array, Array, np.float32], dialect: Dialect
) -> None:
    params, importance, x, l1 = case
    with np.errstate(all="ignore"):
        a = model.forward(params, x)
        is_penalised = model.penalised(a.y, dialect)
        loss = model.sum_over_batch(model.loss(params, importance, a.y - x, l1, is_penalised))
        terms = model.post_terms(params, importance, x, a, l1)
        plain_loss, gW, gb = plain.run(params.W, params.b, importance[:, 0], x.T, l1, dialect)
        assert np.array_equal(loss, plain_loss, equal_nan=True)
        assert np.array_equal(-model.sum_over_batch(terms.W), gW, equal_nan=True)
        assert np.array_equal(-model.sum_over_batch(terms.b), gb, equal_nan=True)


@given(case=models())
def test_without_a_penalty_none_needs_to_be_given(
    case: tuple[Parameters, Array, Array, np.float32],
) -> None:
    params, importance, x, _ = case
    with np.errstate(all="ignore"):
        a = model.forward(params, x)
        none = (np.float32(0), model.penalised(a.y, "post"))
        for given_none, left_out in [
            (
                model.loss(params, importance, a.y - x, *none),
                model.loss(params, importance, a.y - x),
            ),
            (
                model.exact_terms(params, importance, x, a, *none).W,
                model.exact_terms(params, importance, x, a).W,
            ),
        ]:
            assert np.array_equal(given_none, left_out, equal_nan=True)


def test_the_batch_is_summed_in_the_order_of_its_samples() -> None:
    terms = np.array([[1e8, 1, -1e8, 1] * 100], np.float32)
    total = np.float32(0)
    for term in terms[0]:
        total += term
    assert model.sum_over_batch(terms) == total
    assert model.sum_in_order(terms[0]) == total
    assert terms.sum() != total  # numpy's own sum differs, so the order matters here


def test_the_forward_pass_is_relu_of_the_gram_matrix() -> None:
    rng = np.random.default_rng(0)
    W, b, x = (rng.normal(size=size).astype(np.float32) for size in [(2, 5), (5,), (5, 9)])
    y = model.forward(Parameters(W, b), x).y
    assert np.allclose(y, np.maximum(W.T @ W @ x + b[:, None], 0), atol=1e-5)
    assert np.allclose(model.gram(W), W.T @ W, atol=1e-5)


def test_importance_falls_by_its_ratio() -> None:
    assert model.importances(0.5, 4)[:, 0].tolist() == [1, 0.5, 0.25, 0.125]


@pytest.mark.parametrize(("v", "expected"), [(2, 1), (-2, -1), (0, -1), (-0.0, -1), (np.nan, -1)])
def test_sign_has_no_zero(v: float, expected: float) -> None:
    assert model.sign(np.array([v], np.float32)).tolist() == [expected]


def total_loss(
    W: Doubles, b: Doubles, importance: Doubles, x: Doubles, l1: float, dialect: Dialect
) -> float:
    """Return the summed loss of a batch x (n, B), in float64 and by numpy's own sums."""
    y = np.maximum(W.T @ W @ x + b[:, None], 0)
    is_penalised = y > 0 if dialect == "program" else np.ones_like(y)
    penalty = l1 * (np.abs(W).sum(axis=0) + np.abs(b)) @ is_penalised
    return float(((importance * (y - x) ** 2).sum() + penalty.sum()) / 2)


def relative_error(terms: Terms, seed: int, l1: float, dialect: Dialect) -> float:
    """Return how far a rule is from central differences of the loss, away from its kinks."""
    rng = np.random.default_rng(seed)
    n, m, batch, eps = 6, 3, 8, 1e-6
    importance = np.array([[0.8**j] for j in range(n)])
    W, b, x = rng.normal(size=(m, n)), rng.normal(size=n), rng.random((n, batch))
    before_relu = W.T @ W @ x + b[:, None]
    assert min(np.abs(before_relu).min(), np.abs(W).min(), np.abs(b).min()) > 100 * eps
    theta = np.concatenate([W.ravel(), b])
    differences = np.empty_like(theta)
    for i in range(len(theta)):
        for side in (1, -1):
            moved = theta.copy()
            moved[i] += side * eps
            moved_W, moved_b = moved[: m * n].reshape(m, n), moved[m * n :]
            loss = total_loss(moved_W, moved_b, importance, x, l1, dialect)
            differences[i] = loss if side == 1 else (differences[i] - loss) / (2 * eps)
    params = Parameters(W.astype(np.float32), b.astype(np.float32))
    x32 = x.astype(np.float32)
    a = model.forward(params, x32)
    got = terms(params, importance.astype(np.float32), x32, a, np.float32(l1))
    gradient = np.concatenate([got.W.sum(axis=2).ravel(), got.b.sum(axis=1)])
    return float(np.abs(gradient - differences).max() / np.abs(differences).max())


SEEDS = [0, 1, 3, 4, 6, 7]


@pytest.mark.parametrize("dialect", ["post", "program"])
@pytest.mark.parametrize("l1", [0, 0.3])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_exact_rule_is_the_gradient_of_the_printed_loss(
    seed: int, l1: float, dialect: Dialect
) -> None:
    def terms(
        params: Parameters, importance: Array, x: Array, a: Activations, l1: np.float32
    ) -> Parameters:
        is_penalised = model.penalised(a.y, dialect)
        return model.exact_terms(params, importance, x, a, l1, is_penalised)

    assert relative_error(terms, seed, l1, dialect) < 1e-5


@pytest.mark.parametrize("l1", [0, 0.3])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_posts_rule_is_not_the_gradient_of_the_printed_loss(seed: int, l1: float) -> None:
    assert relative_error(model.post_terms, seed, l1, "post") > 0.1
