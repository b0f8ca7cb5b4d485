import numpy as np
import pytest

from trainer.c_random import CRandom
from trainer.data import sparse_features
from trainer.model import Array


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
