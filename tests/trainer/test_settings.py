import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from trainer.settings import Settings, SettingsError

COUNT = "a whole number from 1 to 16777216"
COUNT_OR_0 = "a whole number from 0 to 16777216"
EVERY = "a whole number of at least 0, a list of them, or log"
AT_LEAST_1 = "a whole number of at least 1"
DECIMALS = "a whole number from 1 to 50"
SEED = "a whole number from 0 to 4294967295"
SPARSITY = "in [0, 1)"
DENSITY = "in (0, 1]"
LEARNING_RATE = "positive and fit into a float32"
L1 = "zero or positive and fit into a float32"
ONE_OF_TWO = "density is 1 - sparsity, and sparsity is given too: give only one of the two"
NOT_SINGLE = "is not allowed if the activity is single"
ONLY_SETS = "set_size is only allowed if the activity is correlated or anticorrelated"
AT_MOST_1 = "set_size times the density must be at most 1 if the activity is anticorrelated"
SET_SIZE = "set_size must be a whole number from 1 to 16777216"
DIVIDES = "set_size must be a number that divides the"
ONLY_ADAMW = "weight_decay is only allowed if the optimizer is adamw"
IMPORTANCE = "positive, and its power of features - 1 must fit into a float32"


@pytest.mark.parametrize(
    ("setting", "value", "allowed"),
    [
        ("features", 0, COUNT),
        ("features", 99999999999999, COUNT),
        ("hidden", -2, COUNT),
        ("runs", 0, AT_LEAST_1),
        ("every", -1, EVERY),
        ("every", "linear", EVERY),
        ("every", "100", EVERY),
        ("every", [], EVERY),
        ("every", [1, -1], EVERY),
        ("every", [1, 2.5], EVERY),
        ("every", [1, [2]], EVERY),
        ("every", [True, 2], EVERY),
        ("every", 2.5, EVERY),
        ("every", None, EVERY),
        ("decimals", 0, DECIMALS),
        ("decimals", 51, DECIMALS),
        ("batch_size", 0, COUNT),
        ("samples", -1, COUNT_OR_0),
        ("samples", 2**24 + 1, COUNT_OR_0),
        ("seed", -1, SEED),
        ("seed", 2**32, SEED),
        ("sparsity", 1.0, SPARSITY),
        ("sparsity", -0.1, SPARSITY),
        ("sparsity", math.nan, SPARSITY),
        ("density", 0.0, DENSITY),
        ("density", 1.1, DENSITY),
        ("density", math.nan, DENSITY),
        ("density", "0.1", DENSITY),
        ("density", None, DENSITY),
        ("learning_rate", 0.0, LEARNING_RATE),
        ("learning_rate", math.inf, LEARNING_RATE),
        ("learning_rate", 1e39, LEARNING_RATE),
        ("l1", -0.001, L1),
        ("l1", math.nan, L1),
        ("weight_decay", -0.01, L1),
        ("weight_decay", 1e39, L1),
        ("weight_decay", True, L1),
        ("importance", 0.0, IMPORTANCE),
        ("importance", -0.5, IMPORTANCE),
        ("importance", 1e10, IMPORTANCE),
        ("gradient", "Adam", "post or exact"),
        ("dialect", "Pascal", "post or program"),
        ("activity", "alone", "independent, correlated, anticorrelated or single"),
        ("activity", None, "independent, correlated, anticorrelated or single"),
        ("optimizer", "adam", "sgd or adamw"),
        ("optimizer", ["sgd"], "sgd or adamw"),
        ("init", "normal", "uniform or xavier"),
        ("random", "newlib", "glibc, bsd or musl"),
        ("fast_math", 1, "True or False"),
        ("fast_math", "yes", "True or False"),
        # values of another type
        ("seed", True, SEED),
        ("seed", np.True_, SEED),
        ("runs", 10.0, AT_LEAST_1),
        ("runs", np.float64(10), AT_LEAST_1),
        ("runs", "10", AT_LEAST_1),
        ("runs", None, AT_LEAST_1),
        ("l1", False, L1),
        ("l1", "0.1", L1),
        ("l1", None, L1),
        ("l1", 1j, L1),
        ("dialect", 1, "post or program"),
    ],
)
def test_a_bad_setting_is_refused_by_name(setting: str, value: object, allowed: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings(**{setting: value})  # type: ignore[arg-type]
    assert str(error.value) == f"{setting} must be {allowed}, not {value!r}"
    assert error.value.setting == setting


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"density": 0.1, "sparsity": 0.5}, ONE_OF_TWO),
        ({"density": 0.1, "sparsity": 0.9}, ONE_OF_TWO),
        ({"weight_decay": 0.01}, ONLY_ADAMW),
        ({"weight_decay": 0, "optimizer": "sgd"}, ONLY_ADAMW),
        ({"activity": "single", "density": 0.2}, f"density {NOT_SINGLE}"),
        ({"activity": "single", "sparsity": 0.8}, f"sparsity {NOT_SINGLE}"),
        ({"activity": "single", "set_size": 5}, ONLY_SETS),
        ({"set_size": 5}, ONLY_SETS),
        ({"activity": "correlated"}, f"{DIVIDES} 5 features, not 2"),
        (
            {"activity": "anticorrelated", "features": 6, "set_size": 4},
            f"{DIVIDES} 6 features, not 4",
        ),
        (
            {"activity": "correlated", "features": 6, "set_size": 12},
            f"{DIVIDES} 6 features, not 12",
        ),
        ({"activity": "correlated", "set_size": 0}, f"{SET_SIZE}, not 0"),
        ({"activity": "correlated", "set_size": 2.0}, f"{SET_SIZE}, not 2.0"),
        ({"activity": "correlated", "set_size": True}, f"{SET_SIZE}, not True"),
        (
            {"activity": "anticorrelated", "features": 4, "density": 0.6},
            f"{AT_MOST_1}, not 2 * 0.6",
        ),
        (
            {"activity": "anticorrelated", "features": 4, "density": 0.50000001},
            f"{AT_MOST_1}, not 2 * 0.50000001",
        ),
        (
            {"activity": "anticorrelated", "features": 6, "set_size": 6, "sparsity": 0.8},
            f"{AT_MOST_1}, not 6 * 0.2",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingsError) as error:
        Settings(**settings)
    assert str(error.value) == message


@pytest.mark.parametrize(("sparsity", "set_size"), [(0.9, 10), (0.95, 20), (0.5, 2), (0, 1)])
def test_a_density_of_one_over_the_set_size_is_allowed_however_it_is_rounded(
    sparsity: float, set_size: int
) -> None:
    Settings(activity="anticorrelated", features=20, sparsity=sparsity, set_size=set_size)


def test_the_density_of_a_single_feature_follows_from_the_number_of_features() -> None:
    settings = Settings(activity="single", features=8)
    assert (settings.density, settings.sparsity) == (1 / 8, 7 / 8)


def test_the_density_is_one_minus_the_sparsity() -> None:
    assert Settings(density=0.25).sparsity == 0.75
    assert Settings(sparsity=0.25).density == 0.75
    assert Settings(density=1e-30).density == 1e-30


@pytest.mark.parametrize(
    ("start", "changes", "expected"),
    [
        ({}, {"density": 0.5}, {"density": 0.5}),
        ({"density": 0.5}, {"runs": 7}, {"density": 0.5, "runs": 7}),
        ({"density": 1e-30}, {"density": 0.5}, {"density": 0.5}),
        ({"activity": "single"}, {"activity": "independent"}, {}),
        ({"activity": "single"}, {"features": 4}, {"activity": "single", "features": 4}),
        ({"features": 4}, {"activity": "correlated"}, {"features": 4, "activity": "correlated"}),
        ({}, {"optimizer": "adamw"}, {"optimizer": "adamw", "learning_rate": 0.001}),
        ({"optimizer": "adamw"}, {"optimizer": "sgd"}, {"learning_rate": 1}),
        (
            {"learning_rate": 0.5},
            {"optimizer": "adamw"},
            {"optimizer": "adamw", "learning_rate": 0.5},
        ),
    ],
)
def test_a_default_follows_the_settings_that_replace_others(
    start: dict[str, Any], changes: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert replace(Settings(**start), **changes) == Settings(**expected)


@pytest.mark.parametrize(
    "value", [10**400, np.zeros((1000, 1000)), "five\n" * 1000, ["five"] * 1000]
)
def test_the_message_about_a_bad_setting_is_one_short_line(value: Any) -> None:
    for setting in ("features", "learning_rate", "dialect"):
        with pytest.raises(SettingsError, match=f"^{setting} must be") as error:
            Settings(**{setting: value})
        assert "\n" not in str(error.value)
        assert len(str(error.value)) < 200


@pytest.mark.parametrize(
    "settings",
    [
        {"every": 0, "decimals": 1},
        {"decimals": 50},
        {"features": 1, "hidden": 1, "runs": 1, "every": 1, "batch_size": 1, "samples": 1},
        {"samples": 2**24},
        {"samples": 0},
        {"density": 1},
        {"density": 1e-30},
        {"optimizer": "adamw", "weight_decay": 0, "fast_math": True},
        {"seed": 2**32 - 1},
        {"sparsity": 0.0},
        {"importance": 1.5},
        {"features": 1, "importance": 3e38},
        {"features": 2, "importance": 3e38},
        {"l1": 0.0, "learning_rate": 1e-30},
    ],
)
def test_settings_at_the_limits_are_accepted(settings: dict[str, Any]) -> None:
    Settings(**settings)


@pytest.mark.parametrize("every", [[5, 1, 1, 200], (1, 5, 200), np.array([200, 1, 5]), {1, 5, 200}])
def test_several_counts_are_stored_in_order_and_once(every: Any) -> None:
    settings = Settings(every=every)
    assert settings.every == (1, 5, 200)
    assert hash(replace(settings)) == hash(settings)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("runs", np.int64(7)),
        ("seed", np.uint32(2**32 - 1)),
        ("features", np.array(7)),
        ("sparsity", np.float32(0.5)),
        ("sparsity", np.int8(0)),
        ("density", np.int8(1)),
        ("learning_rate", np.float32(1)),
        ("sparsity", 0),
    ],
)
def test_any_number_is_stored_as_a_plain_int_or_float(setting: str, value: Any) -> None:
    stored = getattr(Settings(**{setting: value}), setting)
    assert stored == value
    assert type(stored) is (int if setting in {"runs", "seed", "features"} else float)


def test_the_defaults_are_the_pentagon_of_the_post() -> None:
    assert Settings() == Settings(
        features=5,
        hidden=2,
        importance=0.7,
        sparsity=0.9,
        runs=10000,
        every=100,
        decimals=4,
        batch_size=1024,
        samples=100000,
        learning_rate=1,
        l1=0,
        seed=0,
        gradient="post",
        optimizer="sgd",
        init="uniform",
        fast_math=False,
        dialect="post",
        random="glibc",
    )
