import numpy as np
import pandas as pd
import pytest

from animator.map.values import best_trainings, values_of

NAN, INF = np.nan, np.inf


def table_of(*rows: tuple[float, int | None, str | None]) -> pd.DataFrame:
    """Return the table of trainings of one cell: loss, represented features, polygon."""
    columns = ["loss", "represented", "polygon"]
    table = pd.DataFrame(rows, columns=columns).astype({"loss": float, "represented": "Int64"})
    return table.assign(density=0.1, seed=range(len(rows)))


@pytest.mark.parametrize(
    ("rows", "seed", "agreement"),
    [
        ([(0.5, 1, None)], 0, 1),
        ([(0.5, 1, None), (0.1, 1, None), (0.4, 1, None), (0.6, 1, None)], 1, 1 / 4),
        ([(0.109, 5, "pentagon"), (0.1, 5, "pentagon"), (0.111, 5, "pentagon")], 1, 2 / 3),
        ([(0.1, 5, "pentagon"), (0.1, 6, "hexagon"), (0.1, 5, None)], 0, 1 / 3),
        ([(0.1, 5, None), (0.1, 5, "pentagon")], 0, 1 / 2),
        ([(NAN, 5, None), (0.3, 4, "square"), (INF, 4, "square")], 1, 1 / 3),
        ([(0.0, 2, None), (0.0, 2, None), (0.001, 2, None)], 0, 2 / 3),
        ([(0.2, None, None), (0.2, None, None)], 0, 1),
        ([(NAN, None, None), (NAN, None, None)], 0, 0),
    ],
)
def test_the_best_training_has_the_least_loss_and_others_reach_it_or_not(
    rows: list[tuple[float, int | None, str | None]], seed: int, agreement: float
) -> None:
    [best] = best_trainings(table_of(*rows), ["density"]).to_dict("records")
    assert (best["seed"], best["trainings"]) == (seed, len(rows))
    assert best["agreement"] == pytest.approx(agreement)


def test_each_combination_has_a_best_training_of_its_own() -> None:
    table = table_of((0.3, 1, None), (0.2, 2, "digon"), (0.1, 3, None), (0.4, 4, None))
    table["density"] = [0.1, 0.1, 0.2, 0.3]
    table["importance"] = ["a", "a", "a", "b"]
    best = best_trainings(table, ["density", "importance"]).sort_values("density")
    assert best["represented"].tolist() == [2, 3, 4]
    assert best["agreement"].tolist() == [0.5, 1, 1]


def test_counts_and_polygons_are_numbered_in_their_order() -> None:
    names = ["pentagon", None, "square", "10-gon", "9-gon", "digon", None]
    counts = [5, 3, 4, 10, 9, 2, None]
    table = table_of(*[(0.1, count, name) for count, name in zip(counts, names, strict=True)])
    numbers, labels = values_of(table, "polygon")
    assert labels == ["none", "digon", "square", "pentagon", "9-gon", "10-gon"]
    assert numbers[:6].tolist() == [3, 0, 2, 5, 4, 1]
    assert np.isnan(numbers[6])
    numbers, labels = values_of(table, "represented")
    assert labels == ["2", "3", "4", "5", "9", "10"]
    assert numbers[:6].tolist() == [3, 1, 2, 5, 4, 0]


def test_other_columns_are_numbers_as_they_are() -> None:
    numbers, labels = values_of(table_of((0.25, 1, None), (INF, None, None)), "loss")
    assert numbers.tolist() == [0.25, INF]
    assert labels == []
