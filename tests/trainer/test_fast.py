from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer import Settings, train
from trainer.batch_sums import BatchSums, Indices, Problem, plain_sums
from trainer.c_random import CRandom
from trainer.fast import FastSums
from trainer.initialisation import draw_uniform
from trainer.model import Array, Parameters, importances
from trainer.optimizers import SGD
from trainer.settings import Gradient

from . import plain

SMALL_SETTINGS = st.builds(
    Settings,
    features=st.integers(1, 40),
    hidden=st.integers(1, 4),
    importance=st.floats(0.5, 1.1),
    sparsity=st.sampled_from([0, 0.3, 0.9, 0.99, 0.999]),
    runs=st.just(12),
    every=st.integers(1, 7),
    batch_size=st.sampled_from([1, 2, 3, 7, 33, 100]),
    samples=st.sampled_from([0, 1, 2, 50, 1000]),
    optimizer=st.sampled_from(["sgd", "adamw"]),
    init=st.sampled_from(["uniform", "xavier"]),
    # With the larger ones the training diverges: to 1e30 and back, to inf, to NaN.
    learning_rate=st.sampled_from([0.1, 1, 30, 1e4, 1e10, 1e20, 3e38]),
    l1=st.sampled_from([0, 0, 0, 1e-3, 0.5]),
    seed=st.sampled_from([0, 1, 7, 2**31, 2**32 - 1]),
    gradient=st.sampled_from(["post", "exact"]),
    dialect=st.sampled_from(["post", "program"]),
)


def bits(settings: Settings) -> list[Array]:
    """Return all numbers of a training."""
    told = []
    for step in train(settings):
        told.append(np.array(step.loss))
        if step.snapshot:
            told += [step.snapshot.W, step.snapshot.b, step.snapshot.grad_w, step.snapshot.grad_b]
    return told


@settings(max_examples=200)
@given(SMALL_SETTINGS)
def test_the_fast_loop_gives_the_same_bits_as_the_plain_one(small: Settings) -> None:
    fast = bits(small)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FastSums, "__call__", lambda self, runs: plain_sums(self._problem, runs))
        slow = bits(small)
    assert len(fast) == len(slow)
    for a, b in zip(fast, slow, strict=True):
        assert np.array_equal(a, b, equal_nan=True)  # 0.0 and -0.0 are equal, and printed alike


def problem(gradient: Gradient = "post") -> Problem:
    data = np.zeros((51, 5), np.float32)
    data[:50:3] = np.random.default_rng(0).random((17, 5))
    return Problem(data, importances(0.7, 5), np.float32(0), gradient, "post")


def stacked(params: Parameters) -> Array:
    return np.vstack([params.W, params.b])


@pytest.mark.parametrize("gradient", ["post", "exact"])
def test_runs_that_stay_finite_are_not_repeated_by_the_plain_loop(
    gradient: Gradient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        pytest.fail("the plain loop was called")

    monkeypatch.setattr("trainer.fast.sum_batch", fail)
    batches = np.random.default_rng(1).integers(0, 51, (20, 64))
    theta, sgd = stacked(draw_uniform(CRandom(0), 5, 2)), SGD(Settings(batch_size=64))
    for batch_sums in FastSums(problem(gradient))(batches):
        _, total = batch_sums(theta)
        theta = sgd.update(theta, total)


def test_the_index_past_the_data_reads_a_zero_sample_in_the_middle_of_a_batch() -> None:
    params = draw_uniform(CRandom(0), 5, 2)
    batch = np.array(
        [[0, 50, 48, 50, 3, 1]]
    )  # 50 is past the data, sample 1 is zero, 48 the last nonzero one
    case = problem()
    x = np.array([case.data[i] if i < 50 else np.zeros(5, np.float32) for i in batch[0]])
    assert x[2].any()
    loss, gW, gb = plain.run(params.W, params.b, case.importance[:, 0], x, np.float32(0))
    for [batch_sums] in (FastSums(case)(batch), plain_sums(case, batch)):
        mean_loss, total = batch_sums(stacked(params))
        assert mean_loss == loss / np.float32(6)
        assert np.array_equal(-total, np.vstack([gW, gb]))


def test_a_draw_of_exactly_one_gives_the_index_past_the_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frand = CRandom.frand

    def with_a_one(rng: CRandom, count: int) -> Array:
        draws = frand(rng, count)
        if count == 8:  # a batch
            draws[3] = 1
        return draws

    seen = []

    def look_at(self: FastSums, batches: Indices) -> Iterator[BatchSums]:
        seen.append(batches[0, 3])
        return plain_sums(self._problem, batches)

    monkeypatch.setattr(CRandom, "frand", with_a_one)
    monkeypatch.setattr(FastSums, "__call__", look_at)
    list(train(Settings(runs=2, every=1, batch_size=8, samples=9, sparsity=0)))
    assert seen == [9, 9]
