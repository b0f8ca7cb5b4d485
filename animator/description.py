"""What a training came to represent, and when, in plain sentences."""

from collections.abc import Iterator, Sequence

import numpy as np

from . import geometry
from .escape import printable
from .geometry import Array, Booleans, Integers
from .look import Look
from .settled import FEWEST_RUNS, final_changes

MOST_NAMED = 10  # features; more are counted
MOST_CHANGES = 15  # shown, the latest ones
ODD = "missing or not finite near the end"
DIGON = "a digon (an antipodal pair)"  # as the word is explained where it occurs first


def describe(
    name: str,
    runs: Integers,
    losses: Array,
    snapshot_runs: Integers,
    weights: Array | None,
    trainings: int,
) -> str:
    """Return what a log shows: its size, its final features, when they came, its loss.

    The last line says whether the training has settled, as settled.py defines that.

    name: of the file, which holds so many trainings. runs and losses (runs,), snapshot_runs
    (snapshots,), and weights (snapshots, m, n), or None, are those of one of them. A loss or a
    weight is NaN where the log has none, and infinite where NaN is printed. Changes are told at
    snapshots, so one may have come at any run after the snapshot before. A snapshot whose W is
    missing or not finite is left out. The text has no newline at its end.
    """
    first, last = runs[0], runs[-1]
    shown = f"{len(runs)} runs, from run {first} to run {last}" if last > first else f"run {first}"
    parts = f" (one of {trainings} trainings in this file)" if trainings > 1 else ""
    headline = f"{printable(name)}: {shown}{parts}, {_count(len(snapshot_runs), 'snapshot')}."
    lines = [*_about_weights(snapshot_runs, weights), _loss(runs, losses)]
    if not np.isinf(losses[-(len(runs) // 10 or 1) :]).any():
        lines.append(_settled(runs, losses, snapshot_runs, weights))
    return f"{headline}\n" + "\n".join(lines).replace("a digon", DIGON, 1)


def _about_weights(runs: Integers, weights: Array | None) -> Iterator[str]:
    if weights is None:
        yield "It has no weights W, so it does not tell which features are represented."
        return
    is_finite = np.asarray(np.isfinite(weights).all(axis=(1, 2)))
    if not is_finite.any():
        yield "W is missing or not finite in every snapshot, so no feature can be described."
        return
    if not is_finite.all():
        count = np.count_nonzero(~is_finite)
        yield (
            f"W is missing or not finite in {count} of {len(runs)} snapshots, the first time at "
            f"run {runs[~is_finite][0]}; {'it is' if count == 1 else 'they are'} left out here."
        )
    last = "the last snapshot" if is_finite[-1] else "the last finite snapshot"
    runs, weights = runs[is_finite], weights[is_finite]
    yield f"At run {runs[-1]}, {last}, {_final_state(weights[-1])}"
    yield from _history(runs, weights)


def _final_state(W: Array) -> str:
    represented = np.flatnonzero(geometry.is_represented(W)).tolist()
    names = f": {_listed(represented)}" if 0 < len(represented) <= MOST_NAMED else ""
    polygon = geometry.polygon(W)
    shape = f" They form {_a(polygon)}." if polygon else " They form no regular polygon."
    share = f"{geometry.mean_dimensionality(W):.3g} of a dimension"
    shares = {0: "", 1: f" It has {share}, its D_i."}
    return (
        f"{len(represented) or 'none'} of {_count(W.shape[1], 'feature')} "
        f"{'are' if len(represented) > 1 else 'is'} represented "
        f"in {_count(len(W), 'hidden dimension')}{names}."
        f"{shape if len(W) <= 2 and len(represented) > 1 else ''}"
        f"{shares.get(len(represented), f' On average each has {share}, the mean of their D_i.')}"
    )


def _history(runs: Integers, weights: Array) -> Iterator[str]:
    """Yield lines on when features and polygon of finite weights (snapshots, m, n) changed."""
    if len(runs) == 1:
        yield "There is no other such snapshot to tell when this came about."
        return
    represented = geometry.is_represented(weights)
    polygons = list(map(geometry.polygon, weights))
    changes = list(_changes(runs, represented, polygons))
    if not changes:
        yield f"This has been so since the first snapshot, run {runs[0]}."
        return
    if represented[-1].any():
        yield _last_to_join(runs, represented)
    yield "What changed, each time at the first snapshot that shows it:"
    if len(changes) > MOST_CHANGES:
        yield f"  {len(changes) - MOST_CHANGES} changes before these"
    else:
        first = np.flatnonzero(represented[0]).tolist()
        state = f"{_named(first)} {'are' if len(first) > 1 else 'is'} represented"
        form = f", and form {_a(polygons[0])}" if polygons[0] else ""
        yield f"  run {runs[0]}, the first snapshot: {state}{form}"
    yield from changes[-MOST_CHANGES:]


def _changes(
    runs: Integers, represented: Booleans, polygons: Sequence[str | None]
) -> Iterator[str]:
    """Yield a line for each snapshot in which features (snapshots, n) or polygon change."""
    earlier = None  # the latest polygon before this snapshot
    for i in range(1, len(runs)):
        earlier = polygons[i - 1] or earlier
        joined = np.flatnonzero(represented[i] > represented[i - 1]).tolist()
        left = np.flatnonzero(represented[i] < represented[i - 1]).tolist()
        parts = []
        if joined:
            parts.append(f"{_named(joined)} {'join' if len(joined) > 1 else 'joins'}")
        if left:
            parts.append(f"{_named(left)} {'drop' if len(left) > 1 else 'drops'} out")
        if polygons[i] != polygons[i - 1]:
            parts.append(_new_polygon(polygons[i], polygons[i - 1], earlier))
        if parts:
            yield f"  run {runs[i]}: {', '.join(parts)}"


def _new_polygon(new: str | None, last: str | None, earlier: str | None) -> str:
    if new is None:
        return f"they no longer form {_a(str(last))}"
    if last:
        return f"the {last} has become {_a(new)}"
    return f"they form {_a(new)}{' again' if new == earlier else ''}"


def _last_to_join(runs: Integers, represented: Booleans) -> str:
    """Return when the last of the features that are represented at the end came to be so."""
    absent = ~represented[:, represented[-1]]  # (snapshots, final features)
    since = np.where(absent.any(axis=0), len(runs) - absent[::-1].argmax(axis=0), 0)
    latest = int(since.max())
    if latest == 0:
        who = "All of them are" if represented[-1].sum() > 1 else "It is"
        return f"{who} represented from the first snapshot on, run {runs[0]}."
    last = np.flatnonzero(represented[-1])[since == latest].tolist()
    return (
        f"The last to join: {_named(last)}, represented from run {runs[latest]} on, "
        f"and not at run {runs[latest - 1]}."
    )


def _loss(runs: Integers, losses: Array) -> str:
    """Return a sentence on losses (runs,), which are NaN where the log has none."""
    window = Look().window_for(len(losses))
    final = losses[-window:][~np.isnan(losses[-window:])]
    runs, losses = runs[~np.isnan(losses)], losses[~np.isnan(losses)]
    is_finite = np.isfinite(losses)
    if not is_finite.any():
        return "No loss is finite."
    last = int(np.flatnonzero(is_finite)[-1])
    if last < len(runs) - 1:
        return (
            f"The loss is not finite from run {runs[last + 1]} on; "
            f"the last finite one is {losses[last]:.3g}, at run {runs[last]}."
        )
    if not len(final):
        return f"The last loss is {losses[-1]:.3g}, at run {runs[-1]}; later runs have none."
    odd = np.isinf(final).sum()
    with np.errstate(over="ignore"):
        mean = final[np.isfinite(final)].mean()
    of = f"the mean of the last {window} runs" if window > 1 else "that of the last run"
    rest = [f"{odd} that {'is' if odd == 1 else 'are'} not finite"] if odd else []
    if missing := window - len(final):
        rest.append(f"{missing} that {'has' if missing == 1 else 'have'} none")
    return f"The final loss is {mean:.3g}, {of}{', apart from ' * bool(rest)}{' and '.join(rest)}."


def _settled(runs: Integers, losses: Array, snapshot_runs: Integers, weights: Array | None) -> str:
    changes = final_changes(runs, losses, snapshot_runs, weights)
    what = [f"the loss {'rises' if changes.loss > 0 else 'falls'}"] if changes.loss else []
    what += ["norms move"] * bool(changes.norms)
    if what:
        return f"It has not settled: in the last tenth of the runs {' and '.join(what)}."
    if changes.settled:
        return "It has settled: in the last tenth of the runs loss and norms stay as they are."
    if changes.loss is None:
        why = f", since losses are {ODD}" if len(runs) >= FEWEST_RUNS else " from so few runs"
    elif weights is None:
        why = " without W"
    else:
        is_finite = np.isfinite(weights[snapshot_runs >= runs[-2 * (len(runs) // 10)]]).all()
        why = " from so few snapshots" if is_finite else f", since W is {ODD}"
    return f"Whether it has settled cannot be told{why}."


def _named(features: Sequence[int]) -> str:
    if not 0 < len(features) <= MOST_NAMED:
        return _count(len(features), "feature") if features else "no feature"
    return f"feature{'s' if len(features) > 1 else ''} {_listed(features)}"


def _listed(features: Sequence[int]) -> str:
    *others, last = map(str, features)
    return f"{', '.join(others)} and {last}" if others else last


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _a(name: str) -> str:
    """Return a polygon's name with its article."""
    return f"{'an' if name.startswith(('o', '8', '11', '18')) else 'a'} {name}"
