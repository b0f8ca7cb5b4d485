"""The values of a log that turn out to be damaged when the whole log is known."""

import numpy as np

from .records import Records
from .report import Report
from .runs import Runs, Stretch

FEWEST_LOSSES = 4  # that show the decimals of a part
RAREST_ODD = 20  # one loss in so many may be damaged; if there are more, they are meant so


class Checks:
    """Find damaged losses and blocks of a part."""

    def __init__(self, records: Records, report: Report, runs: Runs) -> None:
        """Report them; set such losses to NaN."""
        self.losses = np.frombuffer(records.losses)
        self.dropped_blocks: set[tuple[int, str]] = set()  # places and tags
        self._records = records
        self._report = report
        self._runs = runs
        for part in runs.parts:
            self._check_decimals(part)
            self._check_splits(part)
            self._check_doubts(part)

    def _check_decimals(self, part: Stretch) -> None:
        """Drop losses with other decimals than nearly all have."""
        places, lines, decimals = np.frombuffer(self._records.formats, np.int64).reshape(-1, 3).T
        starts = np.clip(places, part.start, part.stop)
        lengths = np.diff(np.append(starts, part.stop))
        is_plain = (decimals >= 0) & (lengths > 0)
        if not is_plain.any():
            return
        times = np.bincount(decimals[is_plain], lengths[is_plain])
        usual = int(times.argmax())
        odd = times.sum() - times[usual]
        if times.sum() < FEWEST_LOSSES or odd > max(1, times.sum() / RAREST_ODD):
            return
        for change in np.flatnonzero(is_plain & (decimals != usual)):
            stretch = slice(starts[change], starts[change] + lengths[change])
            text = f"L: {self.losses[stretch][0]:.{decimals[change]}f}".encode()
            kind = "fewer" if decimals[change] < usual else "more"
            count = f"{lengths[change]} losses with " if lengths[change] > 1 else ""
            reason = f"{count}{kind} decimals than the {usual} of the log, dropped"
            self._report.warn(max(int(lines[change]), part.line), reason, text)
            self.losses[stretch] = np.nan

    def _check_splits(self, part: Stretch) -> None:
        """Drop losses that may go on in the next line, if others are longer."""
        longest = int(np.frombuffer(self._records.formats, np.int64)[2::3].max())
        for split in self._records.splits:
            is_loss = part.start <= split.place < part.stop and not split.is_run
            if is_loss and split.decimals < longest and not np.isnan(self.losses[split.place]):
                self._report.warn(split.line, "the loss is split by a newline, dropped")
                self.losses[split.place] = np.nan

    def _check_doubts(self, part: Stretch) -> None:
        """Drop values that may belong to a run whose number was damaged."""
        for doubt in self._records.doubts:
            if not part.start <= doubt.place < part.stop or doubt.place in self._runs.dropped:
                continue
            run = int(self._runs.numbers[doubt.place])
            if part.step is None or doubt.next_run is None or doubt.next_run < run:
                is_lost = not doubt.is_prose
            else:
                is_lost = doubt.next_run != run + part.step
            if is_lost:
                what = f"the block {doubt.tag!a}" if doubt.tag else "the loss"
                self._report.warn(
                    doubt.line, f"{what} may belong to a run after run {run}, dropped"
                )
                if doubt.tag:
                    self.dropped_blocks.add((doubt.place, doubt.tag))
                else:
                    self.losses[doubt.place] = np.nan
