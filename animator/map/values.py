"""What a map shows of each combination of settings: the best training, and how many reach it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..geometry import Array, Booleans

CLOSE = 0.1  # a loss that is larger than the least one by at most this share of it reaches it
NO_POLYGON = "none"
NOT_SETTLED = "not settled"  # as legends say


class Values(NamedTuple):
    """Hold numbers, NaN where a value is missing; with labels, they count from the first label."""

    numbers: Array
    labels: list[str]  # of 0, 1, ...; empty if the numbers stand for themselves


def best_trainings(table: pd.DataFrame, axes: Sequence[str]) -> pd.DataFrame:
    """Return the row of least loss for each combination of the settings on the axes.

    Two columns are added: trainings, how many trainings the combination has, and agreement, the
    share of them that reach the best one. Those represent as many features, form the same polygon,
    and have at most a tenth more loss. A training whose loss is not finite reaches nothing.
    """
    on = list(axes)
    finite = table.assign(loss=table["loss"].where(np.isfinite(table["loss"])))
    groups = finite.sort_values("loss", kind="stable").groupby(on, sort=False)
    best = groups.head(1)
    pairs = finite.merge(best, on=on, suffixes=("", "_of_best"))
    reaches = pairs["loss"] <= (1 + CLOSE) * pairs["loss_of_best"]
    for column in ("represented", "polygon"):
        one, other = (pairs[name].astype(object) for name in (column, f"{column}_of_best"))
        reaches &= (one == other) | (one.isna() & other.isna())
    pairs["agreement"] = reaches.astype(float)
    agreement = pairs.groupby(on)["agreement"].mean()
    return best.merge(agreement, on=on).merge(groups.size().rename("trainings"), on=on)


def not_settled(table: pd.DataFrame) -> Booleans:
    """Return which trainings (rows,) have not settled; not those of which that is not known."""
    return ~table["settled"].fillna(True).to_numpy(bool)


def values_of(table: pd.DataFrame, column: str) -> Values:
    """Return the values of a column of a table; counts and polygons get labels."""
    if column not in {"represented", "polygon"}:
        return Values(table[column].to_numpy(float), [])
    is_known = table["represented"].notna().to_numpy(bool)
    names = table[column].astype(object).where(table[column].notna(), NO_POLYGON)
    known = names[is_known]
    # A polygon has a corner for each represented feature.
    corners = table["represented"][is_known].where(known != NO_POLYGON, 0)
    order = dict(zip(known, corners, strict=True))
    present = sorted(order, key=order.__getitem__)
    numbers = np.full(len(table), np.nan)
    numbers[is_known] = [present.index(name) for name in known]
    return Values(numbers, [str(name) for name in present])
