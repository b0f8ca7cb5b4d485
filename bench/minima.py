"""Count in which polygons the sweeps of logs/minima*.grid ended, and print docs/minima.md.

Takes the folders of the two sweeps: plain descent by both gradients, and AdamW.
"""

import sys
from collections.abc import Iterator

import pandas as pd

from animator import read_table

PAGE = """# Where trainings end

In how many shapes can one training end? Here the post's hexagon (32 features in two hidden
dimensions, importance 0.9^i, sparsity 0.99) is trained from {seeds} seeds in each of three ways: by
the post's rule; by the exact gradient of the loss, with the same learning rate; and by AdamW on the
exact gradient, with its usual learning rate of 0.001. All of them train for 30,000 runs from
weights in [0, 0.001]. What the exact gradient comes to rest at is a local minimum of the loss. The
post's rule is not the gradient, so it may rest at other places, too.

| rule | represented features | polygon | seeds | mean loss | least loss | greatest loss |
|---|---|---|---|---|---|---|
{rows}

A feature counts as represented if its norm is at least 0.5, and a loss is the mean of the last
tenth of the runs.

`make docs/minima.md` makes this page. It first trains what is missing of
[logs/minima.grid](../logs/minima.grid) and [logs/minima-adamw.grid](../logs/minima-adamw.grid), in
about twelve minutes on two cores.
`make minima.png FLAGS="--x gradient --y seed --value polygon"` shows the polygon of each seed.
"""


def main() -> None:
    """Print the page."""
    plain, adamw = map(read_table, sys.argv[1:])
    rules = {
        "the post's rule": plain[plain["gradient"] == "post"],
        "the exact gradient": plain[plain["gradient"] == "exact"],
        "AdamW": adamw,
    }
    rows = [row for name, trainings in rules.items() for row in outcomes(name, trainings)]
    print(PAGE.format(seeds=len(adamw), rows="\n".join(rows)), end="")


def outcomes(rule: str, trainings: pd.DataFrame) -> Iterator[str]:
    """Yield a row of the page for each shape in which trainings ended, the most frequent first."""
    shapes = trainings["represented"].astype(str) + " | " + trainings["polygon"].fillna("none")
    for shape, count in shapes.value_counts().items():
        losses = trainings["loss"][shapes == shape]
        shown = " | ".join(f"{loss:.6f}" for loss in (losses.mean(), losses.min(), losses.max()))
        yield f"| {rule} | {shape} | {count} | {shown} |"


if __name__ == "__main__":
    main()
