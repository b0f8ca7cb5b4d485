"""The page's JavaScript computes what the Python of films does."""

import json
import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from animator import geometry
from animator.look import Average
from animator.page.columns import encode_numbers, encode_runs
from animator.scene.averages import moving_average
from animator.scene.hull import hull_edges
from animator.scene.projection import project

from ..logs import SMALL
from ..scenes import log_with, random_log
from .browser import Tab
from .conftest import Opens
from .test_page import DOTS

Array = npt.NDArray[np.float64]

# JSON has no NaN and no infinities, so they travel as text.
NUMBERS = "Array.from({}, (value) => Number.isFinite(value) ? value : String(value))"

WEIGHTS = [
    np.random.default_rng(0).normal(size=(2, 5)),
    np.random.default_rng(1).normal(size=(7, 20)) * 1e-3,
    np.array([[1, 0, 0, np.nan, np.inf], [0, 1, 0, 1, 1]]),
    np.array([[1e200, -1e200]]),
    np.zeros((1, 3)),
    np.random.default_rng(2).normal(size=(5, 9)),  # in an order of its own
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
    decoded = numbers(opens(SMALL), f"decode({json.dumps(encoded)})")
    exact = values if encoded["bits"] != 32 else values.astype(np.float32).astype(float)
    np.testing.assert_array_equal(decoded, exact)
    np.testing.assert_allclose(decoded, values, rtol=1e-7)


@pytest.mark.parametrize("runs", [[99, 199, 299], [3], [], [1, 2, 4], [0, 2**53 - 1]])
def test_run_numbers_travel(runs: list[int], opens: Opens) -> None:
    encoded = json.dumps(encode_runs(np.array(runs, np.int64)))
    assert numbers(opens(SMALL), f"decode({encoded})").tolist() == runs


@pytest.mark.filterwarnings("ignore:.*W is not finite")
def test_norms_products_and_dimensionalities_are_those_of_geometry(opens: Opens) -> None:
    tab = opens([log_with(W=[W]) for W in WEIGHTS], panels="norms,gram")
    for i, W in enumerate(WEIGHTS):
        for name, expected in [
            ("norm", geometry.norms(W)),
            ("dimensionality", geometry.dimensionality(W)),
        ]:
            shown = f"[...Array({W.shape[1]}).keys()].map((i) => log.{name}(0, i))"
            found = numbers(tab, f"((log) => {shown})(page.logs[{i}])")
            np.testing.assert_allclose(found, expected, rtol=1e-5)  # sent as 32 bits
        products = numbers(tab, f"page.panels.filter((p) => p.kind === 'gram')[{i}].values(0)")
        order = geometry.by_similarity(W) if len(W) > 3 else np.arange(W.shape[1])
        expected = geometry.gram(W[:, order]).ravel()
        np.testing.assert_allclose(products, expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("kind", ["centred", "trailing"])
@pytest.mark.parametrize(("count", "window"), [(200, 1), (200, 8), (201, 300), (900, 100), (1, 1)])
def test_the_moving_average_is_that_of_films(
    count: int, window: int, kind: Average, opens: Opens
) -> None:
    random = np.random.default_rng(0)
    losses = np.where(random.random(count) < 0.05, np.nan, random.random(count))
    log = log_with(losses, W=np.zeros((1, 1, 1)), runs=np.arange(count) + 7)
    tab = opens(log, window=window, average=kind, panels="loss")
    places, means = (
        numbers(tab, f"decode(page.logs[0].curves[0].average.{name})") for name in ("runs", "means")
    )
    at = places.astype(int) - 7
    assert at[[0, -1]].tolist() == [0, count - 1]
    assert np.diff(at).max(initial=1) <= max(1, window // 8)
    np.testing.assert_allclose(means, moving_average(losses, window, kind)[at], rtol=1e-6)


@pytest.mark.parametrize("dimensions", [1, 2, 3, 5])
def test_the_hull_joins_the_dots_that_it_joins_in_films(dimensions: int, opens: Opens) -> None:
    log = random_log(dimensions, 9)
    tab = opens(log)
    dots = np.array(tab.run(DOTS))
    drawn = tab.run("document.querySelector('.hull').getAttribute('d')")
    ends = np.array(re.findall(r"([-\d.e]+),([-\d.e]+)", drawn), float).reshape(-1, 2, 2)
    W = log.matrix("W")[-1]
    shown = np.flatnonzero(geometry.is_represented(W))
    expected = shown[hull_edges(project(log.matrix("W")).points[-1][shown])]
    assert len(expected) > 0
    np.testing.assert_allclose(ends, dots[expected], atol=0.01)
