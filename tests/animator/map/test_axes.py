import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from animator.errors import UsageError
from animator.map.axes import Axis, choose_axes, spacing

TWO = {"density": (0.1, 0.2), "importance": (1, 2), "seed": (1, 2)}
THREE = {"density": (0.1, 0.2), "importance": (1, 2), "hidden": (1, 2), "seed": (1,)}


def logs(values: dict[str, tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Return the settings of logs in which each setting takes all its values."""
    most = max(map(len, values.values()))
    return [{name: of[i % len(of)] for name, of in values.items()} for i in range(most)]


@pytest.mark.parametrize(
    ("values", "x", "y", "axes"),
    [
        ({"density": (0.1, 0.2), "seed": (1, 2)}, None, None, ["density"]),
        ({"density": (0.1, 0.2), "seed": (1,)}, None, None, ["density"]),
        ({"seed": (1, 2), "density": (0.1,)}, None, None, ["seed"]),
        (TWO, None, None, ["density", "importance"]),
        (TWO, "importance", None, ["importance", "density"]),
        (TWO, None, "density", ["importance", "density"]),
        (TWO, "seed", "density", ["seed", "density"]),
        (THREE, "hidden", "density", ["hidden", "density"]),
        ({"density": (0.1, 0.2), "seed": (1, 2)}, "seed", None, ["seed", "density"]),
    ],
)
def test_axes_are_the_settings_that_vary_apart_from_the_seed(
    values: dict[str, tuple[Any, ...]], x: str | None, y: str | None, axes: list[str]
) -> None:
    assert choose_axes(logs(values), x, y) == axes


def test_settings_that_no_log_has_together_are_no_axes() -> None:
    settings: list[dict[str, Any]] = [{"density": 1}, {"density": 2}, {"hidden": 1}, {"hidden": 2}]
    with pytest.raises(UsageError, match="no log has both density and hidden"):
        choose_axes(settings, None, None)


def test_a_log_without_a_setting_does_not_make_it_vary() -> None:
    settings = [{"density": 0.1, "seed": 1}, {"density": 0.1, "seed": 2}, {}]
    assert choose_axes(settings, None, None) == ["seed"]


@pytest.mark.parametrize(
    ("values", "x", "y", "message"),
    [
        ({"seed": (1,)}, None, None, "no setting varies in the names of the logs"),
        ({"seed": (1,)}, "seed", None, "no setting varies in the names of the logs"),
        (THREE, None, None, "choose --x and --y of density, importance, hidden"),
        (THREE, "density", None, "choose --x and --y of density, importance, hidden"),
        (TWO, "runs", None, "x must be a setting that varies, density or importance or seed"),
        (TWO, None, "hidden", "y must be a setting that varies"),
        (TWO, "density", "density", "y must be another setting than that of the x axis"),
    ],
)
def test_axes_that_cannot_be_are_an_error(
    values: dict[str, tuple[Any, ...]], x: str | None, y: str | None, message: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        choose_axes(logs(values), x, y)


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        (np.geomspace(0.01, 1, 24).tolist(), "log"),
        (np.geomspace(0.1, 10, 3).round(3).tolist(), "log"),
        ([0.01, 0.03, 0.1, 0.3, 1], "log"),
        (np.linspace(0.1, 1, 10).tolist(), "linear"),
        (np.linspace(0, 0.99, 12).tolist(), "linear"),
        ([0, 1, 10, 100], "linear"),  # 0 has no place on a logarithmic axis
        ([-10, -1, -0.1], "linear"),
        ([0.01, 1], "linear"),  # two values are evenly spaced on any scale
        ([1], "linear"),
        (["exact", "post"], "category"),
        ([1, "many"], "category"),
    ],
)
def test_the_scale_is_the_one_on_which_values_are_evenly_spaced(
    values: list[Any], scale: str
) -> None:
    assert spacing(values) == scale


@pytest.mark.parametrize(
    ("values", "edges"),
    [
        ([0, 1, 2], [-0.5, 0.5, 1.5, 2.5]),
        ([1, 2, 4, 8], [0.707, 1.414, 2.828, 5.657, 11.314]),
        (["post", "exact"], [-0.5, 0.5, 1.5]),
        ([7, 7], [6.5, 7.5]),
    ],
)
def test_the_edges_of_a_cell_are_half_way_to_its_neighbours(
    values: list[Any], edges: list[float]
) -> None:
    assert Axis.of("s", values).edges() == pytest.approx(edges, abs=0.001)


@pytest.mark.parametrize(
    ("setting", "values", "label", "scale", "numbers"),
    [
        ("density", [0.1, 0.2, 0.4], "feature density 1 \u2013 S", "log", ["0.1", "0.2", "0.4"]),
        ("learning_rate", [1, 2, 3], "learning rate", "linear", ["1", "2", "3"]),
        ("gradient", ["post", "exact"], "gradient", "linear", ["exact", "post"]),
        ("importance", np.geomspace(0.2, 0.9, 24), "relative feature importance", "log", ["0.5"]),
        ("n", np.geomspace(0.01, 100, 24), "n", "log", ["0.01", "0.1", "1", "10", "100"]),
    ],
)
def test_an_axis_is_called_as_in_the_paper_and_has_plain_numbers(
    setting: str, values: list[Any], label: str, scale: str, numbers: list[str]
) -> None:
    figure = Figure()
    panel = figure.add_subplot()
    axis = Axis.of(setting, list(values))
    axis.set_up(panel, "x")
    panel.set_xlim(*axis.edges()[[0, -1]])
    FigureCanvasAgg(figure).draw()
    low, high = panel.get_xlim()
    ticks = zip(panel.get_xticks(), panel.get_xticklabels(), strict=True)
    shown = [text.get_text() for place, text in ticks if low <= place <= high]
    assert (panel.get_xlabel(), panel.get_xscale()) == (label, scale)
    assert shown == numbers or set(numbers) < set(shown)
    assert not any(text.get_text() for text in panel.get_xticklabels(minor=True))


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ([512, 1024.0, 2048], ["512", "1024", "2048"]),
        ([1e-3, 1000, 1e6], ["0.001", "1000", "1e+06"]),
        ([1 / 3, 2 / 3], ["0.333", "0.667"]),
        ([0.9991, 0.99914, 1], ["0.9991", "0.99914", "1"]),
        ([10000001, 10000002], ["10000001", "10000002"]),
        ([0.1, "log", 1000], ["0.1", "1000", "log"]),
    ],
)
def test_each_value_has_a_label_of_its_own(values: list[Any], names: list[str]) -> None:
    assert Axis.of("setting", values).names == names


@pytest.mark.parametrize(
    ("values", "numbers"),
    [
        (np.geomspace(0.011, 0.9, 24), ["0.02", "0.05", "0.1", "0.2", "0.5"]),
        (np.geomspace(0.012, 3.6, 24), ["0.02", "0.05", "0.1", "0.2", "0.5", "1", "2"]),
        (np.geomspace(0.012, 4.4, 24), ["0.1", "1"]),
        (np.geomspace(0.01, 100, 24), ["0.01", "0.1", "1", "10", "100"]),
    ],
    ids=["2 decades", "2.48", "2.56", "4"],
)
def test_a_long_logarithmic_axis_has_numbers_at_powers_of_ten_only(
    values: npt.NDArray[np.float64], numbers: list[str]
) -> None:
    figure = Figure((12, 4))
    panel = figure.add_subplot()
    axis = Axis.of("n", values.tolist())
    axis.set_up(panel, "x")
    panel.set_xlim(values[0], values[-1])
    FigureCanvasAgg(figure).draw()
    ticks = zip(panel.get_xticks(), panel.get_xticklabels(), strict=True)
    low, high = values[0] * 0.999, values[-1] * 1.001
    assert [text.get_text() for place, text in ticks if low <= place <= high] == numbers
