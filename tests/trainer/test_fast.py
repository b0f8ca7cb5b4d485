from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer import Settings, Step, train
from trainer.batch_sums import (
    BatchSums,
    Indices,
    ModelSums,
    Problem,
    plain_sums,
    sum_batch,
)
from trainer.c_random import CRandom
from trainer.fast import FastSums
from trainer.initialisation import draw_uniform
from trainer.model import Array, Parameters, importances
from trainer.optimizers import SGD
from trainer.settings import Gradient
from trainer.training import train_side_by_side

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


class PlainSums:
    """Take the place of FastSums."""

    def __init__(self, problems: Iterable[Problem], data: Iterable[Array], batch_size: int) -> None:
        self.models = list(zip(problems, data, strict=True))
        self.batch_size = batch_size

    def __call__(self, batches: Iterable[Indices]) -> Iterator[BatchSums]:
        every = list(batches)
        assert every[0].shape[1] == self.batch_size
        for functions in zip(
            *(plain_sums(*model, runs) for model, runs in zip(self.models, every, strict=True)),
            strict=True,
        ):
            yield partial(self.sums, functions)

    def sums(self, functions: Sequence[ModelSums], theta: Array) -> tuple[Array, Array]:
        losses, totals = zip(*(f(t) for f, t in zip(functions, theta, strict=True)), strict=True)
        return np.array(losses), np.array(totals)


def bits(steps: Iterable[Step]) -> list[Array]:
    """Return all numbers of a training."""
    told = []
    for step in steps:
        told.append(np.array(step.loss))
        if step.snapshot:
            told += [step.snapshot.W, step.snapshot.b, step.snapshot.grad_w, step.snapshot.grad_b]
    return told


def plain_bits(settings: Settings) -> list[Array]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.training.FastSums", PlainSums)
        return bits(train(settings))


def assert_equal(fast: list[Array], slow: list[Array]) -> None:
    assert len(fast) == len(slow)
    for a, b in zip(fast, slow, strict=True):
        assert a.dtype == b.dtype
        assert np.array_equal(a, b, equal_nan=True)  # 0.0 and -0.0 are equal, and printed alike


@settings(max_examples=200)
@given(SMALL_SETTINGS)
def test_the_fast_loop_gives_the_same_bits_as_the_plain_one(small: Settings) -> None:
    assert_equal(bits(train(small)), plain_bits(small))


ALIKE = ("features", "hidden", "runs", "every", "batch_size", "optimizer", "gradient")


@settings(max_examples=100)
@given(st.lists(SMALL_SETTINGS, min_size=2, max_size=5))
def test_models_side_by_side_have_the_bits_of_each_alone(several: list[Settings]) -> None:
    alike = {name: getattr(several[0], name) for name in ALIKE}
    group = [
        replace(each, **alike, l1=0, samples=each.samples if several[0].samples else 0)
        for each in several
    ]
    if several[0].samples:
        group = [replace(each, samples=each.samples or 3) for each in group]
    if alike["features"] * alike["hidden"] == 1:
        group = group[:1]
    together = zip(*train_side_by_side(group), strict=True)
    for steps, each in zip(together, group, strict=True):
        assert_equal(bits(steps), plain_bits(each))


def test_a_model_that_diverges_changes_no_bit_of_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repeated = []

    def count(problem: Problem, samples: Array, theta: Array) -> tuple[np.float32, Array]:
        repeated.append(problem.importance[1, 0])
        return sum_batch(problem, samples, theta)

    group = [
        Settings(seed=3, runs=40, every=9, density=0.3, samples=500),
        # Its weights become infinite, then NaN.
        Settings(seed=4, runs=40, every=9, density=1, samples=99, learning_rate=30, importance=0.8),
        Settings(seed=5, runs=40, every=9, density=0.01, samples=700, init="xavier"),
        Settings(seed=5, runs=40, every=9, density=1e-6, samples=700),  # all samples are zero
    ]
    monkeypatch.setattr("trainer.fast.sum_batch", count)
    together = [bits(steps) for steps in zip(*train_side_by_side(group), strict=True)]
    assert set(repeated) == {np.float32(0.8)}
    for ours, each in zip(together, group, strict=True):
        assert_equal(ours, plain_bits(each))
    assert [bool(np.isfinite(ours[-1]).all()) for ours in together] == [True, False, True, True]


DATA = np.zeros((51, 5), np.float32)
DATA[:50:3] = np.random.default_rng(0).random((17, 5))


def problem(gradient: Gradient = "post") -> Problem:
    return Problem(importances(0.7, 5), np.float32(0), gradient, "post")


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
    theta, sgd = stacked(draw_uniform(CRandom(0), 5, 2))[None], SGD([Settings(batch_size=64)])
    for batch_sums in FastSums([problem(gradient)], [DATA], 64)([batches]):
        _, total = batch_sums(theta)
        theta = sgd.update(theta, total)


def test_the_index_past_the_data_reads_a_zero_sample_in_the_middle_of_a_batch() -> None:
    params = draw_uniform(CRandom(0), 5, 2)
    batch = np.array(
        [[0, 50, 48, 50, 3, 1]]
    )  # 50 is past the data, sample 1 is zero, 48 the last nonzero one
    case = problem()
    x = np.array([DATA[i] if i < 50 else np.zeros(5, np.float32) for i in batch[0]])
    assert x[2].any()
    loss, gW, gb = plain.run(params.W, params.b, case.importance[:, 0], x, np.float32(0))
    for kind in (FastSums, PlainSums):
        [batch_sums] = kind([case], [DATA], 6)([batch])
        [mean_loss], [total] = batch_sums(stacked(params)[None])
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

    seen: list[int] = []
    call = FastSums.__call__

    def look_at(self: FastSums, batches: Iterable[Indices]) -> Iterator[BatchSums]:
        every = list(batches)
        seen.extend(runs[0, 3] for runs in every)
        return call(self, every)

    monkeypatch.setattr(CRandom, "frand", with_a_one)
    monkeypatch.setattr(FastSums, "__call__", look_at)
    group = [Settings(runs=2, every=1, batch_size=8, samples=count, sparsity=0) for count in (9, 5)]
    steps = list(train_side_by_side(group))
    assert seen == [9, 5, 9, 5]
    for each, ours in zip(group, zip(*steps, strict=True), strict=True):
        assert_equal(bits(ours), plain_bits(each))
