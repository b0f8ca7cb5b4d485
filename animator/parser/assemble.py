"""Turn records into a Log, which holds the losses and blocks of one training."""

from collections.abc import Collection

import numpy as np

from ..errors import LogError
from ..geometry import Booleans
from ..log import Floats, Integers, Log, Part
from .curves import ABSENT, Curve
from .damage import drop_damaged_values, known_curves
from .records import Blocks, Records, Shape
from .report import Report
from .run_numbers import RunNumbers, Training

TALL = "W has more rows than columns; column i is feature i"
ROWS_OF_B = "b has more than one row, and only the first one counts; a terminal may have wrapped it"
MOST_NAMED = 5  # runs at which a training was resumed


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
    all_curves = known_curves(records, report)
    runs = RunNumbers(records, all_curves["L"].values, report)
    runs.split_into_trainings()
    drop_damaged_values(records, all_curves, runs, report)
    parts = _parts(runs, last_line, report)
    if not -len(parts) <= part < len(parts):
        has = ", ".join(f"{i} in lines {p.first_line}-{p.last_line}" for i, p in enumerate(parts))
        raise LogError(report.file, None, f"there is no part {part}, only {has}")
    chosen = runs.chosen(part)
    _report_parts(runs, chosen, report)
    is_kept = _are_kept(runs, chosen)
    numbers, curves = _chosen_curves(all_curves, runs.numbers, is_kept, scalars)
    odd_losses = _odd_losses(all_curves["L"], runs, is_kept, report)
    snapshot_runs, blocks, not_finite, left_out = _snapshots(records, runs.numbers, is_kept, report)
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
        _tags_elsewhere(records, runs, is_kept) - {*blocks, *left_out},
    )


def _parts(runs: RunNumbers, last_line: int, report: Report) -> tuple[Part, ...]:
    ends = [training.line - 1 for training in runs.trainings[1:]] + [last_line]
    numbers = runs.numbers
    return tuple(
        Part(
            report.origin(training.line),
            report.origin(end),
            int(numbers[training.start]),
            int(numbers[training.stop - 1]),
            training.resumes,
        )
        for training, end in zip(runs.trainings, ends, strict=True)
    )


def _report_parts(runs: RunNumbers, chosen: list[Training], report: Report) -> None:
    """Report how many trainings there are, and where the one that was chosen was resumed."""
    restarts = [str(runs.numbers[training.start]) for training in chosen[1:]]
    if restarts:
        more = f" and {len(restarts) - MOST_NAMED} more" if len(restarts) > MOST_NAMED else ""
        reason = f"resumed at run {', '.join(restarts[:MOST_NAMED])}{more}, and joined there"
        report.warn(
            chosen[1].line, f"{reason}: the later values count; --part or part= chooses a part"
        )
    count, parts = sum(not one.resumes for one in runs.trainings), len(runs.trainings)
    if parts > len(chosen):
        what = f"{count} training{'s' * (count > 1)} in"
        what += f" {parts} parts of one log" if count < parts else " one log"
        first = runs.trainings.index(chosen[0])
        which = f"these are parts {first} to {parts - 1}" if restarts else f"this is part {first}"
        why = "; they alternate, so two programs may have written to it" if runs.alternate else ""
        reason = f"{what}, {which}{why}; --part or part= chooses another"
        report.warn(runs.trainings[1].line, reason)


def _are_kept(runs: RunNumbers, chosen: list[Training]) -> Booleans:
    """Return which runs belong to a training; of those that stand twice, the later ones do."""
    is_kept = np.zeros(len(runs.numbers), np.bool_)
    stop = np.iinfo(np.int64).max  # the run at which the training was resumed next
    for training in reversed(chosen):
        part = np.s_[training.start : training.stop]
        is_kept[part] = runs.numbers[part] < stop
        stop = min(stop, runs.numbers[training.start])
    is_kept[list(runs.dropped)] = False
    return is_kept


def _chosen_curves(
    all_curves: dict[str, Curve],
    numbers: Integers,
    is_kept: Booleans,
    scalars: Collection[str] | None,
) -> tuple[Integers, dict[str, Floats]]:
    """Return the runs, and of each scalar its values there."""
    kept = slice(None) if is_kept.all() else is_kept  # a slice copies nothing
    curves = {}
    for name, curve in all_curves.items():
        if scalars is None or name in ("L", *scalars):
            values = curve.values[kept]
            if name == "L" or not np.isnan(values).all():
                curves[name] = values
    return numbers[kept], curves


def _odd_losses(loss: Curve, runs: RunNumbers, is_kept: Booleans, report: Report) -> Integers:
    """Report losses that were read as NaN or infinite, and return their runs.

    Raises LogError if there is no loss at all.
    """
    has_loss = is_kept & (loss.decimals != ABSENT)
    if not has_loss.any():
        line = report.origin(runs.training_at(int(is_kept.argmax())).line)
        raise LogError(report.file, line, "the training that starts here has no loss")
    places = np.flatnonzero(has_loss & ~np.isfinite(loss.values))
    if count := len(places):
        are = "1 loss is" if count == 1 else f"{count} losses are"
        reason = f"{are} not finite, first at run {runs.numbers[places[0]]}"
        report.warn(int(loss.lines[places[0]]), reason)
    return np.asarray(runs.numbers[places])


def _snapshots(
    records: Records, numbers: Integers, is_kept: Booleans, report: Report
) -> tuple[Integers, dict[str, Floats], dict[str, Integers], tuple[str, ...]]:
    """Return the runs that have blocks, and each tag's blocks there, NaN if a run has none.

    The third is of each tag the runs whose block is not finite, the fourth the tags of the blocks
    whose values were not kept.
    """
    places: dict[str, Integers] = {}
    blocks: dict[str, Floats] = {}
    not_finite: dict[str, Integers] = {}
    for tag, by_shape in records.blocks.items():
        dropped = records.dropped_blocks.get(tag, set())
        kept = {shape: _kept(of_shape, is_kept, dropped) for shape, of_shape in by_shape.items()}
        usual = max(kept, key=lambda shape: np.count_nonzero(kept[shape]))
        for shape in kept.keys() - {usual}:
            reason = f"a block of {_by(shape)} where others are {_by(usual)}"
            for line in np.frombuffer(by_shape[shape].lines, np.int64)[kept[shape]].tolist():
                report.warn_of_block(tag, line, reason)
        if kept[usual].any():
            whole = slice(None) if kept[usual].all() else kept[usual]
            places[tag] = np.frombuffer(by_shape[usual].places, np.int64)[whole]
            if reason := _odd_shape(tag, usual, records):
                report.warn(by_shape[usual].lines[int(kept[usual].argmax())], reason)
            if not records.keeps(tag):
                continue
            blocks[tag] = np.frombuffer(by_shape[usual].values).reshape(-1, *usual)[whole]
            odd = np.flatnonzero(~np.isfinite(blocks[tag]).all(axis=(1, 2)))
            if len(odd):
                not_finite[tag] = numbers[places[tag][odd]]
    union = np.unique(np.concatenate([np.empty(0, np.int64), *places.values()]))
    spread = {tag: _spread(blocks[tag], places[tag], union) for tag in blocks}
    left_out = tuple(tag for tag in places if tag not in blocks)
    return numbers[union], spread, not_finite, left_out


def _odd_shape(tag: str, shape: Shape, records: Records) -> str:
    """Return what is odd about the shape of W or b, or nothing."""
    rows, cols = shape
    if tag == "W" and rows > cols and (1, cols) not in records.blocks.get("b", {}):
        return TALL
    return ROWS_OF_B if tag == "b" and rows > 1 else ""


def _tags_elsewhere(records: Records, runs: RunNumbers, is_kept: Booleans) -> set[str]:
    """Return the tags of blocks that parts have which were not chosen."""
    is_elsewhere = ~is_kept
    is_elsewhere[list(runs.dropped)] = False
    return {
        tag
        for tag, by_shape in records.blocks.items()
        for blocks in by_shape.values()
        if _kept(blocks, is_elsewhere, records.dropped_blocks.get(tag, set())).any()
    }


def _kept(blocks: Blocks, is_kept: Booleans, dropped: set[int]) -> Booleans:
    """Return which of the blocks belong to runs that are kept and are not dropped themselves."""
    places = np.frombuffer(blocks.places, np.int64)
    of_kept: Booleans = is_kept[places]
    return of_kept & ~np.isin(places, list(dropped)) if dropped else of_kept


def _by(shape: Shape) -> str:
    return f"{shape[0]} x {shape[1]}"


def _spread(blocks: Floats, places: Integers, union: Integers) -> Floats:
    """Return the blocks of some places with blocks of NaN at the other places of a union."""
    if len(blocks) == len(union):
        return blocks
    spread = np.full((len(union), *blocks.shape[1:]), np.nan)
    spread[np.searchsorted(union, places)] = blocks
    return spread
