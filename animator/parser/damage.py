"""Values and blocks that turn out to be damaged once the whole log has been read."""

import math
from bisect import bisect_left, bisect_right
from operator import itemgetter

import numpy as np

from ..geometry import Booleans
from ..log import Integers
from .grammar import ENDS_IN_POINT, SCIENTIFIC
from .open_run import rated
from .records import Doubt, DoubtfulValue, Records, Scalar
from .report import Report
from .run_numbers import RunNumbers, Training

# At most one value in so many is taken for damaged. If more have other decimals, they were printed
# that way: printf's %g leaves out zeros at the end, which shortens one loss in ten.
RAREST_ODD = 50


def drop_damaged_values(records: Records, runs: RunNumbers, report: Report) -> None:
    """Drop damaged values and blocks from the records, and report them."""
    doubtful = [(value, _doubt(value, records)) for value in records.doubtful_values]
    _drop_damaged_scalars(records, runs, report)
    for value, doubt in doubtful:
        if doubt and value.place not in runs.dropped:
            _drop_if_lost(value, doubt, records, runs, report)
    for training in runs.trainings:
        _drop_blocks_with_odd_ends(records, training, report)


def _doubt(value: DoubtfulValue, records: Records) -> Doubt:
    """Return the doubt about a value; a line that turned out to be a scalar's casts none."""
    new = [records.scalars[name] for name in value.new_names]
    odd = [rated(scalar.text) for scalar in new if not scalar.is_known]
    return max([value.doubt, *odd])


def _drop_if_lost(
    value: DoubtfulValue, doubt: Doubt, records: Records, runs: RunNumbers, report: Report
) -> None:
    """Drop a value if the next run number shows that the one above it is not its own."""
    run, *following = records.runs[value.place : value.place + 2]
    step = runs.training_at(value.place).step
    if step is None or not following or following[0] < run:
        is_lost = doubt is Doubt.SERIOUS  # no run number tells
    else:
        is_lost = following[0] != run + step
    if not is_lost or (not value.is_block and value.name not in records.scalars):
        return
    reason = f"may belong to a run after run {run}, dropped"
    if value.is_block:
        report.warn_of_block(value.name, value.line, f"the block {value.name!a} {reason}", b"")
        records.drop_block(value.name, value.place)
    else:
        report.warn(value.line, f"{_said(value.name)} {reason}")
        records.scalars[value.name].drop(value.place, value.place + 1)


def _drop_blocks_with_odd_ends(records: Records, training: Training, report: Report) -> None:
    """Drop blocks whose ] ends a row, which may lack its end, if most have it on its own line."""
    joined: dict[str, list[tuple[int, int]]] = {}
    for tag, place, line in records.joined_ends:
        if training.start <= place < training.stop:
            joined.setdefault(tag, []).append((place, line))
    for tag, blocks in joined.items():
        places = [place for of_shape in records.blocks[tag].values() for place in of_shape.places]
        if 2 * len(blocks) < sum(training.start <= place < training.stop for place in places):
            for place, line in blocks:
                report.warn_of_block(tag, line, "a block whose ] is not on its own line")
                records.drop_block(tag, place)


def _drop_damaged_scalars(records: Records, runs: RunNumbers, report: Report) -> None:
    """Drop damaged values, and lines that are no scalar's, from the records; report them."""
    for name, scalar in list(records.scalars.items()):
        if not scalar.is_known or name in records.blocks:
            reason = "a scalar with the tag of a block" if scalar.is_known else "not understood"
            report.warn(scalar.line, reason, scalar.text)
            del records.scalars[name]
            continue
        if name in records.known_names:  # of another program, which may print as it likes
            continue
        for training in runs.trainings:
            _drop_odd_decimals(name, scalar, training, report)
        _drop_split_values(name, scalar, report)
        _drop_moved_values(name, scalar, report)
        _report_missing_values(name, scalar, records, report)


def _said(name: str) -> str:
    """Return how a report names a scalar."""
    return "the loss" if name == "L" else f"the value of {name!a}"


def _drop_odd_decimals(name: str, scalar: Scalar, training: Training, report: Report) -> None:
    """Drop values whose decimals differ from those of nearly all values of the training."""
    stop = min(training.stop, len(scalar.values))
    if training.start >= stop:
        return
    changes = np.frombuffer(scalar.decimals_changes, np.int64).reshape(-1, 3)
    first = bisect_right(changes, training.start, key=itemgetter(0)) - 1
    last = bisect_left(changes, stop, key=itemgetter(0))
    places, lines, decimals = changes[max(0, first) : last].T
    if not len(places):
        return
    starts = np.clip(places, training.start, stop)
    stops = np.append(starts[1:], stop)
    is_value = ~np.isnan(np.frombuffer(scalar.values)[:stop])
    counts = np.where(starts < stops, np.add.reduceat(is_value, starts, dtype=np.int64), 0)
    usual = _usual_decimals(decimals, counts)
    is_odd = _is_odd(decimals, counts, usual, may_change=name != "L")
    for change in np.flatnonzero(is_odd).tolist():
        start, count = int(starts[change]), int(counts[change])
        reason, text = _unlike(int(decimals[change]), usual, scalar.values[start])
        several = f"{count} losses with " if count > 1 else ""
        line = max(int(lines[change]), training.line)
        report.warn(line, f"{several}{reason}, dropped", f"{name}: {text}".encode())
        scalar.drop(start, int(stops[change]))


def _usual_decimals(decimals: Integers, counts: Integers) -> int:
    """Return the decimals of most values; decimals and counts are of each series of values."""
    is_number = decimals >= 0
    return int(np.bincount(decimals[is_number], counts[is_number], minlength=1).argmax())


def _is_odd(decimals: Integers, counts: Integers, usual: int, *, may_change: bool) -> Booleans:
    """Return which series of values are damaged.

    may_change: whether other decimals are no damage if values after one another have them, as those
    of a learning rate that warms up.
    """
    is_torn = (decimals == ENDS_IN_POINT) & (counts > 0)
    is_number = (decimals >= 0) & (counts > 0)
    is_odd = is_torn | (is_number & (decimals != usual))
    if usual < SCIENTIFIC:
        is_odd &= decimals < SCIENTIFIC  # an exponent among plain numbers is no damage
    if may_change:
        beside = np.pad(is_odd, 1)
        is_odd &= (counts == 1) & ~beside[:-2] & ~beside[2:]
    total = counts[is_torn | is_number].sum()
    for odd in (is_odd, is_torn):
        if counts[odd].sum() * RAREST_ODD <= total:
            return np.asarray(odd)
    return np.zeros(len(counts), np.bool_)


def _unlike(decimals: int, usual: int, value: float) -> tuple[str, str]:
    """Return what is odd about a value, and what its text was like."""
    if usual >= SCIENTIFIC:
        return "a notation unlike that of the other losses", repr(value)
    if decimals == ENDS_IN_POINT:
        return "a number that ends in its point", f"{value:.0f}."
    kind = "fewer" if decimals < usual else "more"
    return f"{kind} decimals than the usual {usual}", f"{value:.{decimals}f}"


def _drop_split_values(name: str, scalar: Scalar, report: Report) -> None:
    """Drop values that may go on in the next line, if any value of the log has more decimals."""
    most = max(scalar.decimals_changes[2::3])
    for place, line, decimals in scalar.split:
        if decimals < most and not math.isnan(scalar.values[place]):
            report.warn(line, f"{_said(name)} is split by a newline, dropped")
            scalar.drop(place, place + 1)


def _drop_moved_values(name: str, scalar: Scalar, report: Report) -> None:
    """Drop the values before the loss if most are after it, or the other way round.

    Lines that changed places may have put a value into the run before or after its own.
    """
    rare = min(scalar.sides, key=lambda side: side.count)
    if 2 * rare.count >= sum(side.count for side in scalar.sides):
        return
    where = "after" if rare is scalar.sides[1] else "before"
    for place, line in rare.all():
        if not math.isnan(scalar.values[place]):
            report.warn(line, f"{_said(name)} is {where} the loss, unlike others, dropped")
            scalar.drop(place, place + 1)


def _report_missing_values(name: str, scalar: Scalar, records: Records, report: Report) -> None:
    """Report the runs without a value, if nearly all others have one.

    A scalar that is no longer printed is no damage, unless the log ends at once.
    """
    if scalar.missing.count * RAREST_ODD > scalar.count:
        return
    for place, line in scalar.missing.all():
        if place < len(scalar.values) or place == len(records.runs) - 1:
            report.warn(line, f"run {records.runs[place]} ends here without {_said(name)}")
