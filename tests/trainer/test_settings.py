import math
import subprocess
import sys
from pathlib import Path

import pytest

from trainer.settings import Settings, SettingsError

from ..checkout import ROOT

COUNT = "must be a whole number, from 1 to 16777216, not"
AT_LEAST_1 = "must be a whole number, at least 1, not"
SEED = "must be a whole number, from 0 to 4294967295, not"
BAD = [
    ("features", 0, f"{COUNT} 0"),
    ("features", 99999999999999, f"{COUNT} 99999999999999"),
    ("hidden", -2, f"{COUNT} -2"),
    ("runs", 0, f"{AT_LEAST_1} 0"),
    ("every", 0, f"{AT_LEAST_1} 0"),
    ("batch_size", 0, f"{COUNT} 0"),
    ("samples", 0, f"{COUNT} 0"),
    ("samples", 2**24 + 1, f"{COUNT} 16777217"),
    ("seed", -1, f"{SEED} -1"),
    ("seed", 2**32, f"{SEED} 4294967296"),
    ("sparsity", 1.0, "must be in [0, 1), not 1.0"),
    ("sparsity", -0.1, "must be in [0, 1), not -0.1"),
    ("sparsity", math.nan, "must be in [0, 1), not nan"),
    ("learning_rate", 0.0, "must be positive, and a float32, not 0.0"),
    ("learning_rate", math.inf, "must be positive, and a float32, not inf"),
    ("learning_rate", 1e39, "must be positive, and a float32, not 1e+39"),
    ("l1", -0.001, "must be zero or positive, and a float32, not -0.001"),
    ("l1", math.nan, "must be zero or positive, and a float32, not nan"),
    ("importance", 0.0, "must be positive, and its power of features - 1 a float32, not 0.0"),
    ("importance", -0.5, "must be positive, and its power of features - 1 a float32, not -0.5"),
    ("importance", 1e10, "must be positive, and its power of features - 1 a float32, not 1e10"),
]


@pytest.mark.parametrize(("setting", "value", "message"), BAD)
def test_a_bad_setting_is_refused_by_name(
    setting: str, value: float, message: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=f"^{setting} must be"):
        Settings(**{setting: value})  # type: ignore[arg-type]
    flag = f"--{setting.replace('_', '-')}"
    command = [sys.executable, "-m", "trainer", f"{flag}={value}", "-o", f"{tmp_path}/x.log"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    message = message.replace("1e10", "10000000000.0")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"trainer: {flag} {message}; --help shows the options\n"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "settings",
    [
        {"features": 1, "hidden": 1, "runs": 1, "every": 1, "batch_size": 1, "samples": 1},
        {"samples": 2**24},
        {"seed": 2**32 - 1},
        {"sparsity": 0.0},
        {"importance": 1.5},
        {"features": 1, "importance": 1e38},
        {"l1": 0.0, "learning_rate": 1e-30},
    ],
)
def test_settings_at_the_edge_of_what_is_allowed_are_taken(settings: dict[str, float]) -> None:
    Settings(**settings)  # type: ignore[arg-type]


def test_the_defaults_are_the_pentagon_of_the_post() -> None:
    assert Settings() == Settings(
        features=5,
        hidden=2,
        importance=0.7,
        sparsity=0.9,
        runs=10000,
        every=100,
        batch_size=1024,
        samples=100000,
        learning_rate=1,
        l1=0,
        seed=0,
        gradient="post",
        dialect="post",
    )


@pytest.mark.parametrize("setting", ["features", "hidden", "runs", "every", "seed", "samples"])
def test_a_count_that_is_no_whole_number_is_refused(setting: str) -> None:
    for value in (2.5, 10.0, "10"):
        with pytest.raises(SettingsError, match=f"^{setting} must be a whole number"):
            Settings(**{setting: value})  # type: ignore[arg-type]


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(SettingsError, match="dialect must be post or program, not Pascal"):
        Settings(dialect="Pascal")  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match="gradient must be post or exact, not Adam"):
        Settings(gradient="Adam")  # type: ignore[arg-type]
