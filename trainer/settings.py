"""What to train, checked before any work."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

Dialect = Literal["post", "program"]
Gradient = Literal["post", "exact"]

FLOAT32_MAX = (2 - 2**-23) * 2.0**127
EXACT = 2**24  # float32 counts so far exactly: beyond, some samples would never be drawn


class SettingsError(ValueError):
    """Say which setting is wrong and what is allowed."""

    def __init__(self, setting: str, allowed: str, value: object) -> None:
        super().__init__(f"{setting} must be {allowed}, not {value}")
        self.setting = setting
        self.allowed = allowed
        self.value = value


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Hold what the C program calls its settings; the defaults are the post's pentagon.

    Raises SettingsError, a ValueError, for the first value that is out of range.
    """

    features: int = 5  # n, the input features
    hidden: int = 2  # m, the hidden dimensions
    importance: float = 0.7  # R: feature i counts R^i in the loss
    sparsity: float = 0.9  # S: the probability that a feature is zero
    runs: int = 10000  # batches to train on
    every: int = 100  # runs from a snapshot to the next
    batch_size: int = 1024
    samples: int = 100000  # in the synthetic data set
    learning_rate: float = 1.0  # eta
    l1: float = 0.0  # alpha, the weight of the L1 penalty
    seed: int = 0  # srandom's argument
    gradient: Gradient = "post"  # the post's rule, or the gradient of the loss
    dialect: Dialect = "post"

    def __post_init__(self) -> None:
        for setting in ("features", "hidden", "runs", "every", "batch_size", "samples"):
            most = None if setting in ("runs", "every") else EXACT
            self._require_whole(setting, least=1, most=most)
        self._require_whole("seed", least=0, most=2**32 - 1)
        self._require("sparsity", 0 <= self.sparsity < 1, "in [0, 1)")
        self._require(
            "learning_rate", 0 < self.learning_rate <= FLOAT32_MAX, "positive, and a float32"
        )
        self._require("l1", 0 <= self.l1 <= FLOAT32_MAX, "zero or positive, and a float32")
        self._require(
            "importance",
            0 < self.importance <= FLOAT32_MAX
            and math.log(self.importance) * (self.features - 1) < math.log(FLOAT32_MAX),
            "positive, and its power of features - 1 a float32",
        )
        self._require("gradient", self.gradient in get_args(Gradient), "post or exact")
        self._require("dialect", self.dialect in get_args(Dialect), "post or program")

    def _require_whole(self, setting: str, *, least: int, most: int | None) -> None:
        value = getattr(self, setting)
        allowed = f"at least {least}" if most is None else f"from {least} to {most}"
        holds = isinstance(value, int) and least <= value <= (value if most is None else most)
        self._require(setting, holds, f"a whole number, {allowed}")

    def _require(self, setting: str, holds: bool, allowed: str) -> None:
        if not holds:
            raise SettingsError(setting, allowed, getattr(self, setting))
