"""The page's JavaScript computes what the Python of films does."""

import itertools
import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from animator import geometry
from animator.look import Average
from animator.page.columns import encode_numbers, encode_runs
from animator.scene.averages import moving_average
from animator.scene.hull import hull_segments

from ..logs import SMALL
from .browser import Tab
from .conftest import Opens

Array = npt.NDArray[np.float64]

# JSON has no NaN and no infinities, so they travel as text.
NUMBERS = "Array.from({}, (value) => Number.isFinite(value) ? value : String(value))"

RNG = np.random.default_rng(0)
WEIGHTS = [
    RNG.normal(size=(2, 5)),
    RNG.normal(size=(7, 20)) * 1e-3,
    np.array([[1, 0, 0, np.nan, np.inf], [0, 1, 0, 1, 1]]),
    np.array([[1e200, -1e200]]),
    np.zeros((1, 3)),
]


def numbers(tab: Tab, expression: str) -> Array:
    return np.array([float(value) for value in tab.run(NUMBERS.format(expression))])


def js(values: npt.NDArray[Any]) -> str:
    """Return numbers as JavaScript."""
    text = json.dumps(values.ravel().tolist())
    return f"Float64Array.from({text})"


@pytest.mark.parametrize(
    "values",
    [
        np.array([0.0123, -1.5, 2, np.nan]),
        np.array([3.2767, -3.2767, 0.0001]),
        np.array([3.2768, 0.0001]),
        np.array([0.1, np.inf, -np.inf, np.nan]),
        np.array([1e300, 1e-300]),
        np.array([40000.0, 1.0]),
        np.array([]),
    ],
)
def test_numbers_travel(values: Array, opens: Opens) -> None:
    encoded = encode_numbers(values)
    decoded = numbers(opens(SMALL), f"decodeNumbers({json.dumps(encoded)})")
    exact = values if encoded["bits"] != 32 else values.astype(np.float32).astype(float)
    np.testing.assert_array_equal(decoded, exact)
    np.testing.assert_allclose(decoded, values, rtol=1e-7)


@pytest.mark.parametrize("runs", [[99, 199, 299], [3], [], [1, 2, 4], [0, 2**53 - 1]])
def test_run_numbers_travel(runs: list[int], opens: Opens) -> None:
    encoded = json.dumps(encode_runs(np.array(runs, np.int64)))
    assert numbers(opens(SMALL), f"decodeRuns({encoded})").tolist() == runs


def test_norms_products_and_dimensionalities_are_those_of_geometry(opens: Opens) -> None:
    tab = opens(SMALL)
    for weights in WEIGHTS:
        call = f"({js(weights)}, {weights.shape[0]}, {weights.shape[1]})"
        expected: list[tuple[str, Any]] = [
            ("norms", geometry.norms(weights)),
            ("gram", geometry.gram(weights).ravel()),
            ("dimensionality", geometry.dimensionality(weights)),
        ]
        for name, values in expected:
            np.testing.assert_allclose(numbers(tab, name + call), values, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("kind", ["centred", "trailing"])
def test_the_moving_average_is_that_of_films(kind: Average, opens: Opens) -> None:
    tab = opens(SMALL)
    for count, window in [(200, 1), (200, 7), (200, 8), (200, 50), (201, 300), (3, 10), (1, 1)]:
        losses = np.where(RNG.random(count) < 0.05, np.nan, RNG.random(count))
        runs = np.arange(count) * 2.0
        call = f"movingAverage({js(runs)}, {js(losses)}, {window}, '{kind}')"
        at, means = numbers(tab, f"{call}.flat()").reshape(-1, 2).T
        places = (at / 2).astype(int)
        assert places[[0, -1]].tolist() == [0, count - 1]
        assert np.diff(places).max(initial=1) <= max(1, window // 16)
        np.testing.assert_allclose(means, moving_average(losses, window, kind)[places])


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 12])
def test_the_hull_is_that_of_films(dimensions: int, count: int, opens: Opens) -> None:
    points = RNG.normal(size=(count, dimensions))
    edges = opens(SMALL).run(f"hullEdges({json.dumps(points.tolist())})")
    assert _as_set(edges) == _as_set(hull_segments(points).tolist())


def test_a_point_on_the_side_of_a_square_is_no_corner(opens: Opens) -> None:
    square = list(itertools.product([0, 1], repeat=2))
    edges = opens(SMALL).run(f"hullEdges({json.dumps([*square, (0.5, 0)])})")
    assert {point for edge in _as_set(edges) for point in edge} == set(square)


def _as_set(edges: Any) -> set[frozenset[tuple[float, ...]]]:
    return {frozenset(map(tuple, edge)) for edge in edges}
