import gzip
from collections.abc import Iterator
from typing import Any

import pytest

from trainer import Settings, train
from trainer.log import format_step
from trainer.sweep.grid import Grid, Training
from trainer.sweep.groups import WINDOW, group_size, grouped, side_by_side
from trainer.sweep.log_bytes import train_logs

SHORT: dict[str, Any] = {"runs": [40], "batch_size": [33], "samples": [200]}


@pytest.mark.parametrize(
    ("missing", "workers", "size"),
    [
        (0, 8, 1),  # a sweep that is complete
        (1, 8, 1),
        (5, 2, 3),
        (8, 8, 1),
        (9, 8, 2),
        (32, 2, 16),
        (64, 2, 16),
        (40, 2, 10),  # two groups a worker instead of 16 + 16 + 8
        (1000, 2, 16),
    ],
)
def test_groups_leave_no_worker_idle(missing: int, workers: int, size: int) -> None:
    assert group_size(missing, workers) == size


@pytest.mark.parametrize(
    ("several", "sizes"),
    [
        ({"seed": range(20)}, [16, 4]),
        ({"seed": range(4), "importance": [0.7, 0.9], "learning_rate": [1, 2]}, [16]),
        ({"dialect": ["post", "program"], "random": ["glibc", "musl"], "decimals": [3, 4]}, [8]),
        ({"seed": range(3), "init": ["uniform", "xavier"], "samples": [200, 300]}, [12]),
        ({"optimizer": ["adamw"], "weight_decay": [0, 1], "seed": range(2)}, [4]),
        ({"activity": ["single"], "seed": range(3)}, [3]),
        (
            {"features": [6], "activity": ["correlated", "anticorrelated"], "seed": range(3)},
            [3, 3],
        ),
        ({"features": [6], "activity": ["anticorrelated"], "set_size": [2, 3]}, [2]),
        ({"density": [0.01, 1], "seed": range(3)}, [3, 3]),  # else most samples would be padding
        ({"seed": range(3), "hidden": [1, 2]}, [3, 3]),
        ({"seed": range(3), "features": [2, 3]}, [3, 3]),
        ({"seed": range(3), "runs": [1, 2]}, [3, 3]),
        ({"seed": range(3), "every": [1, (0, 2)]}, [3, 3]),
        ({"seed": range(3), "batch_size": [33, 34]}, [3, 3]),
        ({"seed": range(3), "samples": [0, 200]}, [3, 3]),
        ({"seed": range(3), "optimizer": ["sgd", "adamw"]}, [3, 3]),
        ({"seed": range(3), "gradient": ["post", "exact"]}, [3, 3]),
        ({"seed": range(2), "l1": [0.1]}, [1, 1]),
        ({"seed": range(2), "l1": [0.1, 0]}, [1, 1, 2]),
        ({"seed": range(2), "fast_math": [True]}, [1, 1]),
        ({"seed": range(2), "features": [1], "hidden": [1]}, [1, 1]),
    ],
)
def test_trainings_that_are_alike_have_the_same_logs_side_by_side(
    several: dict[str, Any], sizes: list[int]
) -> None:
    groups = list(grouped(Grid({**SHORT, **several}), 16))
    assert [len(group) for group in groups] == sizes
    for group in groups:
        every = [training.settings for training in group]
        for settings, log in zip(every, train_logs(every), strict=True):
            assert log == train_logs([settings])[0]
            assert log


def test_a_group_is_no_larger_than_asked_for_and_no_training_is_lost() -> None:
    grid = Grid({"seed": range(300), "hidden": [1, 2]})
    groups = list(grouped(grid, 5))
    assert max(map(len, groups)) == 5
    assert sorted(training.name for group in groups for training in group) == sorted(
        training.name for training in grid
    )


def test_groups_are_found_without_taking_all_trainings() -> None:
    taken = []

    def endless() -> Iterator[Training]:
        while True:
            taken.append(1)
            yield Training(str(len(taken)), Settings(seed=len(taken), density=0.01))

    groups = grouped(endless(), 16)
    assert [training.name for training in next(groups)] == [str(k) for k in range(1, 17)]
    assert len(taken) == WINDOW


@pytest.mark.parametrize(
    ("settings", "most"),
    [
        (Settings(density=0.01), 16),
        (Settings(density=0.1), 8),
        (Settings(features=32, density=0.01), 4),
        (Settings(features=200, hidden=20, density=1), 1),
        (Settings(samples=16_000_000), 1),  # their data would fill the memory
        (Settings(density=5e-324), 16),
    ],
)
def test_as_many_are_side_by_side_as_stay_in_the_cache(settings: Settings, most: int) -> None:
    assert side_by_side(settings) == most


def test_a_compressed_log_is_that_of_the_trainer() -> None:
    settings = Settings(runs=30, every=7, samples=99, batch_size=9, dialect="program", decimals=6)
    text = "".join(format_step(step, settings.dialect, 6) for step in train(settings))
    assert gzip.decompress(train_logs([settings])[0]).decode() == text
