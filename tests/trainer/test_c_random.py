import ctypes
import math
import platform
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.c_random import CRandom
from trainer.data import sparse_features

SEEDS = [0, 1, 2, 7, 123456789, 2**31 - 2, 2**31 - 1, 2**31, 2**31 + 1, 2**32 - 2, 2**32 - 1]


def test_the_stream_of_seed_1_starts_with_the_well_known_numbers() -> None:
    assert CRandom(1).random(5).tolist() == [
        1804289383,
        846930886,
        1681692777,
        1714636915,
        1957747793,
    ]


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="needs the GNU C library")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_stream_equals_that_of_the_c_library(seed: int) -> None:
    libc = ctypes.CDLL("libc.so.6")
    libc.random.restype = ctypes.c_long
    libc.srandom(ctypes.c_uint(seed))
    expected = [libc.random() for _ in range(300_000)]  # more than two blocks
    assert CRandom(seed).random(300_000).tolist() == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_the_stream_of_macos_is_that_of_glibc_unless_a_word_of_its_state_is_zero(seed: int) -> None:
    ours, glibc = (CRandom(seed, library).random(1000) for library in ("bsd", "glibc"))
    assert np.array_equal(ours, glibc) == (seed not in {0, 2**31 - 1, 2**31 + 1})


def test_the_seed_0_of_macos_gives_the_samples_that_the_first_version_of_the_post_prints() -> None:
    data = sparse_features(CRandom(0, "bsd"), 4, 20, np.float32(0.1))
    found = [(*place, f"{data[place]:.3f}") for place in zip(*np.nonzero(data), strict=True)]
    assert found == [
        (0, 2, "0.067"),
        (0, 6, "0.643"),
        (0, 7, "0.976"),
        (0, 12, "0.836"),
        (1, 16, "0.758"),
        (2, 8, "0.137"),
        (2, 12, "0.160"),
        (3, 5, "0.658"),
        (3, 8, "0.696"),
    ]


@given(seed=st.sampled_from(SEEDS), counts=st.lists(st.integers(0, 200_000), max_size=6))
def test_the_stream_does_not_depend_on_how_many_numbers_are_asked_for_at_a_time(
    seed: int, counts: list[int]
) -> None:
    rng = CRandom(seed)
    portions = [rng.random(count) for count in counts]
    whole = CRandom(seed).random(sum(counts))
    assert np.array_equal(np.concatenate([np.empty(0, np.uint32), *portions]), whole)


def test_frand_is_exactly_1_for_the_64_largest_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    largest = np.arange(2**31 - 65, 2**31, dtype=np.uint32)
    monkeypatch.setattr(CRandom, "random", lambda _self, _count: largest)
    assert (CRandom(0).frand(65) == 1).tolist() == [False] + [True] * 64


def test_normal_numbers_have_the_normal_distribution() -> None:
    count = 200_000
    numbers = np.sort(CRandom(4).normal(count))
    assert len(numbers) == count
    expected = [NormalDist().cdf(number) for number in numbers]
    distance = np.abs(np.arange(count) / count - expected).max()
    assert distance < 1.95 / math.sqrt(count)  # Kolmogorov and Smirnov's test, at 0.1 %
    assert abs(numbers.mean()) < 3.3 / math.sqrt(count)
    assert abs(numbers.std() - 1) < 3.3 / math.sqrt(2 * count)
    assert numbers[0] < -4 < 4 < numbers[-1]


@pytest.mark.parametrize("counts", [[1, 1, 1], [0, 3], [2, 500], [70_000, 9]])
def test_normal_numbers_take_the_same_draws_in_one_portion_or_in_several(counts: list[int]) -> None:
    rng, whole = CRandom(2), CRandom(2)
    portions = np.concatenate([rng.normal(count) for count in counts])
    assert np.array_equal(portions, whole.normal(sum(counts)))
    assert rng.random(1) == whole.random(1)
