"""Records to a Log: the values of a part."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..errors import LogError
from ..log import Log, Part
from .damage import Checks
from .records import Blocks, Records, Shape
from .report import Report
from .run_numbers import Runs, Stretch

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """Hold the blocks of one tag and shape, a row of values each."""

    shape: Shape
    places: Integers  # of their runs
    lines: Integers  # of their tags
    values: Floats


def assemble(records: Records, report: Report, last_line: int, part: int) -> Log:
    """Return a part of the records as a Log; raise LogError if there is no loss in it."""
    runs = Runs(records, report)
    checks = Checks(records, report, runs)
    parts = _parts(runs, last_line)
    if not -len(parts) <= part < len(parts):
        has = ", ".join(f"{i} in lines {p.first_line}-{p.last_line}" for i, p in enumerate(parts))
        raise LogError(report.file, None, f"there is no part {part}, only {has}")
    if len(parts) > 1:
        reason = f"{len(parts)} trainings in one log, this is part {part % len(parts)}"
        report.warn(parts[1].first_line, f"{reason}; --part or part= chooses another")
    numbers, losses = _losses(records, runs, checks, runs.parts[part], report)
    places, blocks = _aligned(_tables(records, runs, checks, runs.parts[part], report))
    snapshot_runs = runs.numbers[places]
    return Log(report.file, numbers, losses, snapshot_runs, blocks, report.warnings(), parts)


def _parts(runs: Runs, last_line: int) -> tuple[Part, ...]:
    ends = [part.line - 1 for part in runs.parts[1:]] + [last_line]
    return tuple(
        Part(part.line, end, int(runs.numbers[part.start]), int(runs.numbers[part.stop - 1]))
        for part, end in zip(runs.parts, ends, strict=True)
    )


def _losses(
    records: Records, runs: Runs, checks: Checks, part: Stretch, report: Report
) -> tuple[Integers, Floats]:
    """Return the runs and their losses; report those that were read as NaN or infinite."""
    kept: slice | Integers = np.s_[part.start : part.stop]
    if runs.dropped:
        kept = np.setdiff1d(np.r_[kept], list(runs.dropped), assume_unique=True)
    losses = checks.losses[kept]
    starts, lines, stops = np.frombuffer(records.not_finite, np.int64).reshape(-1, 3).T
    lengths = stops.clip(part.start, part.stop) - starts.clip(part.start, part.stop)
    if odd := int(lengths.sum()):
        first = np.flatnonzero(lengths)[0]
        run = runs.numbers[max(int(starts[first]), part.start)]
        count = "1 loss is" if odd == 1 else f"{odd} losses are"
        report.warn(max(int(lines[first]), part.line), f"{count} not finite, first at run {run}")
    elif np.isnan(losses).all():
        raise LogError(report.file, part.line, "no loss of a run from here on")
    return runs.numbers[kept], losses


def _tables(
    records: Records, runs: Runs, checks: Checks, part: Stretch, report: Report
) -> dict[str, Table]:
    """Return the blocks of each tag that have the shape of most; report the others."""
    by_tag: dict[str, list[Table]] = {}
    for (tag, shape), blocks in records.blocks.items():
        lost = runs.dropped.union(checks.dropped_blocks.get(tag, ()))
        table = _table(shape, blocks, part, lost)
        if len(table.places):
            by_tag.setdefault(tag, []).append(table)
    chosen = {}
    for tag, tables in by_tag.items():
        usual, *others = sorted(tables, key=lambda table: (-len(table.places), table.places[0]))
        chosen[tag] = usual
        for table in others:
            reason = f"a block of {_by(table.shape)} where others are {_by(usual.shape)}"
            for line in table.lines.tolist():
                report.warn(line, reason, f"{tag}: [".encode())
    return chosen


def _table(shape: Shape, blocks: Blocks, part: Stretch, lost: set[int]) -> Table:
    places = np.frombuffer(blocks.places, np.int64)
    lines = np.frombuffer(blocks.lines, np.int64)
    values = np.frombuffer(blocks.values).reshape(len(places), -1)
    is_kept = (part.start <= places) & (places < part.stop)
    if lost:
        is_kept &= ~np.isin(places, list(lost))
    if is_kept.all():
        return Table(shape, places, lines, values)
    return Table(shape, places[is_kept], lines[is_kept], values[is_kept])


def _aligned(tables: dict[str, Table]) -> tuple[Integers, dict[str, Floats]]:
    """Return the places of runs with blocks, and each tag's blocks there, NaN if it has none."""
    places = [table.places for table in tables.values()]
    found = places[0] if places else np.empty(0, np.int64)
    if any(not np.array_equal(other, found) for other in places):
        found = np.unique(np.concatenate(places))
    blocks = {}
    for tag, table in tables.items():
        values = table.values
        if len(values) < len(found):
            values = np.full((len(found), values.shape[1]), np.nan)
            values[np.searchsorted(found, table.places)] = table.values
        blocks[tag] = values.reshape(-1, *table.shape)
    return found, blocks


def _by(shape: Shape) -> str:
    return f"{shape[0]} x {shape[1]}"
