"""Count how pairs of features, and six of which one is active, end up: print docs/activity.md.

Takes the folders of three sweeps: correlated pairs, anticorrelated pairs, single features.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from animator import read_table
from animator.geometry import is_represented
from bench.least_loss import least_loss

Array = npt.NDArray[np.float64]

SHAPES = {"in one direction": 0, "orthogonal": 90, "antipodal": 180}  # degrees between partners
LEFT_OUT, OTHER = "a feature is left out", "other"
CLOSE = 15  # degrees
SHORT = 0.1  # the norm of a feature that is shorter than represented ones, but not zero

PAGE = """# Which features are active together

Features of real data are not independent. `--activity` of the [trainer](stages.md) draws features
that are active together, never together, or one at a time. What the model does with them depends on
this. The section "Correlated and Anticorrelated Features" of [Toy Models of
Superposition](https://transformer-circuits.pub/2022/toy_model/) describes it.

Below, AdamW follows the exact gradient, and all features are equally important. In the first two
experiments there are four features in two hidden dimensions: 0 and 1 are a pair of partners, and so
are 2 and 3. Losses are those of the logs, half of the sum of squares.

## Correlated pairs

The features of a pair are either both active or both zero. The density is the probability that they
are active ([logs/correlated.grid](../logs/correlated.grid)).

![Weights of 40 trainings. At the densities 0.02 and 0.1 most are squares, in which partners are
neighbours. At 0.3 and 0.5, in most of them partners lie on each other.](correlated.png)

What to see: while features are sparse, partners (dark blue and green, pink and turquoise) are
**orthogonal**. Each is antipodal to a feature of the other pair, which is seldom active at the same
time. When features are dense, both pairs are often active at once, and partners **merge**: each
pair has a dimension of its own, which represents the mean of the two.

| density | partners orthogonal | in one direction | antipodal | a feature is left out | other | \
least loss of a seed | least if orthogonal | least if in one direction |
|---|---|---|---|---|---|---|---|---|
{correlated}

At each density, the table counts the shapes in which 40 trainings end. The last two columns are the
least expected losses of a model that has two features in each dimension: one of each pair, or both
of one pair. [bench/least_loss.py](../bench/least_loss.py) finds them without training. The two are
equal at the density {crossing:.3f}: below it, partners are better orthogonal, above it merged. Near
it, one pair may be merged and the other not, which is where most of the other trainings at 0.2 have
ended.

## Anticorrelated pairs

At most one feature of a pair is active. The density is the probability of each feature
([logs/anticorrelated.grid](../logs/anticorrelated.grid)).

![Weights of 40 trainings. Most are squares. At a density of 0.5, partners are opposite corners in
all squares; at 0.02, in one.](anticorrelated.png)

What to see: **antipodal** partners share a dimension and never disturb each other, so their loss is
zero at every density. Not every training finds this. In the other squares, partners are orthogonal,
and antipodal features are sometimes active together. These are local minima: to leave one, a
feature would have to pass through another one. The denser the features, the more trainings find the
best solution.

| density | partners antipodal | orthogonal | a feature is left out | other | \
greatest loss if antipodal | least loss of the others |
|---|---|---|---|---|---|---|
{anticorrelated}

## One feature at a time

Exactly one of six features is active in each sample. Very sparse features are nearly like this: two
are seldom active at once.

![Four trainings, each with its loss and its weights. They end in a hexagon, in a pentagon, in a
pentagon with a short sixth feature, and in a square.](levels.png)

What to see: the loss comes to rest at one of several levels, and each level is a shape. The lines
are the exact least losses of the shapes. Only the first training finds the best one, the hexagon.
In the second, features 0 and 2 share a corner until, from run 300 on, feature 0 leaves it. The four
trainings differ only in their seeds. In the words of [levels.md](levels.md), the sixth feature is
at its mean in the pentagon, and silent where it is short. This is where {seeds} seeds end:

| shape | seeds | mean loss |
|---|---|---|
{levels}

```sh
make correlated.png      # the first picture; correlated.mp4 is its film
make anticorrelated.png  # the second picture
make levels.mp4          # the film of the third picture
```

`make docs/activity.md` makes this page, from more seeds than the pictures show: 40 of each density,
and {seeds} of single features. Partners count as orthogonal, antipodal or in one direction if the
angles of both pairs are within {close} degrees of that. A feature counts as left out if its norm is
below 0.5. The loss of a training is the mean of the last tenth of its runs, so it may be a little
below the least expected one.
"""


def main() -> None:
    """Print the page."""
    correlated, anticorrelated, single = (read_table(path, weights=True) for path in sys.argv[1:])
    crossing = density_of_equal_losses()
    print(
        PAGE.format(
            correlated="\n".join(correlated_rows(correlated)),
            anticorrelated="\n".join(anticorrelated_rows(anticorrelated)),
            levels="\n".join(level_rows(single)),
            seeds=len(single),
            crossing=crossing,
            close=CLOSE,
        ),
        end="",
    )


def shape_of_pairs(W: Array) -> str:
    """Return how the partners in weights (2, 4) lie: a key of SHAPES, LEFT_OUT or OTHER."""
    if not is_represented(W).all():
        return LEFT_OUT
    directions = W / np.linalg.norm(W, axis=0)
    cosines = (directions[:, ::2] * directions[:, 1::2]).sum(axis=0)
    angles = np.degrees(np.arccos(np.clip(cosines, -1, 1)))
    for shape, angle in SHAPES.items():
        if (np.abs(angles - angle) <= CLOSE).all():
            return shape
    return OTHER


def shape_of_single(W: Array) -> str:
    """Return the shape of six features of which one is active at a time."""
    represented = is_represented(W).sum()
    is_short = (np.linalg.norm(W, axis=0) > SHORT).sum() > represented
    name = {6: "hexagon", 5: "pentagon", 4: "square"}.get(represented, OTHER)
    return f"{name} and a short sixth feature" if is_short else name


def correlated_rows(table: pd.DataFrame) -> Iterator[str]:
    """Yield a row of the page for each density."""
    shapes = ("orthogonal", "in one direction", "antipodal", LEFT_OUT)
    densities = np.unique(table["density"].to_numpy(float))
    exact = [two_least(densities, activity) for activity in ("independent", "correlated")]
    for density, *levels in zip(densities, *exact, strict=True):
        trainings = table[table["density"] == density]
        counts = Counter(map(shape_of_pairs, trainings["W"]))
        yield row(density, counts, shapes, [trainings["loss"].min(), *levels])


def anticorrelated_rows(table: pd.DataFrame) -> Iterator[str]:
    """Yield a row of the page for each density."""
    for density, trainings in table.groupby("density"):
        shapes = trainings["W"].map(shape_of_pairs)
        is_antipodal = shapes == "antipodal"
        losses = trainings["loss"][is_antipodal].max(), trainings["loss"][~is_antipodal].min()
        yield row(density, Counter(shapes), ("antipodal", "orthogonal", LEFT_OUT), losses)


def level_rows(table: pd.DataFrame) -> Iterator[str]:
    """Yield a row of the page for each shape, that of least loss first."""
    shapes = table["W"].map(shape_of_single)
    groups = table["loss"].groupby(shapes).agg(["size", "mean"]).sort_values("mean")
    for shape, (count, loss) in groups.iterrows():
        yield f"| {shape} | {count:.0f} | {loss:.5f} |"


def row(
    density: object, counts: Counter[str], shapes: tuple[str, ...], losses: Sequence[float]
) -> str:
    """Return a row: the density, how many trainings have each shape or another one, and losses."""
    known = [counts[shape] for shape in shapes]
    cells = [density, *known, counts.total() - sum(known), *map(loss_text, losses)]
    return f"| {' | '.join(map(str, cells))} |"


def loss_text(loss: float) -> str:
    """Return a loss, or a dash if there is none."""
    return "–" if np.isnan(loss) else f"{loss:.5f}"


def two_least(density: Array, activity: str) -> Array:
    """Return the least expected loss of two dimensions, each with two features of this activity."""
    loss, _ = least_loss(2, 1, np.ones_like(density), density, activity)
    return 2 * loss


def density_of_equal_losses() -> float:
    """Return where two correlated features have the same least loss as two independent ones."""
    densities = np.linspace(0.24, 0.27, 4)
    merged, apart = (two_least(densities, name) for name in ("correlated", "independent"))
    return float(np.interp(0, apart - merged, densities))


if __name__ == "__main__":
    main()
