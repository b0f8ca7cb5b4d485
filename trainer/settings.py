"""The settings of a training, checked before any work is done."""

import math
import operator
import reprlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from numbers import Real
from typing import Any, Literal, NoReturn, get_args, get_origin

Activity = Literal["independent", "correlated", "anticorrelated", "single"]
Dialect = Literal["post", "program"]
Gradient = Literal["post", "exact"]
Init = Literal["uniform", "xavier"]
OptimizerName = Literal["sgd", "adamw"]
CLibrary = Literal["glibc", "bsd", "musl"]
Every = int | Sequence[int] | Literal["log"]

FLOAT32_MAX = (2 - 2**-23) * 2.0**127
MAX_COUNT = 2**24  # float32 holds no larger count exactly: some samples could never be drawn
MAX_DECIMALS = 50  # enough for the smallest float32


class SettingsError(ValueError):
    """Say which setting is wrong, what is allowed, and what was given."""

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(f"{setting} {reason}")
        self.setting = setting
        self.reason = reason


class Default(float):
    """Mark a number that was not given, and which may therefore depend on other settings."""


class DefaultCount(int):
    """Mark a whole number that was not given."""


SPARSITY = Default(0.9)
LEARNING_RATES: dict[OptimizerName, Default] = {"sgd": Default(1), "adamw": Default(0.001)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Hold the settings of a training; the defaults are those of the post's pentagon.

    Numbers may be numpy's; they are stored as int or float. Raises SettingsError, which is a
    ValueError, for the first value that is not allowed. Give either sparsity or density: the other
    one follows from it.

    >>> Settings(features=6, optimizer="adamw").learning_rate
    0.001
    """

    features: int = 5  #: n, the number of input features
    hidden: int = 2  #: m, the number of hidden dimensions
    importance: float = 0.7  #: R: feature i has the importance R^i in the loss
    sparsity: float = SPARSITY  #: S: the probability that a feature is zero
    density: float = Default(0.1)  #: 1 - S: the probability that a feature is not zero
    #: Which features are active together: all are independent; or of each set of consecutive
    #: features, all are active or none is (correlated), or one at most (anticorrelated); or exactly
    #: one of the sample is (single), so that the density is 1 / features.
    activity: Activity = "independent"
    set_size: int = DefaultCount(2)  #: K, the number of features in a set
    runs: int = 10000  #: the number of batches to train on
    #: A snapshot is taken after every so many runs; 0: only after the last one. A sequence: after
    #: so many runs each, where 0 stands for the first parameters. "log": as the sequence 0, 1, 2,
    #: 5, 10, 20, 50, ... does, and after the last run.
    every: Every = 100
    decimals: int = 4  #: of a loss in the log; other values have one less
    batch_size: int = 1024  #: B, the number of samples in a batch
    samples: int = 100000  #: the number of samples in the data set; 0: new samples in each run
    optimizer: OptimizerName = "sgd"  #: plain steps as the post takes them, or AdamW
    learning_rate: float = LEARNING_RATES["sgd"]  #: eta; 0.001 if the optimizer is AdamW
    weight_decay: float = Default(0.01)  #: of AdamW
    init: Init = "uniform"  #: how W and b are drawn: uniform in [0, 0.001], or W normal and b zero
    l1: float = 0.0  #: alpha, the weight of the L1 penalty
    seed: int = 0  #: of the C library's random(); glibc's gives 0 and 1 the same numbers
    random: CLibrary = "glibc"  #: whose random(): that of Linux, macOS (bsd) or Alpine (musl)
    gradient: Gradient = "post"  #: the post's update rule, or the exact gradient of the loss
    fast_math: bool = False  #: sums in the order of BLAS: not the same bits on every machine
    dialect: Dialect = "post"  #: the format of the log, and which features the L1 penalty is of

    def __post_init__(self) -> None:
        for setting in ("features", "hidden", "batch_size"):
            self._check_whole(setting, 1, MAX_COUNT)
        self._check_whole("samples", 0, MAX_COUNT)
        self._check_whole("runs", 1)
        self._check_every()
        self._check_whole("decimals", 1, MAX_DECIMALS)
        self._check_whole("seed", 0, 2**32 - 1)
        for field in fields(self):
            if get_origin(field.type) is Literal:
                self._check_name(field.name, get_args(field.type))
        self._check_sparsity()
        self._check_set_size()
        self._check_real(
            "learning_rate", lambda eta: 0 < eta <= FLOAT32_MAX, "positive and fit into a float32"
        )
        for setting in ("l1", "weight_decay"):
            self._check_real(
                setting, lambda v: 0 <= v <= FLOAT32_MAX, "zero or positive and fit into a float32"
            )
        self._check_real(
            "importance",
            lambda ratio: (
                0 < ratio <= FLOAT32_MAX
                and math.log(ratio) * (self.features - 1) < math.log(FLOAT32_MAX)
            ),
            "positive, and its power of features - 1 must fit into a float32",
        )
        self._check_optimizer()
        if not isinstance(self.fast_math, bool):
            self._refuse("fast_math", "True or False")

    def _check_every(self) -> None:
        if isinstance(self.every, str) and self.every == "log":
            return
        number = _as_int(self.every)
        counts = _as_ints(self.every) if number is None else [number]
        if not counts or min(counts) < 0:
            self._refuse("every", "a whole number of at least 0, a list of them, or log")
        self._set("every", tuple(sorted(set(counts))) if number is None else number)

    def _check_sparsity(self) -> None:
        if isinstance(self.density, Default) and isinstance(self.sparsity, Default):
            # Neither is given, though both may have followed from settings that replace() changes.
            is_single = self.activity == "single"
            self._set("sparsity", Default(1 - 1 / self.features) if is_single else SPARSITY)
            self._set("density", Default(1 / self.features if is_single else 1 - SPARSITY))
        elif self.activity == "single":
            given = "sparsity" if isinstance(self.density, Default) else "density"
            raise SettingsError(given, "is not allowed if the activity is single")
        elif isinstance(self.density, Default):
            self._check_real("sparsity", lambda s: 0 <= s < 1, "in [0, 1)")
            self._set("density", Default(1 - self.sparsity))
        elif isinstance(self.sparsity, Default):
            self._check_real("density", lambda d: 0 < d <= 1, "in (0, 1]")
            self._set("sparsity", Default(1 - self.density))
        else:
            raise SettingsError(
                "density", "is 1 - sparsity, and sparsity is given too: give only one of the two"
            )

    def _check_set_size(self) -> None:
        if self.activity in ("independent", "single"):
            if not isinstance(self.set_size, DefaultCount):
                raise SettingsError(
                    "set_size", "is only allowed if the activity is correlated or anticorrelated"
                )
            return
        if not isinstance(self.set_size, DefaultCount):
            self._check_whole("set_size", 1, MAX_COUNT)
        if self.features % self.set_size:
            self._refuse("set_size", f"a number that divides the {self.features} features")
        # A sparsity of 0.95 is a density of 0.050000000000000044, and 20 of these are allowed.
        if self.activity == "anticorrelated" and self.set_size * self.density > 1 + 1e-9:
            reason = "times the density must be at most 1 if the activity is anticorrelated, not"
            raise SettingsError("set_size", f"{reason} {self.set_size} * {self.density:.12g}")

    def _check_optimizer(self) -> None:
        if isinstance(self.learning_rate, Default):
            self._set("learning_rate", LEARNING_RATES[self.optimizer])
        if self.optimizer != "adamw" and not isinstance(self.weight_decay, Default):
            raise SettingsError("weight_decay", "is only allowed if the optimizer is adamw")

    @property
    def snapshot_counts(self) -> Sequence[int]:
        """The numbers of runs after which a snapshot is taken, in ascending order."""
        if isinstance(self.every, int):
            interval = self.every or self.runs
            return range(interval, self.runs + 1, interval)
        if self.every == "log":
            powers = [10**digits for digits in range(len(str(self.runs)))]
            series = [digit * power for power in powers for digit in (1, 2, 5)]
            return [*(count for count in series if count < self.runs), self.runs]
        # The first parameters are printed together with the snapshot after the first run.
        return sorted({max(count, 1) for count in self.every if count <= self.runs})

    @property
    def has_first_parameters(self) -> bool:
        """Whether the parameters before the first run are shown, too."""
        return not isinstance(self.every, int) and (self.every == "log" or self.every[0] == 0)

    def _check_whole(self, setting: str, least: int, most: float = math.inf) -> None:
        allowed = f"from {least} to {most}" if most < math.inf else f"of at least {least}"
        number = _as_int(getattr(self, setting))
        if number is None or not least <= number <= most:
            self._refuse(setting, f"a whole number {allowed}")
        self._set(setting, number)

    def _check_real(self, setting: str, holds: Callable[[float], bool], allowed: str) -> None:
        number = _as_float(getattr(self, setting))
        if not holds(number):
            self._refuse(setting, allowed)
        self._set(setting, number)

    def _check_name(self, setting: str, names: tuple[str, ...]) -> None:
        name = getattr(self, setting)
        if not isinstance(name, str) or name not in names:
            self._refuse(setting, f"{', '.join(names[:-1])} or {names[-1]}")

    def _set(self, setting: str, value: float | Sequence[int]) -> None:
        object.__setattr__(self, setting, value)  # the dataclass is frozen

    def _refuse(self, setting: str, allowed: str) -> NoReturn:
        given = " ".join(reprlib.repr(getattr(self, setting)).split())  # one line, not too long
        raise SettingsError(setting, f"must be {allowed}, not {given}")


def _as_int(value: Any) -> int | None:
    """Return a whole number of Python or numpy as an int, and None for anything else."""
    try:
        is_truth = isinstance(value, bool) or str(getattr(value, "dtype", "")) == "bool"
        return None if is_truth else operator.index(value)
    except TypeError:
        return None


def _as_ints(values: Any) -> list[int]:
    """Return several whole numbers as ints, and an empty list for anything else."""
    try:
        numbers = [_as_int(value) for value in values]
    except TypeError:
        return []
    whole = [number for number in numbers if number is not None]
    return whole if len(whole) == len(numbers) else []


def _as_float(value: object) -> float:
    """Return a real number as a float, and NaN, which no setting allows, for anything else."""
    if isinstance(value, Default):
        return value
    try:
        return float(value) if isinstance(value, Real) and not isinstance(value, bool) else math.nan
    except OverflowError:
        return math.inf
