import math
from collections.abc import Iterator

import pytest

from trainer.settings import Settings
from trainer.sweep import estimate
from trainer.training import Step, train


@pytest.mark.parametrize(
    ("runs", "seconds"),
    [  # 10 s to draw the data, and 2 s a run
        (1, 12),
        (32, 74),
        (33, 76),
        (1000, 2010),
        (10**6, 2000010),
    ],
)
def test_the_first_runs_tell_how_long_a_training_takes(
    runs: int, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = 0.0

    def slow_train(group: list[Settings]) -> Iterator[list[Step]]:
        nonlocal time
        time += 10
        [settings] = group
        assert isinstance(settings.every, int)
        for step in train(settings):
            if step.run % settings.every == 0:
                time += 2 * min(settings.every, settings.runs - step.run)
            yield [step]

    monkeypatch.setattr(estimate, "train_side_by_side", slow_train)
    monkeypatch.setattr(estimate, "perf_counter", lambda: time)
    trial = Settings(runs=runs, batch_size=2, samples=9)
    assert math.isclose(estimate.estimate_seconds([trial, trial], 1), seconds, rel_tol=0.05)
