"""The optimizers: how the parameters change, given the gradient of a batch.

Both work on theta (K, m + 1, n), the parameters of K models, and on total, an array of the same
shape with the sum of their gradient terms over a batch of B samples. Neither changes an array in
place. The models may differ in their learning rates and weight decays.

Only additions, multiplications, divisions and square roots are used, which IEEE 754 defines to the
last bit. Therefore the results are the same on every machine; those of `pow` might not be.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .model import Array
from .settings import OptimizerName, Settings

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8  # the defaults of PyTorch


class SGD:
    """Take plain steps, as the post does: θ ← θ - η/B total."""

    def __init__(self, group: Sequence[Settings]) -> None:
        """Compute η/B once, in float32 as the C program does."""
        self._step = _of_each(group, "learning_rate").astype(np.float32) / np.float32(
            group[0].batch_size
        )

    def update(self, theta: Array, total: Array) -> Array:
        """Return theta after a step."""
        return theta - self._step * total


class AdamW:
    """Take steps of a size that hardly depends on the size of the gradient g = total / B.

        mean   ← β₁ mean + (1 - β₁) g
        square ← β₂ square + (1 - β₂) g²
        θ      ← (1 - η λ) θ - η mean / (1 - β₁ᵗ) / (√(square / (1 - β₂ᵗ)) + ε)

    λ is the weight decay, and t counts the steps from 1. The moving averages of g and g² start at
    zero, which is too small; the divisions by 1 - βᵗ correct that (Loshchilov & Hutter 2019,
    https://arxiv.org/abs/1711.05101).
    """

    def __init__(self, group: Sequence[Settings]) -> None:
        """Start with averages of zero."""
        self._learning_rate = _of_each(group, "learning_rate")
        kept = 1 - self._learning_rate * _of_each(group, "weight_decay")  # 1 - η λ
        with np.errstate(over="ignore"):  # it may be infinite, as the parameters then are
            self._kept = kept.astype(np.float32)
        self._batch_size = np.float32(group[0].batch_size)
        self._mean: Array = np.zeros(1, np.float32)  # shaped like theta after the first step
        self._square: Array = np.zeros(1, np.float32)  # likewise
        self._power_1 = self._power_2 = 1.0  # β₁ᵗ and β₂ᵗ

    def update(self, theta: Array, total: Array) -> Array:
        """Return theta after a step."""
        g = total / self._batch_size
        self._mean = self._mean + (1 - BETA_1) * (g - self._mean)
        self._square = BETA_2 * self._square + (1 - BETA_2) * g * g
        self._power_1 *= BETA_1
        self._power_2 *= BETA_2
        step = (self._learning_rate / (1 - self._power_1)).astype(np.float32)
        root: Array = np.sqrt(self._square)
        root = root / np.float32(math.sqrt(1 - self._power_2))
        return self._kept * theta - step * self._mean / (root + EPSILON)


def _of_each(group: Sequence[Settings], setting: str) -> npt.NDArray[np.float64]:
    """Return a setting of each model, in double (K, 1, 1)."""
    return np.array([getattr(settings, setting) for settings in group], float)[:, None, None]


OPTIMIZERS: dict[OptimizerName, type[SGD | AdamW]] = {"sgd": SGD, "adamw": AdamW}
