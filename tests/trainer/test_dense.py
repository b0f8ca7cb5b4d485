"""Compare sums by BLAS with the plain loop, computed in float64."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trainer import Settings, model, train
from trainer.batch_sums import Indices, Problem, gradient_terms, plain_sums
from trainer.c_random import CRandom
from trainer.data import sparse_features
from trainer.dense import DenseSums
from trainer.initialisation import draw_xavier
from trainer.model import Activations, Array, Parameters
from trainer.settings import Dialect, Gradient

from . import plain
from .program import trainer


@st.composite
def problems(draw: st.DrawFn) -> tuple[Problem, Array, Parameters, list[int]]:
    n, m = draw(st.sampled_from([1, 2, 7, 50, 130])), draw(st.sampled_from([1, 2, 5, 20]))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    density = np.float32(draw(st.sampled_from([0.02, 0.3, 1])))
    data = sparse_features(CRandom(5), 60, n, density)
    problem = Problem(
        importance=model.importances(draw(st.sampled_from([0.7, 1.0, 1.02])), n),
        l1=np.float32(0),
        gradient="post",
        dialect="post",
    )
    W = rng.normal(size=(m, n)).astype(np.float32)
    b = rng.normal(scale=0.3, size=n).astype(np.float32)
    batch = draw(st.lists(st.integers(0, 60), min_size=1, max_size=200))
    return problem, data, Parameters(W, b), batch


def plain_run(problem: Problem, params: Parameters, x: Any, a: Activations) -> list[Any]:
    """Return the loss, and the total of the gradient terms, of activations in float64."""
    is_penalised = model.penalised(a.y, problem.dialect)
    losses = model.loss(params, problem.importance, a.y - x, np.float32(0), is_penalised)
    # The penalty is added here, because model.loss rounds each of its terms to float32.
    magnitudes = np.abs(params.W).sum(axis=0) + np.abs(params.b)
    losses = losses + np.float64(problem.l1) / 2 * (magnitudes[:, None] * is_penalised).sum(axis=0)
    terms = gradient_terms(problem, params, x, a, is_penalised)
    return [losses.mean(), terms.W.sum(axis=-1), terms.b.sum(axis=-1)]


@pytest.mark.parametrize("l1", [0, 0.3])
@pytest.mark.parametrize("gradient", ["post", "exact"])
@pytest.mark.parametrize("dialect", ["post", "program"])
@given(case=problems())
def test_a_run_is_that_of_the_plain_loop_in_float64_within_the_error_of_float32(
    l1: float,
    gradient: Gradient,
    dialect: Dialect,
    case: tuple[Problem, Array, Parameters, list[int]],
) -> None:
    problem, data, params, batch = case
    problem = replace(problem, l1=np.float32(l1), gradient=gradient, dialect=dialect)
    x: Any = data[batch].T.astype(np.float64)
    wide = Parameters(params.W.astype(np.float64), params.b.astype(np.float64))
    a = model.forward(wide, x)
    # The same formulas with all terms positive: sums of magnitudes, which bound the errors.
    positive = Parameters(np.abs(wide.W), np.abs(wide.b))
    sizes = model.forward(positive, x)
    before_relu = wide.W.T @ wide.W @ x + wide.b[:, None]
    assume((np.abs(before_relu) > 1e-5 * sizes.y).all())  # else an error may flip the ReLU
    sizes = Activations(sizes.p, sizes.h, sizes.y + 2 * x)  # d is y - x, so it becomes y + x

    [batch_sums] = DenseSums(problem, data, len(batch))(np.array([batch]))
    loss, total = batch_sums(np.vstack([params.W, params.b]))
    values = [loss, total[:-1], total[-1]]
    expected = plain_run(problem, wide, x, a)
    for value, exact, size in zip(
        values, expected, plain_run(problem, positive, x, sizes), strict=True
    ):
        assert (np.abs(value - exact) <= 4 * np.finfo(np.float32).eps * size).all()
    assert total.dtype == np.float32


def test_the_samples_of_a_batch_are_those_of_its_indices() -> None:
    data = sparse_features(CRandom(1), 9, 3, np.float32(1))
    problem = Problem(model.importances(0.7, 3), np.float32(0), "exact", "post")
    params = draw_xavier(CRandom(0), 3, 2)
    theta = np.vstack([params.W, params.b])
    batches = np.array([[0, 3, 9, 8], [7, 7, 1, 9]])  # 9 is past the data
    ours, plain = DenseSums(problem, data, 4)(batches), plain_sums(problem, data, batches)
    for batch_sums, plain_batch_sums in zip(ours, plain, strict=True):
        (loss, total), (plain_loss, plain_total) = batch_sums(theta), plain_batch_sums(theta)
        assert np.isclose(loss, plain_loss, rtol=1e-6)
        assert np.allclose(total, plain_total, rtol=1e-6)


@pytest.mark.parametrize("gradient", ["post", "exact"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"samples": 0},
        {"l1": 1e-5, "optimizer": "sgd", "dialect": "program"},
        {"init": "xavier"},
    ],
)
def test_a_training_ends_where_the_plain_one_does(
    gradient: Gradient, options: dict[str, object]
) -> None:
    given_settings = {"optimizer": "adamw", "gradient": gradient, "runs": 300, **options}
    ours, plain = (
        [*train(Settings(fast_math=fast_math, **given_settings))][-1]  # type: ignore[arg-type]
        for fast_math in (True, False)
    )
    assert ours.snapshot is not None
    assert plain.snapshot is not None
    assert abs(ours.loss - plain.loss) < 1e-5
    assert np.allclose(ours.snapshot.W, plain.snapshot.W, atol=1e-4)


@pytest.mark.parametrize(
    ("options", "is_dense"),
    [
        ({"density": 0.01}, False),
        ({"density": 0.01, "samples": 0}, False),
        ({"density": 0.01, "l1": 0.1}, True),
        ({"density": 0.01, "features": 100, "hidden": 10}, True),
        ({"density": 0.0003, "features": 100, "hidden": 10}, False),
        ({"density": 0.1}, True),
    ],
)
def test_matrix_products_are_used_only_where_they_are_faster(
    options: dict[str, Any], is_dense: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = []
    sums = DenseSums._sums

    def look_at(self: DenseSums, batch: Indices, theta: Array) -> tuple[np.float32, Array]:
        used.append(1)
        return sums(self, batch, theta)

    monkeypatch.setattr(DenseSums, "_sums", look_at)
    last = [*train(Settings(runs=9, every=0, fast_math=True, **options))][-1]
    assert len(used) == (9 if is_dense else 0)
    if not is_dense:
        [*_, plain] = train(Settings(runs=9, every=0, **options))
        assert last.loss == plain.loss


@pytest.mark.parametrize(
    ("gradient", "dialect", "weight"),
    [
        ("post", "post", 1),
        ("post", "program", 1),
        ("exact", "post", 0.5),
        ("exact", "program", 0.5),
    ],
)
def test_a_bias_that_is_zero_is_penalised_as_if_it_were_negative_like_in_c(
    gradient: Gradient, dialect: Dialect, weight: float
) -> None:
    B, l1 = 60, np.float32(0.3)
    data = sparse_features(CRandom(1), B, 5, np.float32(0.5))
    params = draw_xavier(CRandom(0), 5, 2)  # b is zero
    theta = np.vstack([params.W, params.b])
    problem = Problem(model.importances(0.7, 5), l1, gradient, dialect)
    totals = []
    for case in (problem, replace(problem, l1=np.float32(0))):
        [batch_sums] = DenseSums(case, data, B)(np.arange(B)[None])
        totals.append(batch_sums(theta)[1][-1])
    active = np.sum([np.array(plain.forward(params.W, params.b, x)[1]) > 0 for x in data], axis=0)
    is_of_all = gradient == "exact" and dialect == "post"
    penalties = -l1 * weight * (B if is_of_all else active)
    assert np.allclose(totals[0] - totals[1], penalties, rtol=1e-4)


def test_the_same_settings_give_the_same_log() -> None:
    words = "--fast-math --features 80 --hidden 9 --optimizer adamw --samples 3000 --runs 100"
    first, second = trainer(*words.split()), trainer(*words.split())
    assert first.returncode == 0
    assert first.stdout.count("run: ") == 100
    assert first.stdout == second.stdout


def test_a_training_that_diverges_prints_nan_and_no_warning() -> None:
    words = "--fast-math --sparsity 0 --learning-rate 1e30 --runs 9 --every 9 --samples 100"
    done = trainer(*words.split())
    assert (done.returncode, done.stderr) == (0, "")
    assert "-nan" in done.stdout
