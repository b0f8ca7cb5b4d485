"""Values and blocks that turn out to be damaged once the whole log has been read."""

import math

import numpy as np

from ..geometry import Booleans
from ..log import Integers
from .curves import ABSENT, LINE, Curve
from .fast_numbers import Decimals
from .grammar import ENDS_IN_POINT, SCIENTIFIC
from .records import Records
from .report import Report
from .run_numbers import RunNumbers, Training

# At most one value in so many is taken for damaged. If more have other decimals, they were printed
# that way: printf's %g leaves out zeros at the end, which shortens one loss in ten.
RAREST_ODD = 50
MOST_ODD = 1000  # values that are moved or missing; if there are more, they were printed that way


def known_curves(records: Records, report: Report) -> dict[str, Curve]:
    """Return the curve of each scalar, and report the values that it lacks.

    Lines that turn out to be no scalar's are reported, and count as odd lines from now on.
    """
    curves = {}
    for name, scalar in records.scalars.items():
        if not records.is_known(name):
            report.warn(scalar.lines[0], "not understood", scalar.text)
        elif name in records.blocks:
            report.warn(scalar.lines[0], "a scalar with the tag of a block", scalar.text)
        else:
            curves[name] = scalar.curve(len(records.runs))
    if not records.known_names:  # other programs need not print a value for each run
        for name in [*curves][1:]:  # after L
            _report_missing_values(name, curves[name], records, report)
    for name, scalar in records.scalars.items():
        if not records.is_known(name):
            records.add_odd_line(scalar.lines[0], scalar.text, scalar.start)
    return curves


def drop_damaged_values(
    records: Records, curves: dict[str, Curve], runs: RunNumbers, report: Report
) -> None:
    """Drop damaged values and blocks, and report them."""
    for name, curve in curves.items() if not records.known_names else ():
        most_decimals = curve.decimals.max()
        for training in runs.trainings:
            _drop_odd_decimals(name, curve, training, report)
        _drop_split_values(name, curve, most_decimals, report)
        _drop_moved_values(name, curve, curves["L"], report)
    _drop_values_of_lost_runs(records, curves, runs, report)
    for training in runs.trainings:
        _drop_blocks_with_odd_ends(records, training, report)


def _report_missing_values(name: str, curve: Curve, records: Records, report: Report) -> None:
    """Report runs without a value that the run before has, if nearly all others have one.

    A scalar that is no longer printed is no damage, unless the log ends at once.
    """
    has_value = curve.lines > 0
    places = np.flatnonzero(has_value[:-1] & ~has_value[1:]) + 1
    missing = [
        (place, records.end_of(place))
        for place in places.tolist()
        if place not in records.odd_lines and records.end_of(place)
    ]
    if len(missing) > min(MOST_ODD, np.count_nonzero(has_value) / RAREST_ODD):
        return
    for place, end in missing:
        if has_value[place:].any() or place == records.place:
            report.warn(end, f"run {records.runs[place]} ends here without {_said(name)}")


def _drop_values_of_lost_runs(
    records: Records, curves: dict[str, Curve], runs: RunNumbers, report: Report
) -> None:
    """Drop values and blocks that may belong to a later run, whose number is lost.

    A line above them that was not understood may be what is left of it. Above a block without a
    loss, the number may be lost together with the loss.
    """
    odd_lines = np.full(len(runs.numbers), np.iinfo(LINE).max, LINE)  # the first of each run
    odd_lines[[*records.odd_lines]] = [*records.odd_lines.values()]
    for name, curve in curves.items():
        for place in np.flatnonzero(curve.lines > odd_lines).tolist():
            line = int(curve.lines[place])
            if reason := _lost(place, line, records, runs):
                report.warn(line, f"{_said(name)} {reason}")
                curve.drop(place)
    for tag, by_shape in records.blocks.items():
        for blocks in by_shape.values():
            places, lines = np.array(blocks.places), np.array(blocks.lines)
            loss_lines = curves["L"].lines[places]
            follows_loss = (loss_lines > 0) & (loss_lines <= lines)
            for i in np.flatnonzero(~follows_loss | (lines > odd_lines[places])).tolist():
                place, line = blocks.places[i], blocks.lines[i]
                if reason := _lost(place, line, records, runs):
                    report.warn_of_block(tag, line, f"the block {tag!a} {reason}", b"")
                    records.drop_block(tag, place)


def _lost(place: int, line: int, records: Records, runs: RunNumbers) -> str:
    """Return why a line that may belong to a later run is dropped, or nothing if it is not.

    The next run number shows whether one is missing. If none tells, an odd line that looks like no
    message does.
    """
    run, *following = records.runs[place : place + 2]
    step = runs.training_at(place).step
    if step is None or not following or following[0] < run:
        is_lost = line > records.serious_lines.get(place, line)
    else:
        is_lost = following[0] != run + step
    is_lost = is_lost and place not in runs.dropped
    return f"may belong to a run after run {run}, dropped" if is_lost else ""


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


def _said(name: str) -> str:
    """Return how a report names a scalar."""
    return "the loss" if name == "L" else f"the value of {name!a}"


def _drop_odd_decimals(name: str, curve: Curve, training: Training, report: Report) -> None:
    """Drop values whose decimals differ from those of nearly all values of the training."""
    part = curve.decimals[training.start : training.stop]
    starts = np.append(0, np.flatnonzero(part[1:] != part[:-1]) + 1)  # of series that are alike
    stops = np.append(starts[1:], len(part))
    is_there = part[starts] != ABSENT
    starts, stops = starts[is_there], stops[is_there]
    if not len(starts):
        return
    decimals, counts = part[starts], stops - starts
    usual = _usual_decimals(decimals, counts)
    for series in np.flatnonzero(_is_odd(decimals, counts, usual, may_change=name != "L")):
        places = training.start + np.arange(starts[series], stops[series])
        reason, text = _unlike(int(decimals[series]), usual, float(curve.values[places[0]]))
        several = f"{len(places)} losses with " if len(places) > 1 else ""
        line = int(curve.lines[places[0]])
        report.warn(line, f"{several}{reason}, dropped", f"{name}: {text}".encode())
        curve.drop(places)


def _usual_decimals(decimals: Decimals, counts: Integers) -> int:
    """Return the decimals of most values; decimals and counts are of each series of values."""
    is_number = decimals >= 0
    return int(np.bincount(decimals[is_number], counts[is_number], minlength=1).argmax())


def _is_odd(decimals: Decimals, counts: Integers, usual: int, *, may_change: bool) -> Booleans:
    """Return which series of values are damaged.

    may_change: whether other decimals are no damage if values after one another have them, as those
    of a learning rate that warms up.
    """
    is_torn = decimals == ENDS_IN_POINT
    is_number = decimals >= 0
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


def _drop_split_values(name: str, curve: Curve, most: int, report: Report) -> None:
    """Drop values that may go on in the next line, if any value of the log has more decimals."""
    for place in curve.split:
        if curve.decimals[place] < most and not math.isnan(curve.values[place]):
            report.warn(int(curve.lines[place]), f"{_said(name)} is split by a newline, dropped")
            curve.drop(place)


def _drop_moved_values(name: str, curve: Curve, loss: Curve, report: Report) -> None:
    """Drop the values before the loss if most are after it, or the other way round.

    Lines that changed places may have put a value into the run before or after its own.
    """
    sides = {
        "before": (curve.lines > 0) & (curve.lines < loss.lines),
        "after": (loss.lines > 0) & (loss.lines < curve.lines),
    }
    counts = {where: np.count_nonzero(side) for where, side in sides.items()}
    rare = min(counts, key=lambda where: counts[where])
    if counts[rare] > MOST_ODD or 2 * counts[rare] >= sum(counts.values()):
        return
    for place in np.flatnonzero(sides[rare] & ~np.isnan(curve.values)).tolist():
        line = int(curve.lines[place])
        report.warn(line, f"{_said(name)} is {rare} the loss, unlike others, dropped")
        curve.drop(place)
