"""Draw docs/dimensionality.png: the paper's figure of feature dimensionality against sparsity.

It takes the folder of a sweep over densities, and the file to write. The figure is that of the
paper's section "The Geometry of Superposition".
"""

import sys
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from animator import read_log
from animator.scene.themes import own_settings

SHAPES = {  # what each feature of a shape has of a dimension
    "1: a feature alone": 1,
    "3/4: tetrahedron": 3 / 4,
    "2/3: triangle": 2 / 3,
    "1/2: antipodal pair": 1 / 2,
    "2/5: pentagon": 2 / 5,
    "3/8: square antiprism": 3 / 8,
}
LABEL_HEIGHT = 0.035  # of a shape's name, in dimensions
TICKS = (1, 2, 3, 5, 10, 20)
SPREAD = 0.02  # of the points of a density, in natural logarithms, so that they don't hide another


@own_settings()
def main(folder: str, out: str) -> None:
    """Read the logs in the folder and write the picture."""
    logs = sorted(Path(folder).glob("density=*.log.gz"))
    figure = Figure((11, 6), 110, layout="constrained")
    axes = figure.subplots()
    for log in logs:
        draw_density(axes, log)
    by_density = sorted((1 / density_of(log), d_star_of(log)) for log in logs)
    axes.plot(*zip(*by_density, strict=True), "o-", color="black", label="D* = m / |W|²")
    draw_shapes(axes)
    axes.set(xscale="log", xlabel="1 / density", ylabel="dimensions", ylim=(-0.02, 1.05))
    axes.set_xticks(TICKS, map(str, TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_title("200 features in 20 hidden dimensions, all equally important")
    axes.legend(loc="upper right", bbox_to_anchor=(0.99, 0.92))
    figure.savefig(out)


def draw_density(axes: Axes, log: Path) -> None:
    """Draw the dimensionality of each feature of a log as a point."""
    features = read_log(log).features().dropna()
    last = features.loc[features.index.get_level_values("run").max(), "dimensionality"]
    spread = np.exp(SPREAD * np.random.default_rng(0).uniform(-1, 1, len(last)))
    is_first = not axes.lines
    axes.plot(
        spread / density_of(log),
        last,
        "o",
        color="tab:blue",
        markersize=3,
        markeredgewidth=0,
        alpha=0.35,
        label="dimensionality of a feature" if is_first else None,
    )


def draw_shapes(axes: Axes) -> None:
    """Draw a line at the fraction of each shape, and write its name at the right."""
    lowest = np.inf
    for name, fraction in SHAPES.items():
        axes.axhline(fraction, color="tab:red", linestyle="--", linewidth=0.8, zorder=0)
        lowest = min(fraction, lowest - LABEL_HEIGHT)  # names of near fractions must not overlap
        axes.annotate(
            name,
            (1.01, lowest),
            xycoords=axes.get_yaxis_transform(),
            va="center",
            color="tab:red",
        )


def density_of(log: Path) -> float:
    """Return the density that the name of a log tells."""
    return float(log.name.removeprefix("density=").removesuffix(".log.gz"))


def d_star_of(log: Path) -> float:
    """Return D* at the end of a log."""
    return float(read_log(log).geometry()["D*"].iloc[-1])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
