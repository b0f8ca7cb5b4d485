from fractions import Fraction

import numpy as np
import pytest

from trainer.c_random import CRandom
from trainer.data import features_in_sets, sparse_features
from trainer.model import Array
from trainer.settings import Activity, CLibrary


def drawn_one_by_one(rng: CRandom, samples: int, features: int, density: np.float32) -> Array:
    data = np.zeros((samples + 1, features), np.float32)
    for sample in range(samples):
        for feature in range(features):
            if rng.frand(1)[0] < density:
                data[sample, feature] = rng.frand(1)[0]
    return data


@pytest.mark.parametrize("seed", [0, 7])
@pytest.mark.parametrize("density", [1.0, 0.5, 0.1, 0.001, 1e-30])
@pytest.mark.parametrize(("samples", "features"), [(1, 1), (1, 7), (999, 1), (400, 5)])
def test_the_data_and_the_draws_that_they_take_equal_those_of_a_plain_loop(
    seed: int, density: float, samples: int, features: int
) -> None:
    rng, plain_rng = CRandom(seed), CRandom(seed)
    data = sparse_features(rng, samples, features, np.float32(density))
    expected = drawn_one_by_one(plain_rng, samples, features, np.float32(density))
    assert np.array_equal(data, expected)
    assert rng.random(1) == plain_rng.random(1)  # the next draw is the same


def test_the_sample_past_the_end_is_all_zero() -> None:
    data = sparse_features(CRandom(0), 10, 3, np.float32(1))
    assert data.shape == (11, 3)
    assert data[:-1].all()
    assert not data[-1].any()


class OneByOne:
    """Give the stream one draw at a time."""

    def __init__(self, draws: Array) -> None:
        self.draws = draws
        self.taken = 0

    def draw(self) -> np.float32:
        self.taken += 1
        return np.float32(self.draws[self.taken - 1])


def sets_one_by_one(
    stream: OneByOne,
    samples: int,
    features: int,
    density: np.float32,
    activity: Activity,
    set_size: int,
) -> Array:
    """Draw as the documentation says, with fractions where the code has float64."""
    d = Fraction(float(density))
    data = np.zeros((samples + 1, features), np.float32)
    for x in data[:-1]:
        if activity == "single":
            chosen, value = int(Fraction(float(stream.draw())) * features), stream.draw()
            x[min(chosen, features - 1)] = value
            continue
        for first in range(0, features, set_size):
            u = Fraction(float(stream.draw()))
            if activity == "correlated":
                for i in range(set_size):
                    value = stream.draw()
                    if u < d:
                        x[first + i] = value
            else:
                value = stream.draw()
                for i in range(set_size):
                    if i * d <= u < (i + 1) * d:
                        x[first + i] = value
    return data


@pytest.mark.parametrize("portion", [2000, 6])  # draws: fewer than a data set takes, or even a set
@pytest.mark.parametrize("activity", ["correlated", "anticorrelated", "single"])
@pytest.mark.parametrize(("seed", "library"), [(0, "glibc"), (7, "bsd"), (2**31, "musl")])
@pytest.mark.parametrize(
    ("samples", "features", "set_size", "density"),
    [
        (0, 4, 2, 0.3),
        (1, 1, 1, 1),
        (1, 6, 6, 1 / 6),
        (400, 4, 2, 0.5),
        (400, 6, 3, 0.2),
        (150, 20, 10, 1 - 0.9),
        (99, 20, 20, 1 - 0.95),
        (50, 6, 2, 1e-30),
        (50, 6, 2, 1e-50),  # zero in float32
        (999, 2, 1, 0.4),
    ],
)
def test_features_in_sets_and_the_draws_that_they_take_equal_those_of_a_plain_loop(
    portion: int,
    activity: Activity,
    seed: int,
    library: CLibrary,
    samples: int,
    features: int,
    set_size: int,
    density: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("trainer.data.PORTION", portion)
    rng, whole = CRandom(seed, library), CRandom(seed, library)
    settings = samples, features, np.float32(density), activity, set_size
    data = features_in_sets(rng, *settings)
    stream = OneByOne(whole.frand(samples * features * 2 + 1))
    assert np.array_equal(data, sets_one_by_one(stream, *settings))
    assert rng.frand(1)[0] == stream.draw()  # the next draw is the same


class Fixed:
    """Give draws that are chosen."""

    def __init__(self, *draws: float) -> None:
        self.draws = np.array(draws, np.float32)

    def frand(self, count: int) -> Array:
        assert count == len(self.draws)
        return self.draws


BELOW_1 = float(np.nextafter(np.float32(1), np.float32(0)))


@pytest.mark.parametrize(
    ("activity", "density", "u", "active"),
    [
        ("correlated", 0.25, 0, [0, 1, 2]),
        ("correlated", 0.25, 0.25, []),
        ("correlated", 1, BELOW_1, [0, 1, 2]),
        ("correlated", 1, 1, []),  # as a feature of its own is zero then
        ("anticorrelated", 0.25, 0, [0]),
        ("anticorrelated", 0.25, 0.25, [1]),
        ("anticorrelated", 0.25, 0.5, [2]),
        ("anticorrelated", 0.25, 0.75, []),
        ("anticorrelated", 0.25, 1, []),
        ("anticorrelated", 1 / 3, BELOW_1, [2]),
        ("anticorrelated", 1 / 3, 1, [2]),  # float32 has more than a third
        ("single", 1 / 3, 0, [0]),
        ("single", 1 / 3, float(np.float32(1 / 3)), [1]),  # which is more than a third
        ("single", 1 / 3, BELOW_1, [2]),
        ("single", 1 / 3, 1, [2]),
    ],
)
def test_a_gate_at_a_boundary_activates_the_features_that_the_documentation_says(
    activity: Activity, density: float, u: float, active: list[int]
) -> None:
    values = (0.5, 0.5, 0.5) if activity == "correlated" else (0.5,)
    rng: CRandom = Fixed(u, *values)  # type: ignore[assignment]
    data = features_in_sets(rng, 1, 3, np.float32(density), activity, 3)
    assert np.flatnonzero(data[0]).tolist() == active


def test_a_gate_just_below_a_boundary_is_not_rounded_to_it() -> None:
    rng: CRandom = Fixed(0.8333333134651184, 0.5)  # type: ignore[assignment]
    data = features_in_sets(rng, 1, 6, np.float32(1 / 6), "single", 2)
    assert np.flatnonzero(data[0]).tolist() == [4]  # six times the gate rounds to 5 in float32


@pytest.mark.parametrize(
    ("activity", "set_size", "of_set", "of_others"),
    [  # how often two features are active together, of one set and of different sets
        ("correlated", 2, 0.2, 0.04),
        ("correlated", 3, 0.2, 0.04),
        ("anticorrelated", 2, 0, 0.04),
        ("anticorrelated", 3, 0, 0.04),
    ],
)
def test_features_are_active_together_as_often_as_they_should_be(
    activity: Activity, set_size: int, of_set: float, of_others: float
) -> None:
    samples, features = 40_000, 6
    data = features_in_sets(CRandom(3), samples, features, np.float32(0.2), activity, set_size)
    is_active = (data[:-1] > 0).astype(float)
    together = is_active.T @ is_active / samples
    numbers = np.arange(features)
    is_of_set = numbers[:, None] // set_size == numbers // set_size
    expected = np.where(is_of_set, of_set, of_others)
    np.fill_diagonal(expected, 0.2)
    assert np.allclose(together, expected, atol=0.01)  # 5 standard deviations of 0.2
    assert np.all(together[expected == 0] == 0)
    values = data[data > 0]
    assert abs(values.mean() - 1 / 2) < 0.01
    assert abs(values.var() - 1 / 12) < 0.003


def test_a_single_feature_of_each_sample_is_active_and_each_as_often() -> None:
    data = features_in_sets(CRandom(3), 60_000, 6, np.float32(1 / 6), "single", 2)[:-1]
    assert np.all((data > 0).sum(axis=1) == 1)
    assert np.allclose((data > 0).mean(axis=0), 1 / 6, atol=0.008)
    assert abs(data.sum(axis=1).mean() - 1 / 2) < 0.006


@pytest.mark.parametrize("activity", ["correlated", "anticorrelated", "single"])
def test_the_sample_past_the_end_of_sets_is_all_zero(activity: Activity) -> None:
    data = features_in_sets(CRandom(0), 10, 4, np.float32(0.5), activity, 2)
    assert data.shape == (11, 4)
    assert data[:-1].any()
    assert not data[-1].any()
