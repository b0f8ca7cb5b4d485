"""Compare AdamW with the numbers of PyTorch that tests/data/adamw.py has printed."""

from itertools import groupby

import numpy as np
import pytest

from trainer import Settings
from trainer.optimizers import AdamW

from ..checkout import read_tsv

START = [0.5, -1.25, 0.001, 3.0]  # as in adamw.py

STEPS = [
    (rate, decay, [(float(row["gradient"]), float(row["value"])) for row in rows])
    for (rate, decay, _), rows in groupby(
        read_tsv("adamw.tsv"),
        lambda row: (float(row["learning_rate"]), float(row["weight_decay"]), int(row["step"])),
    )
]
CASES = sorted({(rate, decay) for rate, decay, _ in STEPS})


@pytest.mark.parametrize(("rate", "decay"), CASES)
def test_adamw_takes_the_steps_of_pytorch(rate: float, decay: float) -> None:
    batch_size = 4
    optimizer = AdamW(
        Settings(optimizer="adamw", learning_rate=rate, weight_decay=decay, batch_size=batch_size)
    )
    theta = np.array(START, np.float32)
    steps = [step for *case, step in STEPS if case == [rate, decay]]
    assert len(steps) == 6
    for step in steps:
        gradient, expected = np.array(step, np.float32).T
        theta = optimizer.update(theta, batch_size * gradient)
        assert theta.dtype == np.float32
        assert np.allclose(theta, expected, rtol=5e-7, atol=1e-9)


def test_adamw_has_the_defaults_of_pytorch() -> None:
    settings = Settings(optimizer="adamw")
    assert (settings.learning_rate, settings.weight_decay) == (0.001, 0.01)
