from collections.abc import Sequence
from pathlib import Path

import pytest

from trainer.settings import Settings
from trainer.sweep import SweepError
from trainer.sweep.folder import add_log, missing, open_folder
from trainer.sweep.grid import Grid, Training, Value

from .program import files

VALUES: dict[str, Sequence[Value]] = {"seed": [2, 3], "sparsity": [0.5, 0.9], "runs": [3]}


@pytest.mark.parametrize(
    ("values", "theirs", "ours"),
    [
        ({**VALUES, "runs": [4]}, "--runs 3", "--runs 4"),
        (
            {**VALUES, "hidden": [1], "l1": [0.5]},
            "--hidden 2, --l1 0",
            "--hidden 1, --l1 0.5",
        ),
        (
            {"seed": [2, 3], "runs": [3]},
            "varied: seed, sparsity",
            "varied: seed",
        ),
        (
            {"sparsity": [0.5, 0.9], "seed": [2, 3], "runs": [3]},
            "varied: seed, sparsity",
            "varied: sparsity, seed",
        ),
    ],
)
def test_the_settings_that_differ_are_named(
    values: dict[str, Sequence[Value]], theirs: str, ours: str, tmp_path: Path
) -> None:
    with open_folder(tmp_path, Grid(VALUES)):
        pass
    before = files(tmp_path)
    with pytest.raises(SweepError) as error, open_folder(tmp_path, Grid(values)):
        pass
    assert error.value.status == 2
    assert str(error.value) == (
        f"the logs in {tmp_path} were trained with {theirs}, not with {ours}; name another folder"
    )
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    "values",
    [
        {**VALUES, "seed": range(1, 100)},
        {**VALUES, "hidden": [2]},  # the default
        {"runs": [3], "seed": [2, 3], "sparsity": [0.5, 0.9]},
    ],
)
def test_more_values_of_what_varies_are_no_other_settings(
    values: dict[str, Sequence[Value]], tmp_path: Path
) -> None:
    with open_folder(tmp_path, Grid(VALUES)):
        pass
    before = files(tmp_path)
    with open_folder(tmp_path, Grid(values)):
        pass
    assert files(tmp_path) == before


def test_a_folder_of_a_version_with_fewer_settings_goes_on_if_they_have_their_defaults(
    tmp_path: Path,
) -> None:
    with open_folder(tmp_path, Grid(VALUES)):
        pass
    whole = files(tmp_path)
    older = whole["settings.args"].replace(b"--random glibc\n", b"")
    assert older != whole["settings.args"]
    (tmp_path / "settings.args").write_bytes(older)
    with (
        pytest.raises(SweepError, match="with the defaults, not with --random musl; name"),
        open_folder(tmp_path, Grid({**VALUES, "random": ["musl"]})),
    ):
        pass
    with open_folder(tmp_path, Grid(VALUES)):
        pass
    assert files(tmp_path) == whole


def test_a_folder_is_free_again_when_a_sweep_has_ended(tmp_path: Path) -> None:
    grid = Grid(VALUES)
    with (
        open_folder(tmp_path, grid),
        pytest.raises(SweepError, match="another sweep"),
        open_folder(tmp_path, grid),
    ):
        pass
    with open_folder(tmp_path, grid):
        pass


def test_a_log_is_missing_until_it_is_added(tmp_path: Path) -> None:
    trainings = [Training(f"seed={seed}.log.gz", Settings(seed=seed)) for seed in (1, 2)]
    folder = tmp_path / "new" / "folder"
    with open_folder(folder, Grid(VALUES)):
        add_log(folder, "seed=1.log.gz", b"log")
        assert list(missing(folder, trainings)) == trainings[1:]
    assert files(folder)["seed=1.log.gz"] == b"log"
