"""Values and blocks that turn out to be damaged once the whole log has been read."""

from .open_run import rated
from .records import Doubt, DoubtfulValue, Records
from .report import Report
from .run_numbers import RunNumbers, Training
from .scalar_damage import drop_damaged_scalars, said


def drop_damaged_values(records: Records, runs: RunNumbers, report: Report) -> None:
    """Drop damaged values and blocks from the records, and report them."""
    doubtful = [(value, _doubt(value, records)) for value in records.doubtful_values]
    drop_damaged_scalars(records, runs, report)
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
        report.warn(value.line, f"{said(value.name)} {reason}")
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
