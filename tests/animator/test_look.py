import inspect
from dataclasses import fields
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from animator import animate, show
from animator.errors import LookError
from animator.look import LONGEST_WINDOW, OPTIONS, Look, look_from

PANELS = "one or more of loss, weights, gram, bias, norms, geometry, each once"
LEVEL = "NAME=VALUE, as in hexagon=0.0241, each name once"
SIZE = "a width and a height from 240 to 7680"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("panels", ("loss",)),
        ("panels", ["norms", "bias", "gram", "weights", "loss"]),
        ("size", (240, 7680)),
        ("frames", 2),
        ("frames", 10**18),
        ("fps", 0.01),
        ("fps", 1000),
        ("tween", 0),
        ("tween", 1000),
        ("hold", 0),
        ("hold", 3600),
        ("first_run", 0),
        ("last_run", 10**18),
        ("window", 1),
        ("window", 10**30),
        ("average", "trailing"),
        ("scalar", ["acc", "L", "val/L 2"]),
        ("loss_scale", "log"),
        ("theme", "dark"),
        ("title", ["one", ""]),
        ("level", {}),
        ("level", {"hexagon": 0.04817, "a b": -1.0}),
    ],
)
def test_what_is_in_range_is_taken(setting: str, value: Any) -> None:
    assert getattr(Look(**{setting: value}), setting) == value


@pytest.mark.parametrize(
    ("setting", "value", "taken"),
    [
        ("panels", "gram", ["gram"]),
        ("panels", "loss,gram", ["loss", "gram"]),
        ("title", "one", ["one"]),
        ("scalar", "acc", ["acc"]),
        ("scalar", "L,val L", ["L", "val L"]),
        ("size", [np.int64(300), np.uint16(400)], (300, 400)),
        ("size", np.array([300, 400]), (300, 400)),
        ("fps", np.float32(25), 25.0),
        ("fps", Fraction(30000, 1001), 30000 / 1001),
        ("last_run", np.int64(7), 7),
        ("window", np.uint8(200), 200),
        ("level", "hexagon=0.04817", {"hexagon": 0.04817}),
        ("level", ["a=b=.5", "c=-1e-3"], {"a=b": 0.5, "c": -0.001}),
        ("level", {"one": np.float32(0.5)}, {"one": 0.5}),
    ],
)
def test_values_that_mean_the_same_are_taken_as_plain_ones(
    setting: str, value: Any, taken: Any
) -> None:
    found = getattr(Look(**{setting: value}), setting)
    assert (found, type(found)) == (taken, type(taken))


@pytest.mark.parametrize(
    ("setting", "values", "allowed"),
    [
        ("panels", [("loss", "loss"), ("colours",), "", "loss,", [["loss"]], None, 5], PANELS),
        ("size", [(0, 0), (239, 240), (240, 7681), (300,), (300, 300, 300), (300.0, 300)], SIZE),
        ("size", [600, "600x300", None], SIZE),
        (
            "fps",
            [0, -1, 1001, float("nan"), float("inf"), "25", None, True],
            "a number from 0.01 t",
        ),
        ("tween", [-1, 1001, 1.5, "1", True], "a whole number from 0 to 1000"),
        ("hold", [-0.1, 3601, float("nan"), "2"], "a number from 0 to 3600"),
        ("frames", [1, 0, -2, 2.5, "10"], "a whole number of at least 2"),
        ("first_run", [-1, 0.5], "a whole number of at least 0"),
        ("last_run", [-1, 0.5], "a whole number of at least 0"),
        ("window", [0, -1, 1.5, "ten"], "a whole number of at least 1"),
        ("average", ["", "central"], "centred or trailing"),
        ("scalar", [(), "", "L,", "L,L", ["L", 1], None, 5], "one or more names of scalars, e"),
        ("loss_scale", ["", "square"], "linear or log"),
        ("theme", ["", "Light"], "light or dark"),
        ("title", [[1, 2], None, 5], "text, once for each log"),
        ("level", ["hexagon", "0.5", "=0.5", "a=", "a=b", "a=nan", "a=-inf", "a=1e101"], LEVEL),
        ("level", [["a=1", "a=2"], ["a=1", "b"], {"a": "b"}, {1: 1}, {"": 1}, None, 5, [5]], LEVEL),
    ],
)
def test_what_is_out_of_range_is_an_error_that_says_what_is_allowed(
    setting: str, values: list[Any], allowed: str
) -> None:
    for value in values:
        with pytest.raises(LookError) as raised:
            Look(**{setting: value})
        assert raised.value.setting == setting
        assert str(raised.value).startswith(f"{setting} must be {allowed}")
        assert "\n" not in str(raised.value)


def test_the_last_run_must_not_be_before_the_first() -> None:
    with pytest.raises(LookError, match=r"^last_run must be a whole number of at least 7, not 6$"):
        Look(first_run=7, last_run=6)


@pytest.mark.parametrize("level", [0, -1])
def test_a_level_must_be_on_a_logarithmic_scale(level: float) -> None:
    with pytest.raises(LookError, match=r"^level must be greater than 0 on a logarithmic scale, "):
        Look(loss_scale="log", level={"one": 1, "low": level})


def test_an_unknown_setting_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(
        TypeError, match=r"^there is no option 'to'; the options are panels, size, "
    ):
        look_from({"to": 1000})


@pytest.mark.parametrize("function", [animate, show])
def test_signature_and_help_show_every_setting_and_its_default(function: Any) -> None:
    parameters = inspect.signature(function).parameters
    text = inspect.getdoc(function) or ""
    for setting in fields(Look):
        assert parameters[setting.name].default == setting.default
        assert f"{setting.name}: {OPTIONS[setting.name].help}" in text
    assert {"part", "strict", "quiet"} <= set(parameters)


@pytest.mark.parametrize(
    ("losses", "window", "expected"),
    [(1, None, 1), (19, None, 1), (25, None, 2), (9000, None, LONGEST_WINDOW), (9, 7, 7)],
)
def test_the_window_is_a_tenth_of_the_losses_unless_one_is_named(
    losses: int, window: int | None, expected: int
) -> None:
    assert Look(window=window).window_for(losses) == expected


@pytest.mark.parametrize(
    ("look", "snapshots"),
    [
        ({}, 600),
        ({"fps": 25}, 1500),
        ({"fps": 29.97}, 1798),
        ({"tween": 1}, 300),  # 599 frames
        ({"tween": 9, "fps": 30}, 180),  # 1791 frames
        ({"tween": 1000}, 2),
        ({"fps": 0.01}, 2),
    ],
)
def test_the_longest_film_takes_60_seconds_without_the_last_frame_that_is_held(
    look: dict[str, Any], snapshots: int
) -> None:
    assert Look(**look).longest_film() == snapshots
