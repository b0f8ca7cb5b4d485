"""Compare the sweeps of logs/phase*.grid with theory: print docs/phase.md, and draw its pictures.

Takes two folders, each followed by its picture: two features in one dimension, and three in two.
"""

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from animator import read_table
from animator.files.picture_file import save
from animator.geometry import is_represented, norms
from animator.map.axes import Axis
from animator.map.colours import colours_of
from animator.map.values import best_trainings
from animator.scene.themes import own_settings
from bench.by_density import rows_of_pairs
from bench.least_loss import least_loss

X, Y = "density", "importance"
# What becomes of the last feature, in the words of the paper; the first is not expected.
PHASES = ["none represented", "not represented", "dedicated dimension", "superposition"]
SHARED = 0.25  # the least |cos| between features that share a dimension
STARTS = {2: 24, 3: 72}  # in each cell, for so many features
INCHES, DPI = (11, 5), 110

PAGE = """# The phase diagram

When does a model give a feature a dimension of its own, when does it put it into superposition, and
when does it ignore it? The section "Superposition as a Phase Change" of [Toy Models of
Superposition](https://transformer-circuits.pub/2022/toy_model/) asks this of two features that
share one hidden dimension. The first feature has the importance 1, and the importance of the second
varies, as does the density of both:

![Two maps with the same three regions. Sparse features are in superposition. Of dense features only
the more important one is represented.](phase.png)

On the left, AdamW trained {trainings:,} models from normal first weights, {seeds} seeds in each of
{cells} cells; the picture shows the seed of least loss. On the right nothing was trained: these are
the phases of the weights with the least expected loss, which
[bench/least_loss.py](../bench/least_loss.py) finds by quadrature over the distribution of the
features. A feature counts as represented if its norm is at least 0.5. A red cross marks a cell in
which the two differ.

{table}

The measured loss is the mean over {last} batches of new samples. So it can be below the expected
loss, most of all at low densities, where few samples have both features.

Not every seed finds the least loss. `--value agreement` shows where seeds end in other minima: the
share of the seeds of a cell that reach the best one.

![A map of the share of seeds that reach the best one.](phase-agreement.png)

## Two equally important features

One might expect that of two equally important features the model ignores one if they are dense. But
an antipodal pair with a positive bias has less loss at every density. The table compares it with
two simpler models: in the first, one feature has the dimension, and the output of the other is its
mean; in the second, a pair has the weights 1 and -1 and no bias. Losses are summed over the
features and not halved. The integrals are exact, and the least loss is that of the best of 24
random starts. Near the density 1 the weights differ, and the smaller one is below 0.5, so its
feature does not count as represented. At the density 1, x and 1 - x have the same distribution, so
a pair with the same signs, such as that of the first row, has the same loss as an antipodal one.

| density | one feature | plain pair | least loss | weights | biases |
|---|---|---|---|---|---|
{equal}

## Three features in two dimensions

The second phase diagram of the paper has three features in two dimensions, two of them of
importance 1. In the trainer three features have the importances 1, R and R², so this is another
diagram, in which the last feature is the most important one for R > 1. Again, AdamW trained
{trainings_3:,} models ([logs/phase-3.grid](../logs/phase-3.grid)), {seeds_3} seeds in each of
{cells_3} cells. The phases are those of the last feature: its dimension is dedicated if no other
represented feature shares it. On the right is the best of 72 random starts in each cell.

![Two maps with the same three regions. For R < 1 the last feature is in superposition if features
are sparse, and not represented if they are dense; for R > 1 it has a dedicated
dimension.](phase-3.png)

{table_3}

If features are sparse, the two less important ones form an antipodal pair; if they are dense, the
least important one is ignored. Where the pictures differ, neither seed found the least loss, or the
samples were too sparse to tell which seed has less.

```sh
make phase.png                            # the number of represented features
make phase.png FLAGS="--value agreement"  # the share of seeds that reach the best one
make phase-3.png                          # the number of represented features of three
make phase.csv                            # a table with all trainings
make docs/phase.md                        # this page, and the pairs of maps
```
"""

TABLE = """| | |
|---|---|
| cells in which the best seed has the phase of the least expected loss | {best} |
| all trainings that have it | {all} |
| loss of the best seed, divided by the least expected loss | {ratio} |"""


def main() -> None:
    """Print the page, and draw the pictures."""
    folder, picture, folder_3, picture_3 = map(Path, sys.argv[1:])
    trainings, best = compare(folder, picture, features=2)
    trainings_3, best_3 = compare(folder_3, picture_3, features=3)
    print(
        PAGE.format(
            trainings=len(trainings),
            cells=len(best),
            seeds=best["trainings"].max(),
            table=table(trainings, best),
            last=int(best["runs"].max()) // 10,
            equal="\n".join(rows_of_pairs()),
            trainings_3=len(trainings_3),
            cells_3=len(best_3),
            seeds_3=best_3["trainings"].max(),
            table_3=table(trainings_3, best_3),
        ),
        end="",
    )


def compare(folder: Path, picture: Path, features: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw the picture of a sweep; return its trainings, and the best of each cell, with theory."""
    trainings = read_table(folder, {"phase": lambda log: phase(log.matrix("W")[-1])})
    best = with_theory(best_trainings(trainings, [X, Y]), features)
    save(draw(best), picture, picture.suffix.removeprefix("."))
    return trainings.merge(best[[X, Y, "theory"]], on=[X, Y]), best


def phase(W: npt.NDArray[np.float64]) -> int:
    """Return which of PHASES weights (m, n) are in."""
    is_known = is_represented(W)
    if not is_known[-1]:
        return int(is_known.any())
    *others, last = (W / np.where(is_known, norms(W), np.inf)).T
    return 3 if np.abs(others @ last).max() > SHARED else 2


def with_theory(best: pd.DataFrame, features: int) -> pd.DataFrame:
    """Return a table with the least expected loss of each row's settings, and its phase."""
    ratio, density = best[Y].to_numpy(float), best[X].to_numpy(float)
    least, theta = least_loss(features, features - 1, ratio, density, starts=STARTS[features])
    return best.assign(least=least, theory=[phase(W) for W in theta[:, :-1]])


@own_settings()
def draw(best: pd.DataFrame) -> Figure:
    """Return the phases of the best trainings beside those of theory, which mark differences."""
    figure = Figure(INCHES, DPI, layout="constrained")
    trained, theory = figure.subplots(1, 2)
    draw_phases(trained, best, "phase", f"best of {best['trainings'].max()} seeds")
    draw_phases(theory, best, "theory", "least expected loss, without training")
    other = best[best["phase"] != best["theory"]]
    for panel in (trained, theory):
        panel.plot(other[X], other[Y], "x", color="red", markersize=7)
    colours = colours_of(PHASES)
    shown = sorted({*best["phase"], *best["theory"]})
    patches = [Patch(color=colours(place), label=PHASES[place]) for place in shown]
    figure.legend(handles=patches, loc="outside lower center", ncols=len(patches))
    return figure


def draw_phases(panel: Axes, best: pd.DataFrame, column: str, title: str) -> None:
    """Draw a cell for each density and importance, in the colour of its phase."""
    x, y = (Axis.of(name, best[name].tolist()) for name in (X, Y))
    cells = best.pivot(index=Y, columns=X, values=column).to_numpy(float)
    colours = colours_of(PHASES)
    panel.pcolormesh(x.edges(), y.edges(), cells, cmap=colours, vmin=-0.5, vmax=len(PHASES) - 0.5)
    x.set_up(panel, "x")
    y.set_up(panel, "y")
    panel.set_title(title)


def table(trainings: pd.DataFrame, best: pd.DataFrame) -> str:
    """Return how often trainings agree with theory."""
    ratio = best["loss"] / best["least"]
    return TABLE.format(
        best=share_that_agrees(best),
        all=share_that_agrees(trainings),
        ratio=f"median {ratio.median():.3f}, from {ratio.min():.2f} to {ratio.max():.2f}",
    )


def share_that_agrees(rows: pd.DataFrame) -> str:
    """Return how many rows have the phase of theory."""
    agreeing = int((rows["phase"] == rows["theory"]).sum())
    return f"{agreeing:,} of {len(rows):,}, {agreeing / len(rows):.1%}"


if __name__ == "__main__":
    main()
