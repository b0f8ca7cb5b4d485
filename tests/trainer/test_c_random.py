import ctypes
import platform

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.c_random import CRandom

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
