"""Which shape of independent, equally important features has the least loss at each density.

Two features in one dimension form a pair. Of five in two dimensions each regular polygon is
followed over the densities by descents from about its own weights, and descents from random starts
look for other shapes.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from animator.geometry import is_represented, polygon

from .expected_loss import Array, expected_loss, patterns
from .least_loss import descend, least_loss, random_starts

FEATURES, HIDDEN = 5, 2
DENSITIES = (0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1)
PAIRS = (1, 0.8, 4 / 7, 0.4, 0.2, 0.1, 0.01)  # densities
CORNERS = {5: "pentagon", 4: "square", 3: "triangle"}
NOISE = 0.01  # the standard deviation of what is added to a start, to leave saddle points
SAME = 1e-6  # by which losses of the same shape may differ
RANDOM_STARTS = 3
FINER = 7  # points of Gauss's rule that check those of the search
CLOSE = 1e-5  # the distance between densities at which a boundary is found


def follow(corners: npt.NDArray[np.int64], density: Array) -> tuple[Array, Array]:
    """Return losses (starts,), not halved, and thetas of descents from polygons.

    corners (starts,): of the polygon; the features beyond it begin at their means.
    """
    theta = NOISE * np.random.default_rng(0).normal(size=(HIDDEN + 1, FEATURES))
    theta = np.tile(theta, (len(density), 1, 1))
    for start, count, share in zip(theta, corners, density, strict=True):
        angles = 2 * np.pi * np.arange(count) / count
        start[:HIDDEN, :count] += [np.cos(angles), np.sin(angles)]
        start[HIDDEN, count:] += share / 2
    return descended(theta, density)


def from_random_starts(density: Array) -> tuple[Array, Array]:
    """Return losses (densities, starts) and thetas of descents from random starts."""
    theta = np.tile(random_starts(RANDOM_STARTS, HIDDEN, FEATURES), (len(density), 1, 1))
    loss, theta = descended(theta, np.repeat(density, RANDOM_STARTS))
    starts = (len(density), RANDOM_STARTS)
    return loss.reshape(starts), theta.reshape(*starts, HIDDEN + 1, FEATURES)


def descended(theta: Array, density: Array) -> tuple[Array, Array]:
    """Return the losses, not halved, and thetas to which descents from theta lead."""
    losses, ends = np.empty(len(theta)), np.empty_like(theta)
    for part in np.array_split(np.arange(len(theta)), -(-len(theta) // 12)):
        ones = np.ones((len(part), FEATURES))
        losses[part], ends[part] = descend(theta[part], ones, density[part])
    return 2 * losses, ends


def loss_at(theta: Array, density: Array, points: int = 4) -> Array:
    """Return the expected loss, not halved, of theta (..., m + 1, n) at densities (...)."""
    distribution = patterns("independent", FEATURES, density)
    return 2 * expected_loss(theta, np.ones(FEATURES), distribution, points)[0]


def shape(W: Array) -> str:
    """Return the polygon that W (m, n) forms, or how many features it represents."""
    return polygon(W) or f"{is_represented(W).sum()} features"


def table_of_densities(trainings: pd.DataFrame) -> tuple[str, float]:
    """Return the table of the shapes by density, and by how much FINER points change its losses."""
    density = np.array(DENSITIES)
    polygons = np.array(list(CORNERS))
    every = np.repeat(density, len(polygons))
    losses, theta = follow(np.tile(polygons, len(density)), every)
    error = np.abs(loss_at(theta, every, FINER) - losses).max()
    shapes = np.array([shape(W) for W in theta[:, :-1]]).reshape(len(density), -1)
    losses = losses.reshape(shapes.shape)
    random_losses, random_theta = from_random_starts(density)
    names = CORNERS.values()
    rows = [
        f"| density | {' | '.join(names)} | least loss | shape | seeds | least of trainings |",
        "|---" * 8 + "|",
    ]
    for place, one in enumerate(density):
        least = min(losses[place].min(), random_losses[place].min())
        best = shapes[place, losses[place].argmin()]
        if least < losses[place].min() - SAME:
            best = shape(random_theta[place, random_losses[place].argmin(), :-1])
        ends = trainings["theta"][trainings["density"].astype(float) == one].tolist()
        reached = sum(shape(end[:-1]) == best for end in ends)
        trained = [f"{reached}", f"{loss_at(np.stack(ends), one).min():.6f}"] if ends else ["", ""]
        cells = [f"{one:g}"]
        for name, found, loss in zip(names, shapes[place], losses[place], strict=True):
            cells.append(f"{loss:.6f}" if found == name else "")
        cells += [f"{least:.6f}", best, *trained]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows), float(error)


def boundary(one: int, other: int, low: float, high: float) -> float:
    """Return the density near low and high at which two polygons have the same loss.

    It is where the line through the last two differences of the losses is zero (secant method).
    """
    last, x = low, high
    before, difference = (difference_of(one, other, density) for density in (last, x))
    while abs(x - last) > CLOSE:
        last, x = x, x - difference * (x - last) / (difference - before)
        before, difference = difference, difference_of(one, other, x)
    return x


def difference_of(one: int, other: int, density: float) -> float:
    """Return by how much the loss of one polygon is greater than that of another."""
    losses, _ = follow(np.array([one, other]), np.array([density, density]))
    return float(losses[0] - losses[1])


def rows_of_pairs() -> Iterator[str]:
    """Yield a row for each density of two equally important features in one dimension."""
    density = np.array(PAIRS)
    least, theta = least_loss(2, 1, np.ones_like(density), density)
    for d, loss, (w, b) in zip(density, least, theta, strict=True):
        order = np.argsort(-np.abs(w))  # features and signs may change places
        losses = [d / 3 - d**2 / 4, d**2 / 3, 2 * loss]  # one feature, a plain pair, and the best
        cells = [f"{d:.4f}", *(f"{one:.8f}" for one in losses)]
        found = (w[order] * np.sign(w[order[0]]), b[order])
        cells += [", ".join(f"{value:.3f}" for value in values) for values in found]
        yield f"| {' | '.join(cells)} |"
