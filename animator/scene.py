"""What a picture shows: the losses beside the weights, a picture for each snapshot.

The figure is drawn once. A frame is that drawing, with what moves drawn on top of it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

from .log import Log
from .loss_panel import LossPanel
from .weight_panel import WeightPanel

DESIGN_SIZE = (1500, 750)  # pixels; fonts and lines are designed for it and scale with the size
DESIGN_DPI = 125

SALT = "superposition"  # of the ids in an SVG: any, so that the same log makes the same bytes
UNDATED = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}  # likewise


class Scene:
    """Draw a log's snapshots; `len(scene)` is their number."""

    def __init__(self, log: Log, window: int | None, size: tuple[int, int]) -> None:
        """Draw what stays; raise LogError if the log has no block W.

        window: runs of the moving average, None for a fitting one. size: width and height, pixels.
        """
        weights = log.matrix("W")
        drawn = np.flatnonzero(np.isfinite(weights).any(axis=(1, 2)))
        if not len(drawn):
            drawn = np.arange(len(weights))  # it diverged at once: the losses show that
        self.size = size
        self._runs = log.snapshots.index[drawn]
        self._losses = log.loss["L"]

        dpi = DESIGN_DPI * min(size[0] / DESIGN_SIZE[0], size[1] / DESIGN_SIZE[1])
        inches = ((size[0] + 0.01) / dpi, (size[1] + 0.01) / dpi)  # no pixel lost in rounding
        self.figure = Figure(inches, dpi, layout=ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.1))
        self._canvas = FigureCanvasAgg(self.figure)
        left, right = self.figure.subplots(1, 2)
        self._loss = LossPanel(left, self._losses, window)
        self._weights = WeightPanel(right, weights[drawn])
        self.show(0)
        self.figure.draw_without_rendering()
        self.figure.set_layout_engine("none")  # what moves later must not shift the rest
        self._weights.fit()

    def __len__(self) -> int:
        return len(self._runs)

    def frames(self) -> Iterator[memoryview]:
        """Yield each snapshot as RGBA bytes, row by row; a frame is valid until the next."""
        self._canvas.draw()
        still_part = self._canvas.copy_from_bbox(self.figure.bbox)
        for snapshot in range(len(self)):
            self._canvas.restore_region(still_part)
            self.show(snapshot)
            for panel in (self._loss, self._weights):
                for artist in panel.moving:
                    panel.axes.draw_artist(artist)
            yield self._canvas.buffer_rgba()

    def save_last(self, out: Path | IO[bytes], kind: str) -> None:
        """Write the last snapshot, with the trails that led there, as png, svg or pdf.

        In svg and pdf text is text.
        """
        self.show(len(self) - 1)
        if kind in UNDATED:
            for text in self.figure.findobj(Text):
                text.set_path_effects([])  # a halo would make outlines of the text
        with rc_context({"svg.fonttype": "none", "pdf.fonttype": 42, "svg.hashsalt": SALT}):
            self.figure.savefig(out, format=kind, metadata=UNDATED.get(kind))

    def show(self, snapshot: int) -> None:
        """Set what moves to a snapshot."""
        run = self._runs[snapshot]
        loss = self._losses[run]
        number = f"{loss:.4f}" if abs(loss) < 1e6 else f"{loss:.3g}"
        self._loss.show(run)
        self._weights.show(snapshot, f"run {run} / {self._losses.index[-1]} – loss = {number}")
