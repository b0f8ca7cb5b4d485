import itertools

import pytest

from trainer.options import value_text
from trainer.settings import Settings, SettingsError
from trainer.sweep.grid import Grid


def test_all_combinations_are_trained_the_first_setting_varying_slowest() -> None:
    grid = Grid({"sparsity": [0.9, 0.5], "runs": [20], "seed": range(1, 3)})
    assert list(grid) == [
        ("sparsity=0.9,seed=1.log.gz", Settings(sparsity=0.9, runs=20, seed=1)),
        ("sparsity=0.9,seed=2.log.gz", Settings(sparsity=0.9, runs=20, seed=2)),
        ("sparsity=0.5,seed=1.log.gz", Settings(sparsity=0.5, runs=20, seed=1)),
        ("sparsity=0.5,seed=2.log.gz", Settings(sparsity=0.5, runs=20, seed=2)),
    ]
    assert len(grid) == 4


def test_the_trainings_are_made_one_by_one() -> None:
    grid = Grid({"seed": range(2**32), "every": range(2**40), "learning_rate": [1.0, 2.0]})
    names = [training.name for training in itertools.islice(grid, 3)]
    assert names[2] == "seed=0,every=1,learning_rate=1.log.gz"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        (0.1, "0.1"),
        (0.01, "0.01"),
        (10.0, "10"),
        (0.30000000000000004, "0.30000000000000004"),
        (1e-9, "1e-09"),
        (1e300, "1e+300"),
        ("exact", "exact"),
    ],
)
def test_a_value_is_written_briefly_and_reads_back_exactly(value: object, text: str) -> None:
    assert value_text(value) == text
    assert type(value)(text) == value  # type: ignore[call-arg]


def test_a_combination_that_is_not_allowed_is_named() -> None:
    grid = Grid({"importance": [0.9, 1e9], "features": [2, 6], "runs": [1]})
    with pytest.raises(SettingsError) as error:
        list(grid)
    assert str(error.value) == (
        "importance must be positive, and its power of features - 1 must fit into a float32, "
        "not 1000000000.0 (in importance=1000000000,features=6)"
    )


def test_the_settings_that_do_not_vary_are_options_of_the_trainer() -> None:
    grid = Grid({"seed": range(1, 3), "batch_size": [8], "sparsity": [0.5]})
    options = grid.fixed_options()
    assert "--batch-size 8" in options
    assert "--sparsity 0.5" in options
    assert "--hidden 2" in options
    assert not any(option.startswith("--seed") for option in options)
