"""The values of a log that turn out to be damaged when the whole log is known."""

from bisect import bisect_left, bisect_right
from operator import itemgetter

import numpy as np

from .grammar import SCIENTIFIC
from .records import Records
from .report import Report
from .run_numbers import Runs, Stretch

# printf's %g leaves out zeros at the end, so that one loss in ten is shorter: the losses must be so
# many, and the odd ones so few, that it can't have printed them.
FEWEST_LOSSES = 50
RAREST_ODD = 50  # one loss in so many may be damaged


class Checks:
    """Find damaged losses and blocks."""

    def __init__(self, records: Records, report: Report, runs: Runs) -> None:
        """Report them; set such losses to NaN."""
        self.losses = np.frombuffer(records.losses)
        self.dropped_blocks: dict[str, list[int]] = {}  # places by tag
        self._records = records
        self._report = report
        self._runs = runs
        self._formats = np.frombuffer(records.formats, np.int64).reshape(-1, 3)
        for part in runs.parts:
            self._check_decimals(part)
        self._check_splits()
        self._check_doubts()

    def _check_decimals(self, part: Stretch) -> None:
        """Drop losses with other decimals than nearly all of the part have."""
        first = bisect_right(self._formats, part.start, key=itemgetter(0)) - 1
        stop = bisect_left(self._formats, part.stop, key=itemgetter(0))
        places, lines, decimals = self._formats[max(0, first) : stop].T
        starts = np.clip(places, part.start, part.stop)
        lengths = np.diff(np.append(starts, part.stop))
        is_plain = (decimals >= 0) & (lengths > 0)
        if not is_plain.any():
            return
        times = np.bincount(decimals[is_plain], lengths[is_plain])
        usual = int(times.argmax())
        is_odd = is_plain & (decimals != usual)
        if usual < SCIENTIFIC:
            is_odd &= decimals < SCIENTIFIC  # an exponent among plain numbers is no damage
        if times.sum() < FEWEST_LOSSES or lengths[is_odd].sum() * RAREST_ODD > max(
            RAREST_ODD, times.sum()
        ):
            return
        for change in np.flatnonzero(is_odd):
            stretch = slice(starts[change], starts[change] + lengths[change])
            reason, text = _unlike(int(decimals[change]), usual, float(self.losses[stretch][0]))
            count = f"{lengths[change]} losses with " if lengths[change] > 1 else ""
            line = max(int(lines[change]), part.line)
            self._report.warn(line, f"{count}{reason}, dropped", f"L: {text}".encode())
            self.losses[stretch] = np.nan

    def _check_splits(self) -> None:
        """Drop losses that may go on in the next line, if others are longer."""
        longest = int(self._formats[:, 2].max())
        for split in self._records.splits:
            is_short = not split.is_run and split.decimals < longest
            if is_short and not np.isnan(self.losses[split.place]):
                self._report.warn(split.line, "the loss is split by a newline, dropped")
                self.losses[split.place] = np.nan

    def _check_doubts(self) -> None:
        """Drop values that may belong to a run whose number was damaged."""
        for doubt in self._records.doubts:
            if doubt.place in self._runs.dropped:
                continue
            run = int(self._runs.numbers[doubt.place])
            step = self._runs.part_at(doubt.place).step
            if step is None or doubt.next_run is None or doubt.next_run < run:
                is_lost = not doubt.is_prose
            else:
                is_lost = doubt.next_run != run + step
            if is_lost:
                what = f"the block {doubt.tag!a}" if doubt.tag else "the loss"
                self._report.warn(
                    doubt.line, f"{what} may belong to a run after run {run}, dropped"
                )
                if doubt.tag:
                    self.dropped_blocks.setdefault(doubt.tag, []).append(doubt.place)
                else:
                    self.losses[doubt.place] = np.nan


def _unlike(decimals: int, usual: int, loss: float) -> tuple[str, str]:
    """Say what is odd about a loss among others, and what its text was like."""
    if usual >= SCIENTIFIC:
        return "another notation than other losses have", repr(loss)
    kind = "fewer" if decimals < usual else "more"
    return f"{kind} decimals than the {usual} of the log", f"{loss:.{decimals}f}"
