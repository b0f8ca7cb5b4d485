"""What to train, checked before any work."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

Dialect = Literal["post", "program"]
Gradient = Literal["post", "exact"]

FLOAT32_MAX = (2 - 2**-23) * 2.0**127


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
        for setting in ("features", "hidden", "runs", "every", "batch_size"):
            self._require(setting, getattr(self, setting) >= 1, "at least 1")
        self._require(
            "samples",
            1 <= self.samples <= 2**24,
            "from 1 to 16777216, the most that float32 counts exactly",
        )
        self._require("seed", 0 <= self.seed < 2**32, "in [0, 2^32)")
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

    def _require(self, setting: str, holds: bool, allowed: str) -> None:
        if not holds:
            raise SettingsError(setting, allowed, getattr(self, setting))
