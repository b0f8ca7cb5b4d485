"""Turn records into a Log, which holds the losses and blocks of one training."""

from collections.abc import Collection

import numpy as np

from ..errors import LogError
from ..geometry import Booleans
from ..log import Floats, Integers, Log, Part
from .damage import drop_damaged_values
from .records import Blocks, Records, Scalar, Shape
from .report import Report
from .run_numbers import RunNumbers, Training


def assemble(
    records: Records,
    report: Report,
    last_line: int,
    part: int,
    scalars: Collection[str] | None,
) -> Log:
    """Return one of the trainings as a Log; raise LogError if it is not there or has no loss.

    scalars: the names of those to keep beside the loss; None: all.
    """
    runs = RunNumbers(records, report)
    runs.split_into_trainings()
    drop_damaged_values(records, runs, report)
    parts = _parts(runs, last_line)
    if not -len(parts) <= part < len(parts):
        has = ", ".join(f"{i} in lines {p.first_line}-{p.last_line}" for i, p in enumerate(parts))
        raise LogError(report.file, None, f"there is no part {part}, only {has}")
    if len(parts) > 1:
        reason = f"{len(parts)} trainings in one log, this is part {part % len(parts)}"
        report.warn(parts[1].first_line, f"{reason}; --part or part= chooses another")
    training = runs.trainings[part]
    numbers, curves = _curves(records, runs, training, scalars)
    odd_losses = _odd_losses(records.loss, curves["L"], runs, training, report)
    snapshot_runs, blocks, not_finite, left_out = _snapshots(records, runs, training, report)
    return Log(
        report.file,
        numbers,
        curves,
        snapshot_runs,
        blocks,
        report.sorted_warnings(),
        parts,
        not_finite | ({"L": odd_losses} if len(odd_losses) else {}),
        report.dropped_blocks,
        left_out,
    )


def _parts(runs: RunNumbers, last_line: int) -> tuple[Part, ...]:
    ends = [training.line - 1 for training in runs.trainings[1:]] + [last_line]
    numbers = runs.numbers
    return tuple(
        Part(training.line, end, int(numbers[training.start]), int(numbers[training.stop - 1]))
        for training, end in zip(runs.trainings, ends, strict=True)
    )


def _curves(
    records: Records, runs: RunNumbers, training: Training, scalars: Collection[str] | None
) -> tuple[Integers, dict[str, Floats]]:
    """Return the runs, and of each scalar its values there."""
    kept: slice | Integers = np.s_[training.start : training.stop]
    if runs.dropped:
        kept = np.setdiff1d(np.r_[kept], list(runs.dropped), assume_unique=True)
    curves = {}
    for name, scalar in records.scalars.items():
        if scalars is None or name in ("L", *scalars):
            values = np.frombuffer(scalar.values)
            if missing := len(records.runs) - len(values):
                values = np.append(values, np.full(missing, np.nan))
            values = values[kept]
            if name == "L" or not np.isnan(values).all():
                curves[name] = values
    return runs.numbers[kept], curves


def _odd_losses(
    loss: Scalar, losses: Floats, runs: RunNumbers, training: Training, report: Report
) -> Integers:
    """Report losses that were read as NaN or infinite, and return their runs.

    Raises LogError if there is no loss at all.
    """
    starts, lines, stops = np.frombuffer(loss.not_finite, np.int64).reshape(-1, 3).T
    starts, stops = (ends.clip(training.start, training.stop) for ends in (starts, stops))
    lengths = stops - starts
    if count := int(lengths.sum()):
        first = np.flatnonzero(lengths)[0]
        run = runs.numbers[starts[first]]
        are = "1 loss is" if count == 1 else f"{count} losses are"
        line = max(int(lines[first]), training.line)
        report.warn(line, f"{are} not finite, first at run {run}")
    elif np.isnan(losses).all():
        raise LogError(report.file, training.line, "the training that starts here has no loss")
    return runs.numbers[np.repeat(stops - np.cumsum(lengths), lengths) + np.arange(lengths.sum())]


def _snapshots(
    records: Records, runs: RunNumbers, training: Training, report: Report
) -> tuple[Integers, dict[str, Floats], dict[str, Integers], tuple[str, ...]]:
    """Return the runs that have blocks, and each tag's blocks there, NaN if a run has none.

    The third is of each tag the runs whose block is not finite, the fourth the tags of the blocks
    whose values were not kept.
    """
    places: dict[str, Integers] = {}
    blocks: dict[str, Floats] = {}
    not_finite: dict[str, Integers] = {}
    for tag, by_shape in records.blocks.items():
        dropped = runs.dropped | records.dropped_blocks.get(tag, set())
        kept = {shape: _kept(of_shape, training, dropped) for shape, of_shape in by_shape.items()}
        usual = max(kept, key=lambda shape: np.count_nonzero(kept[shape]))
        for shape in kept.keys() - {usual}:
            reason = f"a block of {_by(shape)} where others are {_by(usual)}"
            for line in np.frombuffer(by_shape[shape].lines, np.int64)[kept[shape]].tolist():
                report.warn_of_block(tag, line, reason)
        if kept[usual].any():
            is_kept = slice(None) if kept[usual].all() else kept[usual]  # a slice copies nothing
            places[tag] = np.frombuffer(by_shape[usual].places, np.int64)[is_kept]
            if not records.keeps(tag):
                continue
            blocks[tag] = np.frombuffer(by_shape[usual].values).reshape(-1, *usual)[is_kept]
            odd = np.flatnonzero(~_are_finite(blocks[tag]))
            if len(odd):
                not_finite[tag] = runs.numbers[places[tag][odd]]
    union = _union(list(places.values()))
    spread = {tag: _spread(blocks[tag], places[tag], union) for tag in blocks}
    left_out = tuple(tag for tag in places if tag not in blocks)
    return runs.numbers[union], spread, not_finite, left_out


def _are_finite(blocks: Floats) -> Booleans:
    """Return which of the blocks (snapshots, rows, cols) are finite, without a copy of them."""
    extremes = np.stack([blocks.min(axis=(1, 2)), blocks.max(axis=(1, 2))])
    return np.asarray(np.isfinite(extremes).all(axis=0))


def _kept(blocks: Blocks, training: Training, dropped: set[int]) -> Booleans:
    """Return which of the blocks belong to the training and are not dropped."""
    places = np.frombuffer(blocks.places, np.int64)
    is_kept = (training.start <= places) & (places < training.stop)
    return is_kept & ~np.isin(places, list(dropped)) if dropped else is_kept


def _by(shape: Shape) -> str:
    return f"{shape[0]} x {shape[1]}"


def _union(places: list[Integers]) -> Integers:
    if not places:
        return np.empty(0, np.int64)
    if all(np.array_equal(places[0], others) for others in places[1:]):
        return places[0]  # as nearly always, and without a copy
    return np.unique(np.concatenate(places))


def _spread(blocks: Floats, places: Integers, union: Integers) -> Floats:
    """Return the blocks of some places with blocks of NaN at the other places of a union."""
    if len(blocks) == len(union):
        return blocks
    spread = np.full((len(union), *blocks.shape[1:]), np.nan)
    spread[np.searchsorted(union, places)] = blocks
    return spread
