"""Train the paper's intro figure by three rules: print docs/paper.md, draw docs/paper.png.

Takes the file of the picture. All trainings are done by the trainer's command, and what is said of
them is read from their logs.
"""

import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from animator import animate, read_log

SEEDS = range(1, 9)  # seed 0 gives the same random numbers as seed 1
LAST = 1000  # runs, the mean of whose losses is the final loss
RULES = {
    "post": "--gradient post",
    "exact": "--gradient exact",
    "AdamW": "--gradient exact --optimizer adamw --init xavier",
}
SETTINGS = [(0.9, 0.0), (0.9, 0.8), (0.9, 0.9), (0.7, 0.0), (0.7, 0.9)]  # importance, sparsity
DRAWN = SETTINGS[:3]
SIZE = (1500, 1575)

PAGE = """# The paper's figures

## The intro figure

`make intro.mp4` films the intro figure of
[Toy Models of Superposition](https://transformer-circuits.pub/2022/toy_model/): five features in
two hidden dimensions, at the sparsities 0, 0.8 and 0.9. The sparser the features, the more of them
the model represents: 2, 4 and 5. A training may end in a local minimum. So each of the three has,
of the seeds 1 to 8, the one that ends with the least loss; `logs/intro-*.args` has the settings.

## Post against paper

The picture shows the same three sparsities for three ways to train. At the top is the post's rule.
In the middle is plain descent on the exact gradient of the loss, with the same learning rate and
first weights (`--gradient exact`). At the bottom is AdamW on the exact gradient, from normal first
weights (`--gradient exact --optimizer adamw --init xavier`), as the authors of the paper train.
Each part shows the seed of least loss.

![Nine trainings: in the rows the post's rule, the exact gradient and AdamW, in the columns the
sparsities 0, 0.8 and 0.9.](paper.png)

The table has all eight seeds, and two more settings. Feature i has the importance R^i in the loss.
It counts as represented if its norm is at least 0.5. The loss is the mean of the last {last:,} of
10,000 runs. `make docs/paper.md` trains all this and makes the page and its picture again.

| R | sparsity | rule | features | at the least loss | least loss | median loss |
|---|---|---|---|---|---|---|
{rows}

- Without sparsity the exact gradient finds no superposition: two features are represented, three
  in one of the 16 plain descents. The post's rule represents four or five, at a higher
  loss.
- At R = 0.9 and sparsity 0.9 the best solution is the pentagon. AdamW finds it from five of the
  eight seeds, plain descent on the exact gradient from two.
- At R = 0.9 and sparsity 0.8 the best solution is a square, with a loss of 0.030. The post's rule
  ends on a pentagon from all seeds, with 0.035.
- At R = 0.7 and sparsity 0.9, the settings of the post's pentagon, four features give a loss of
  0.0057, and the pentagon of the post's rule 0.0075.

[gradients.md](gradients.md) compares the post's rule with the exact gradient at the settings of the
post's hexagon.

## Feature dimensionality

![D* and the dimensionality of each feature against 1 / density.](dimensionality.png)

The section "The Geometry of Superposition" of the paper trains 200 features of equal importance in
20 hidden dimensions, at 20 densities. The black line is D* = m / |W|², the dimensions for each
represented feature as long as the norms of these are 1. A blue point is the dimensionality of one
feature. The red lines are at the fractions that features have in some regular shapes.

As the paper says, 1/2 is sticky: at the densities 0.45, 0.39 and 0.33, D* is between 0.50 and 0.53,
and every represented feature has half a dimension, as in an antipodal pair. At 0.28 half of the 40
represented features still have. At the highest densities D* is 1, but no feature is represented by
itself: all 200 share the 20 dimensions, because none is more important than another.

`make docs/dimensionality.png` trains the models in `logs/dimensionality.grid` and draws the
picture, in some minutes. AdamW takes 4,000 steps, each with new samples (`--samples 0`). With sums
by BLAS (`--fast-math`) the numbers may differ a little on another machine.

The panel `geometry` shows the number of represented features, and the mean of their
dimensionalities, over the runs of one training:
`make intro.mp4 FLAGS="--panels weights,geometry"`.
"""


@dataclass(frozen=True)
class Training:
    """Hold the settings of a training, and where its log is."""

    importance: float
    sparsity: float
    rule: str
    seed: int
    log: Path

    def run(self) -> None:
        """Train, and write the log."""
        words = f"--importance {self.importance} --sparsity {self.sparsity} --seed {self.seed}"
        command = [sys.executable, "-m", "trainer", "--quiet", "-o", str(self.log)]
        subprocess.run([*command, *words.split(), *RULES[self.rule].split()], check=True)


@dataclass(frozen=True)
class Outcome:
    """Hold how a training ended."""

    training: Training
    represented: int
    polygon: str | None
    loss: float


def main(picture: str) -> None:
    """Train, print the page, and write the picture."""
    with TemporaryDirectory() as folder:
        trainings = [
            Training(*setting, rule, seed, Path(folder, f"{number}-{rule}-{seed}.log"))
            for number, setting in enumerate(SETTINGS)
            for rule in RULES
            for seed in SEEDS
        ]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(Training.run, trainings))
        groups: dict[tuple[float, float, str], list[Outcome]] = {}
        for one in trainings:
            groups.setdefault((one.importance, one.sparsity, one.rule), []).append(outcome(one))
        print(PAGE.format(last=LAST, rows="\n".join(map(row, groups.values()))), end="")
        draw([best(groups[*setting, rule]) for rule in RULES for setting in DRAWN], picture)


def outcome(training: Training) -> Outcome:
    """Return what the log of a training says about its end."""
    log = read_log(training.log)
    last = log.geometry().iloc[-1]
    loss = float(np.mean(log.losses[-LAST:]))
    return Outcome(training, int(last["represented"]), last["polygon"], loss)


def best(group: list[Outcome]) -> Outcome:
    """Return the outcome of least loss."""
    return min(group, key=lambda one: one.loss)


def row(group: list[Outcome]) -> str:
    """Return the line of the table for the seeds of a setting and a rule."""
    least, training = best(group), group[0].training
    counts = Counter(one.represented for one in group)
    features = ", ".join(f"{n} ({counts[n]}x)" for n in sorted(counts)) if len(counts) > 1 else ""
    shape = f", {least.polygon}" if least.polygon else ""
    cells = [
        f"{training.importance:g}",
        f"{training.sparsity:g}",
        training.rule,
        features or f"{least.represented} (all)",
        f"{least.represented}{shape} (seed {least.training.seed})",
        f"{least.loss:.4f}",
        f"{np.median([one.loss for one in group]):.4f}",
    ]
    return f"| {' | '.join(cells)} |"


def draw(outcomes: list[Outcome], picture: str) -> None:
    """Draw the trainings in a square, each with its number of features and its loss."""
    titles = [
        f"{one.training.rule}, sparsity {one.training.sparsity:g}: "
        f"{one.represented} features, loss {one.loss:.4f}"
        for one in outcomes
    ]
    logs = [one.training.log for one in outcomes]
    animate(logs, picture, panels="weights", size=SIZE, title=titles, quiet=True)


if __name__ == "__main__":
    main(sys.argv[1])
