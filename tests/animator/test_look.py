from typing import Any

import pytest

from animator import animate
from animator.look import Look, LookError

from ..checkout import DATA

PANELS = "one or more of loss, weights, gram, bias, norms, each once"
SIZE = "a width and a height from 240 to 7680"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("panels", ("loss",)),
        ("panels", ["norms", "bias", "gram", "weights", "loss"]),
        ("size", (240, 7680)),
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
        ("loss_scale", "log"),
        ("theme", "dark"),
        ("title", ["one", ""]),
    ],
)
def test_what_is_in_range_is_taken(setting: str, value: Any) -> None:
    assert getattr(Look(**{setting: value}), setting) == value


@pytest.mark.parametrize(
    ("setting", "values", "allowed"),
    [
        ("panels", [(), ("loss", "loss"), ("colours",), "loss", "", ("",)], PANELS),
        ("size", [(0, 0), (239, 240), (240, 7681), (300,), (300, 300, 300), (300.0, 300)], SIZE),
        ("fps", [0, -1, 1001, float("nan"), float("inf")], "from 0.01 to 1000"),
        ("tween", [-1, 1001, 1.5, "1"], "a whole number, from 0 to 1000"),
        ("hold", [-0.1, 3601, float("nan")], "from 0 to 3600 seconds"),
        ("first_run", [-1, 0.5], "a whole number, at least 0"),
        ("last_run", [-1, 0.5], "a whole number, at least 0"),
        ("window", [0, -1, 1.5, "ten"], "a whole number, at least 1"),
        ("loss_scale", ["", "square"], "linear or log"),
        ("theme", ["", "Light"], "light or dark"),
        ("title", ["text"], "a list, with a text for each log"),
    ],
)
def test_what_is_out_of_range_is_an_error_that_says_what_is_allowed(
    setting: str, values: list[Any], allowed: str
) -> None:
    for value in values:
        with pytest.raises(LookError) as raised:
            Look(**{setting: value})
        assert (raised.value.setting, raised.value.value) == (setting, value)
        assert str(raised.value) == f"{setting} must be {allowed}, not {value}"


def test_the_last_run_must_not_be_before_the_first() -> None:
    with pytest.raises(LookError, match=r"^last_run must be a whole number, at least 7, not 6$"):
        Look(first_run=7, last_run=6)


def test_an_unknown_setting_is_an_error_and_nothing_is_written(tmp_path: Any) -> None:
    with pytest.raises(TypeError, match="colour"):
        animate(DATA / "small.log", tmp_path / "small.png", colour="red")
    assert list(tmp_path.iterdir()) == []
