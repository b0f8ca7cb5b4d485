"""Losses and blocks that turn out to be damaged once the whole log has been read."""

import math
from bisect import bisect_left, bisect_right
from operator import itemgetter

import numpy as np

from .grammar import SCIENTIFIC
from .records import Doubt, Records
from .report import Report
from .run_numbers import RunNumbers, Training

# At most one loss in so many is taken for damaged. If more have other decimals, they were printed
# that way: printf's %g leaves out zeros at the end, which shortens one loss in ten.
RAREST_ODD = 50


def drop_damaged_values(records: Records, runs: RunNumbers, report: Report) -> None:
    """Drop damaged losses and blocks from the records, and report them."""
    for training in runs.trainings:
        _drop_odd_decimals(records, training, report)
    _drop_split_losses(records, report)
    _drop_doubtful_values(records, runs, report)


def _drop_odd_decimals(records: Records, training: Training, report: Report) -> None:
    """Drop losses whose decimals differ from those of nearly all losses of the training."""
    changes = np.frombuffer(records.decimals_changes, np.int64).reshape(-1, 3)
    first = bisect_right(changes, training.start, key=itemgetter(0)) - 1
    stop = bisect_left(changes, training.stop, key=itemgetter(0))
    places, lines, decimals = changes[max(0, first) : stop].T
    starts = np.clip(places, training.start, training.stop)
    lengths = np.diff(np.append(starts, training.stop))
    is_number = (decimals >= 0) & (lengths > 0)
    if not is_number.any():
        return
    counts = np.bincount(decimals[is_number], lengths[is_number])
    usual = int(counts.argmax())
    is_odd = is_number & (decimals != usual)
    if usual < SCIENTIFIC:
        is_odd &= decimals < SCIENTIFIC  # an exponent among plain numbers is no damage
    if lengths[is_odd].sum() * RAREST_ODD > counts.sum():
        return
    for change in np.flatnonzero(is_odd):
        start, length = int(starts[change]), int(lengths[change])
        loss = records.losses[start]
        reason, text = _unlike(int(decimals[change]), usual, loss)
        count = f"{length} losses with " if length > 1 else ""
        line = max(int(lines[change]), training.line)
        report.warn(line, f"{count}{reason}, dropped", f"L: {text}".encode())
        records.drop_losses(start, start + length)


def _unlike(decimals: int, usual: int, loss: float) -> tuple[str, str]:
    """Return what is odd about a loss, and what its text was like."""
    if usual >= SCIENTIFIC:
        return "a notation unlike that of the other losses", repr(loss)
    kind = "fewer" if decimals < usual else "more"
    return f"{kind} decimals than the usual {usual}", f"{loss:.{decimals}f}"


def _drop_split_losses(records: Records, report: Report) -> None:
    """Drop losses that may go on in the next line, if any loss of the log has more decimals."""
    most = int(np.frombuffer(records.decimals_changes, np.int64)[2::3].max())
    for place, line, decimals in records.split_losses:
        if decimals < most and not math.isnan(records.losses[place]):
            report.warn(line, "the loss is split by a newline, dropped")
            records.drop_losses(place, place + 1)


def _drop_doubtful_values(records: Records, runs: RunNumbers, report: Report) -> None:
    """Drop losses and blocks if the next run number shows that the one above them is not theirs."""
    for value in records.doubtful_values:
        if value.place in runs.dropped:
            continue
        run, *following = records.runs[value.place : value.place + 2]
        step = runs.training_at(value.place).step
        if step is None or not following or following[0] < run:
            is_lost = value.doubt is Doubt.SERIOUS  # no run number tells
        else:
            is_lost = following[0] != run + step
        if is_lost and value.tag:
            reason = f"the block {value.tag!a} may belong to a run after run {run}, dropped"
            report.warn(value.line, reason)
            records.drop_block(value.tag, value.place)
        elif is_lost:
            report.warn(value.line, f"the loss may belong to a run after run {run}, dropped")
            records.drop_losses(value.place, value.place + 1)
