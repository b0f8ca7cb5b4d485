"""Compare AdamW with the numbers of PyTorch that tests/data/adamw.py has printed."""

from itertools import groupby

import numpy as np

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


def test_adamw_takes_the_steps_of_pytorch_with_each_rate_and_decay_side_by_side() -> None:
    batch_size = 4
    optimizer = AdamW(
        [
            Settings(optimizer="adamw", learning_rate=rate, weight_decay=decay, batch_size=4)
            for rate, decay in CASES
        ]
    )
    theta = np.array([[START]] * len(CASES), np.float32)
    steps = np.array([[step for *of, step in STEPS if of == [*case]] for case in CASES], np.float32)
    assert steps.shape == (len(CASES), 6, len(START), 2)
    for step in range(6):
        gradient, expected = np.moveaxis(steps[:, None, step], -1, 0)
        theta = optimizer.update(theta, batch_size * gradient)
        assert theta.dtype == np.float32
        assert np.allclose(theta, expected, rtol=5e-7, atol=1e-9)


def test_adamw_has_the_defaults_of_pytorch() -> None:
    settings = Settings(optimizer="adamw")
    assert (settings.learning_rate, settings.weight_decay) == (0.001, 0.01)


def test_adamw_says_nothing_of_a_decay_that_float32_cannot_hold() -> None:
    settings = Settings(optimizer="adamw", learning_rate=1e30, weight_decay=1e30)
    theta = np.ones((1, 1, 2), np.float32)
    with np.errstate(over="ignore", invalid="ignore"):  # as train() does
        assert not np.isfinite(AdamW([settings]).update(theta, theta)).all()
