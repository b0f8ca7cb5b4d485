"""Numbers as JSON that a page decodes to the same numbers: two bytes each where that is exact."""

import base64
from typing import Any

import numpy as np
import numpy.typing as npt

from ..geometry import Array, Integers

MOST_DECIMALS = 6
LARGEST = 2**15 - 1  # that two bytes hold
MISSING = -LARGEST - 1  # stands for NaN


def encode_numbers(values: Array) -> dict[str, Any]:
    """Return numbers of any shape, row by row, as {"base64": ..., "bits": ..., "scale": ...}.

    They are whole 16-bit numbers divided by `scale` if all of them are exactly that, as the short
    decimals of a log are; `missing` stands for NaN. Otherwise they are floats of 32 bits, or of 64
    if some are too large for that. NaN and infinities are kept. The bytes are little-endian.
    """
    values = values.ravel()
    for scale in 10.0 ** np.arange(MOST_DECIMALS + 1):
        scaled = np.round(values * scale)
        if not (np.isnan(values) | (np.abs(scaled) <= LARGEST)).all():
            break
        if np.array_equal(scaled / scale, values, equal_nan=True):
            whole = np.where(np.isnan(scaled), MISSING, scaled).astype("<i2")
            return {"base64": _text(whole), "bits": 16, "scale": scale, "missing": MISSING}
    largest = np.max(np.abs(values), where=np.isfinite(values), initial=0)
    bits = 32 if largest <= np.finfo(np.float32).max else 64
    return {"base64": _text(values.astype(f"<f{bits // 8}")), "bits": bits, "scale": 1}


def encode_runs(runs: Integers) -> dict[str, Any]:
    """Return run numbers as {"first", "step", "count"}, or as a list if their step changes."""
    steps = np.diff(runs)
    if len(steps) and (steps != steps[0]).any():
        return {"list": runs.tolist()}
    step = int(steps[0]) if len(steps) else 1
    return {"first": int(runs[0]) if len(runs) else 0, "step": step, "count": len(runs)}


def _text(numbers: npt.NDArray[Any]) -> str:
    return base64.b64encode(numbers.tobytes()).decode()
