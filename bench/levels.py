"""Compare exact least losses with trainings: print docs/levels.md.

Takes the folders of the sweeps of logs/single.grid, logs/single-adamw.grid and
logs/boundaries.grid. The levels themselves are found without training.
"""

import sys

import numpy as np
import pandas as pd

from animator import read_table
from animator.log import Log

from .by_density import FINER, RANDOM_STARTS, boundary, table_of_densities
from .expected_loss import Array, expected_loss, patterns
from .single_levels import NOISE, SAME, Level, descend_to_rest, find_levels, name

STARTS = 300
SIZES = [(n, m) for m in (2, 3) for n in range(m + 1, 9)]
RARE = 0.01  # a level with a smaller share of the starts is shown only if a training ends there
RULES = ("post's rule", "exact gradient", "AdamW")

PAGE = """# Levels of the loss

Where can the loss come to rest? This page lists the minima of the expected loss, which are found
without training, and counts in which of them trainings end. All features are equally important.
Losses on this page are Σ_j (y_j - x_j)², summed over the features; a log prints half of that.

## One active feature

With `--activity single` exactly one feature of a sample is active, with a value that is uniform in
[0, 1]. Then all integrals of the expected loss are exact. For each number of features n and of
dimensions m, descents from {starts:,} random starts end at a few losses, the levels. The losses of
the starts that lead to the same level differ by at most {spread:.0e}. After all parameters were
moved by normal noise of {noise}, {returned} of the {ends:,} descents came back to the same loss, so
the levels are local minima and no saddle points; the other descents had stopped at the edge of a
flat minimum. A level that hardly any start finds may be missing.

A feature that the model does not represent can be of two kinds. If it is *silent*, its output is
zero whatever feature is active. That costs the mean of its square, 1/(3n). Its weights and its bias
still have room to move, so such a minimum is flat. If it is *at its mean*, its output is always
1/(2n), which costs its variance, 1/(3n) - 1/(4n²). This explains most levels. Let L_k be the loss
of a regular polygon that k features form where there are no others (n = k). If j of the other n - k
features are at their means, and the rest are silent, the loss is

    k/n L_k + (n - k)/(3n) - j/(4n²)

Up to k = 2m, L_k is zero, because that many features fit at right angles or opposite to each other.
In two dimensions it is {alone[5]:.7f} for the pentagon, {alone[6]:.7f} for the hexagon and
{alone[7]:.7f} for the heptagon. Features may also share a corner of a polygon.

The last three columns say in which level {seeds} trainings end: {plain_runs:,} plain steps by the
post's rule and by the exact gradient, from weights in [0, 0.001], and {adamw_runs:,} steps of AdamW
from normal first weights. A training belongs to the level to which a descent of the expected loss
leads from its last weights. The number of starts is 0 where only trainings found a level.
{tables}
The trainings themselves rest above their level, because batches of 256 samples keep them moving,
and because the post's rule is not the gradient of the loss. The expected loss
of the last weights is above the level by at most
{excess}.

`--level` marks levels in the panel of the loss, where they have half of these numbers:

```sh
.venv/bin/python -m trainer --activity single --features 6 --importance 1 --runs 3000 \\
    > logs/six.log
.venv/bin/python -m animator logs/six.log -o six.png \\
    {options}
```

## Five features in two dimensions

Independent features can be active together. Which shape of five features has the least loss
depends on their density. Each regular polygon, with the other features at their means, is followed
from density to density, and descents from {random_starts} random starts look for better shapes. The
integrals over the two features that act most on an output are exact; the others are sums by Gauss's
rule with 4 points, and {finer} points change no loss of a polygon by more than
{quadrature:.0e}.

{density_table}

A polygon without a number is no minimum at this density. Below a density of {first:.4f} the
pentagon has the least loss, then the square, and above {second:.4f} the triangle, up to the
highest densities, where shapes of unequal lengths are a little better. The last two columns are of
{density_seeds} trainings with AdamW for each density: how many end in the shape of the least loss,
and the least expected loss of their last weights.

## How these numbers were made

[bench/single_levels.py](../bench/single_levels.py) finds the levels and
[bench/by_density.py](../bench/by_density.py) the boundaries, from the expected loss in
[bench/expected_loss.py](../bench/expected_loss.py). `make docs/levels.md` makes this page. It first
trains what is missing of [logs/single.grid](../logs/single.grid),
[logs/single-adamw.grid](../logs/single-adamw.grid) and
[logs/boundaries.grid](../logs/boundaries.grid).
"""


def main() -> None:
    """Print the page."""
    plain, adamw, boundaries = (
        read_table(folder, {"theta": last_parameters}) for folder in sys.argv[1:]
    )
    rules = [plain[plain["gradient"] == "post"], plain[plain["gradient"] == "exact"], adamw]
    found = {size: find_levels(*size, STARTS) for size in SIZES}
    ended = [with_ends(trainings) for trainings in rules]
    levels = [level for of_size in found.values() for level in of_size]
    marked = [f'--level "{one.name.split(", ")[-1]}={one.loss / 2:.5f}"' for one in found[6, 2][:3]]
    excess = [(trainings["expected"] - trainings["end"]).max() for trainings in ended]
    density_table, quadrature = table_of_densities(boundaries)
    print(
        PAGE.format(
            starts=STARTS,
            spread=max(level.spread for level in levels),
            noise=NOISE,
            returned=f"{sum(level.returned for level in levels):,}",
            ends=STARTS * len(SIZES),
            alone={n: found[n, 2][0].loss for n in (5, 6, 7)},
            seeds=adamw["seed"].nunique(),
            plain_runs=plain["runs"].max(),
            adamw_runs=adamw["runs"].max(),
            tables="".join(table(*size, found[size], ended) for size in SIZES),
            excess=", ".join(
                f"{loss:.5f} ({rule})" for rule, loss in zip(RULES, excess, strict=True)
            ),
            options=" \\\n    ".join(marked),
            random_starts=RANDOM_STARTS,
            finer=FINER,
            quadrature=quadrature,
            density_table=density_table,
            first=boundary(5, 4, 0.2, 0.25),
            second=boundary(4, 3, 0.64, 0.65),
            density_seeds=boundaries["seed"].nunique(),
        ),
        end="",
    )


def last_parameters(log: Log) -> Array:
    """Return theta (m + 1, n), the last W and b of a log."""
    return np.vstack([log.matrix("W")[-1], log.matrix("b")[-1]])


def with_ends(trainings: pd.DataFrame) -> pd.DataFrame:
    """Return trainings with the expected losses of their last weights, and those of descents."""
    groups = []
    for _, group in trainings.groupby(["features", "hidden"]):
        theta = np.stack(group["theta"].tolist())
        n = theta.shape[-1]
        expected, _ = expected_loss(theta, np.ones(n), patterns("single", n))
        loss, rest = descend_to_rest(theta)
        shapes = [name(one) for one in rest]
        groups.append(group.assign(expected=2 * expected, end=loss, shape=shapes))
    return pd.concat(groups)


def table(n: int, m: int, levels: list[Level], ended: list[pd.DataFrame]) -> str:
    """Return the table of the levels of n features in m dimensions."""
    ends = [rule[(rule["features"] == n) & (rule["hidden"] == m)] for rule in ended]
    known = [(level.loss, level.name, level.starts) for level in levels]
    for rule in ends:  # levels that only trainings find
        for loss, shape in zip(rule["end"], rule["shape"], strict=True):
            if all(abs(loss - other) >= SAME for other, *_ in known):
                known.append((loss, shape, 0))
    rows, rare = [], 0
    for loss, shape, starts in sorted(known):
        counts = [int((np.abs(rule["end"] - loss) < SAME).sum()) for rule in ends]
        if starts >= RARE * STARTS or any(counts):
            rows.append(f"| {' | '.join(map(str, [f'{loss:.6f}', shape, starts, *counts]))} |")
        else:
            rare += 1
    head = f"\n### n = {n}, m = {m}\n\n| loss | shape | starts | {' | '.join(RULES)} |"
    rest = (
        f"\nLevels with fewer than {RARE:.0%} of the starts, not shown: {rare}.\n" if rare else ""
    )
    return "\n".join([head, "|---" * 6 + "|", *rows, rest])


if __name__ == "__main__":
    main()
