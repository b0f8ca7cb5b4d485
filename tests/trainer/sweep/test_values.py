import argparse
from collections.abc import Callable
from typing import Any

import pytest

from trainer.sweep.values import read_values


@pytest.mark.parametrize(
    ("kind", "text", "values"),
    [
        (int, "7", [7]),
        (int, "3,1,2", [3, 1, 2]),
        (int, "1:4", [1, 2, 3, 4]),
        (int, "5:5", [5]),
        (int, "1:3,8,20:21", [1, 2, 3, 8, 20, 21]),
        (int, "geomspace:1:64:7", [1, 2, 4, 8, 16, 32, 64]),
        (int, "linspace:9:1:3", [9, 5, 1]),
        (float, "0.5,1e-3", [0.5, 0.001]),
        (float, "1:3", [1.0, 2.0, 3.0]),
        (float, "linspace:0:0.99:4", [0, 0.33, 0.66, 0.99]),
        (float, "linspace:0.05:1:20", [twentieth / 20 for twentieth in range(1, 21)]),
        (float, "linspace:0:1:4", [0, 0.333333333333, 0.666666666667, 1]),
        (float, "geomspace:1e-9:1e-7:3", [1e-9, 1e-8, 1e-7]),
        (float, "geomspace:1:2:3", [1, 1.41421356237, 2]),  # √2
        (float, "0,linspace:0.5:1:2", [0, 0.5, 1]),
    ],
)
def test_an_option_has_several_values(
    kind: Callable[[str], Any], text: str, values: list[float]
) -> None:
    read = list(read_values(text, kind, None))
    assert read == list(values)
    assert {type(value) for value in read} == {kind}


def test_a_range_of_whole_numbers_takes_no_memory() -> None:
    assert read_values("1:4000000000", int, None) == range(1, 4000000001)


def test_names_are_a_list() -> None:
    assert read_values("post,exact", str, ("post", "exact")) == ["post", "exact"]


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (int, "1.5", "invalid int value: '1.5'"),
        (int, "1,,2", "invalid int value: ''"),
        (int, "", "invalid int value: ''"),
        (float, "0.5,much", "invalid float value: 'much'"),
        (int, "1:2:3", "'1:2:3' is not FIRST:LAST"),
        (int, "1:x", "invalid int value: 'x' in '1:x'"),
        (float, "0:0.5", "invalid int value: '0.5' in '0:0.5'"),
        (int, "8:1", "'8:1' has no values, since 8 > 1"),
        (float, "linspace:0:1", "'linspace:0:1' is not linspace:FIRST:LAST:COUNT"),
        (float, "linspace:0:x:3", "invalid float value: 'x' in 'linspace:0:x:3'"),
        (float, "linspace:0:1:2.5", "invalid int value: '2.5' in 'linspace:0:1:2.5'"),
        (float, "linspace:0:1:0", "'linspace:0:1:0' has no values"),
        (float, "geomspace:0:1:3", "'geomspace:0:1:3' is not between two positive numbers"),
        (float, "geomspace:nan:1:3", "'geomspace:nan:1:3' is not between two positive numbers"),
        (float, "linspace:0:inf:3", "'linspace:0:inf:3' is not between two finite numbers"),
        (float, "logspace:0:1:3", "'logspace:0:1:3' is not FIRST:LAST"),
        (int, "linspace:1:8:4", "'linspace:1:8:4' has 3.33333, which is no whole number"),
        (int, "1:3,2", "2 is in '1:3,2' twice"),
        (float, "1,1.0", "1 is in '1,1.0' twice"),
        (float, "linspace:1:1:2", "1 is in 'linspace:1:1:2' twice"),
    ],
)
def test_wrong_values_are_refused(kind: Callable[[str], Any], text: str, message: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError) as error:
        read_values(text, kind, None)
    assert str(error.value) == message


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(argparse.ArgumentTypeError) as error:
        read_values("post,Adam", str, ("post", "exact"))
    assert str(error.value) == "invalid choice: 'Adam' (choose from post, exact)"
