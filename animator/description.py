"""What a training came to represent, and when, in plain sentences."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from . import geometry
from .escape import printable
from .look import Look

if TYPE_CHECKING:
    from .log import Log

Array = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
Runs = npt.NDArray[np.int64]

MOST_NAMED = 10  # features; more are counted
MOST_CHANGES = 15  # shown, the latest ones


class Change(NamedTuple):
    """Hold how a snapshot differs from the one before it, in what is represented."""

    run: int
    joined: list[int]  # features that are represented, and were not
    left: list[int]
    polygon: str | None  # that the represented features form
    is_new_polygon: bool  # or is it that of the snapshot before, which may also be None
    earlier: str | None  # the latest polygon before this snapshot


def describe(log: "Log") -> str:
    """Return what a log shows: its size, its final features and polygon, when they came, its loss.

    Runs are those of snapshots, so a change may have come at any run after the snapshot before. A
    snapshot whose W is missing or not finite is left out. The text has no newline at its end.
    """
    weights = log.blocks.get("W")
    if weights is None:
        about = ["It has no weights W, so it does not tell which features are represented."]
    else:
        about = list(_about_weights(log.snapshot_runs, weights))
    return "\n".join([_headline(log), *about, _loss(log.runs, log.losses)])


def changes(runs: Runs, weights: Array) -> Iterator[Change]:
    """Yield each snapshot of weights (snapshots, m, n) in which features or polygon change."""
    represented = geometry.is_represented(weights)
    polygons = list(map(geometry.polygon, weights))
    earlier = None
    for i in range(1, len(runs)):
        earlier = polygons[i - 1] or earlier
        joined = np.flatnonzero(represented[i] & ~represented[i - 1]).tolist()
        left = np.flatnonzero(represented[i - 1] & ~represented[i]).tolist()
        is_new = polygons[i] != polygons[i - 1]
        if joined or left or is_new:
            yield Change(int(runs[i]), joined, left, polygons[i], is_new, earlier)


def _headline(log: "Log") -> str:
    first, last = log.runs[0], log.runs[-1]
    runs = (
        f"{len(log.runs)} runs, from run {first} to run {last}" if last > first else f"run {first}"
    )
    parts = f" (one of {len(log.parts)} trainings in this file)" if len(log.parts) > 1 else ""
    return f"{printable(log.file)}: {runs}{parts}, {_count(len(log.snapshot_runs), 'snapshot')}."


def _about_weights(runs: Runs, weights: Array) -> Iterator[str]:
    """Yield lines on weights (snapshots, m, n)."""
    is_finite = np.asarray(np.isfinite(weights).all(axis=(1, 2)))
    if not is_finite.any():
        yield "W is missing or not finite in every snapshot, so no feature can be described."
        return
    if not is_finite.all():
        yield (
            f"W is missing or not finite in {(~is_finite).sum()} of {len(runs)} snapshots, "
            f"the first time at run {runs[~is_finite][0]}; they are left out here."
        )
    last = "the last snapshot" if is_finite[-1] else "the last finite snapshot"
    runs, weights = runs[is_finite], weights[is_finite]
    yield f"At run {runs[-1]}, {last}, {_final_state(weights[-1])}"
    yield from _history(runs, weights)


def _history(runs: Runs, weights: Array) -> Iterator[str]:
    """Yield lines on when features and polygon of finite weights (snapshots, m, n) changed."""
    represented = geometry.is_represented(weights)
    if len(runs) == 1:
        yield "There is no other such snapshot to tell when this came about."
        return
    found = list(changes(runs, weights))
    if not found:
        yield f"This has been so since the first snapshot, run {runs[0]}."
        return
    if represented[-1].any():
        yield _last_to_join(runs, represented)
    yield "What changed, each time at the first snapshot that shows it:"
    if len(found) > MOST_CHANGES:
        yield f"  {len(found) - MOST_CHANGES} changes before these"
    else:
        yield f"  run {runs[0]}, the first snapshot: {_first_state(weights[0])}"
    for change in found[-MOST_CHANGES:]:
        yield f"  run {change.run}: {_in_words(change)}"


def _final_state(W: Array) -> str:
    represented = np.flatnonzero(geometry.is_represented(W)).tolist()
    hidden, features = W.shape
    count, verb = len(represented) or "none", "are" if len(represented) > 1 else "is"
    names = f": {_listed(represented)}" if 0 < len(represented) <= MOST_NAMED else ""
    return (
        f"{count} of {_count(features, 'feature')} {verb} represented "
        f"in {_count(hidden, 'hidden dimension')}{names}.{_shape(W)} "
        f"D* = m / |W|^2 = {geometry.dimensions_per_feature(W):.3g} dimensions per feature."
    )


def _shape(W: Array) -> str:
    """Return a sentence on the polygon of W (m, n), or nothing where none can be expected."""
    hidden, count = len(W), np.count_nonzero(geometry.is_represented(W))
    if hidden > 2 or count < 2:
        return ""
    name = geometry.polygon(W)
    return f" They form {_a(name)}." if name else " They form no regular polygon."


def _last_to_join(runs: Runs, represented: Booleans) -> str:
    """Return when the last of the features that are represented at the end came to be so."""
    absent = ~represented[:, represented[-1]]  # (snapshots, final features)
    since = np.where(absent.any(axis=0), len(runs) - absent[::-1].argmax(axis=0), 0)
    latest = int(since.max())
    if latest == 0:
        return f"All of them are represented from the first snapshot on, run {runs[0]}."
    last = np.flatnonzero(represented[-1])[since == latest].tolist()
    return (
        f"The last to join: {_named(last)}, represented from run {runs[latest]} on, "
        f"and not yet at run {runs[latest - 1]}."
    )


def _first_state(W: Array) -> str:
    represented = np.flatnonzero(geometry.is_represented(W)).tolist()
    if not represented:
        return "no feature is represented"
    name = geometry.polygon(W)
    form = f", and form {_a(name)}" if name else ""
    return f"{_named(represented)} {'are' if len(represented) > 1 else 'is'} represented{form}"


def _in_words(change: Change) -> str:
    parts = []
    if change.joined:
        parts.append(f"{_named(change.joined)} {'join' if len(change.joined) > 1 else 'joins'}")
    if change.left:
        parts.append(f"{_named(change.left)} {'drop' if len(change.left) > 1 else 'drops'} out")
    if change.is_new_polygon:
        parts.append(_polygon_in_words(change))
    return ", ".join(parts)


def _polygon_in_words(change: Change) -> str:
    if change.polygon is None:
        return f"they no longer form {_a(str(change.earlier))}"
    if change.earlier in (None, change.polygon):
        return f"they form {_a(change.polygon)}{' again' if change.earlier else ''}"
    return f"the {change.earlier} has become {_a(change.polygon)}"


def _loss(runs: Runs, losses: Array) -> str:
    is_finite = np.isfinite(losses)
    if not is_finite.any():
        return "No loss is finite."
    last = int(np.flatnonzero(is_finite)[-1])
    if last < len(runs) - 1:
        return (
            f"The loss is not finite from run {runs[last + 1]} on; "
            f"the last finite one is {losses[last]:.3g}, at run {runs[last]}."
        )
    window = Look().window_for(len(losses))
    with np.errstate(over="ignore"):
        mean = losses[-window:][is_finite[-window:]].mean()
    of = f"the mean of the last {window} runs" if window > 1 else "that of the last run"
    return f"The final loss is {mean:.3g}, {of}."


def _named(features: Sequence[int]) -> str:
    if len(features) > MOST_NAMED:
        return _count(len(features), "feature")
    return f"feature{'s' if len(features) > 1 else ''} {_listed(features)}"


def _listed(features: Sequence[int]) -> str:
    *others, last = map(str, features)
    return f"{', '.join(others)} and {last}" if others else last


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _a(name: str) -> str:
    """Return a polygon's name with its article."""
    return f"{'an' if name.startswith(('o', '8', '11', '18')) else 'a'} {name}"
