"""Compare the sweep of logs/phase.grid with theory: print docs/phase.md, draw docs/phase.png.

Takes the folder of the sweep, and the file of the picture.
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
from animator.geometry import is_represented
from animator.map.axes import Axis
from animator.map.colours import colours_of
from animator.map.values import best_trainings
from animator.scene.themes import own_settings
from bench.least_loss import least_loss

X, Y = "density", "importance"
# What becomes of the second feature, in the words of the paper; "neither" is not expected.
PHASES = ["neither represented", "not represented", "dedicated dimension", "superposition"]
INCHES, DPI = (11, 5), 110

PAGE = """# The phase diagram

When does a model give a feature a dimension of its own, when does it put it into superposition, and
when does it ignore it? The section "Superposition as a Phase Change" of
[Toy Models of Superposition](https://transformer-circuits.pub/2022/toy_model/) asks this of two
features that share one hidden dimension. The first feature has the importance 1, and the importance
of the second varies, as does the density of both:

![Two maps with the same three regions. Sparse features are in superposition. Of dense features only
the more important one is represented.](phase.png)

On the left, AdamW trained {trainings:,} models from normal first weights, {seeds} seeds in each of
{cells} cells; the picture shows the seed of least loss. On the right nothing was trained: these are
the phases of the weights with the least expected loss, which
[bench/least_loss.py](../bench/least_loss.py) finds by quadrature over the distribution of the
features. A feature counts as represented if its norm is at least 0.5. A red cross marks a cell in
which the two differ.

| | |
|---|---|
| cells in which the best seed has the phase of the least expected loss | {best} |
| all trainings that have it | {all} |
| loss of the best seed, divided by the least expected loss | {ratio} |

The measured loss is the mean over {last} batches of new samples. So it can be below the expected
loss, most of all at low densities, where few samples have both features.

Not every seed finds the least loss. `--value agreement` shows where seeds end in other minima: the
share of the seeds of a cell that reach the best one.

![A map of the share of seeds that reach the best one.](phase-agreement.png)

```sh
make phase.png                            # the number of represented features
make phase.png FLAGS="--value agreement"  # the second picture
make phase.csv                            # a table with all trainings
make docs/phase.md                        # this page and the first picture
```

The first of these commands trains all models of [logs/phase.grid](../logs/phase.grid), in about ten
minutes on two cores.
"""


def main() -> None:
    """Print the page, and draw the picture."""
    folder, picture = map(Path, sys.argv[1:])
    trainings = read_table(folder, {"phase": lambda log: phase(log.matrix("W")[-1])})
    best = with_theory(best_trainings(trainings, [X, Y]))
    trainings = trainings.merge(best[[X, Y, "theory"]], on=[X, Y])
    save(draw(best), picture, picture.suffix.removeprefix("."))
    print(page(trainings, best), end="")


def phase(weights: npt.NDArray[np.float64]) -> int:
    """Return which of PHASES weights (1, 2) are in."""
    return int(is_represented(weights) @ [1, 2])


def with_theory(best: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the least expected loss of each row's settings, and its phase."""
    least, theta = least_loss(best[Y].to_numpy(float), best[X].to_numpy(float))
    return best.assign(least=least, theory=[phase(weights[None, :2]) for weights in theta])


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


def page(trainings: pd.DataFrame, best: pd.DataFrame) -> str:
    """Return docs/phase.md."""
    ratio = best["loss"] / best["least"]
    return PAGE.format(
        trainings=len(trainings),
        cells=len(best),
        seeds=best["trainings"].max(),
        best=share_that_agrees(best),
        all=share_that_agrees(trainings),
        ratio=f"median {ratio.median():.3f}, from {ratio.min():.2f} to {ratio.max():.2f}",
        last=int(best["runs"].max()) // 10,
    )


def share_that_agrees(rows: pd.DataFrame) -> str:
    """Return how many rows have the phase of theory."""
    agreeing = int((rows["phase"] == rows["theory"]).sum())
    return f"{agreeing:,} of {len(rows):,}, {agreeing / len(rows):.1%}"


if __name__ == "__main__":
    main()
