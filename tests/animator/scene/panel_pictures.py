"""Pictures of a panel: as a film makes them, and as matplotlib draws the whole figure anew."""

import io
from typing import Protocol

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ..film import Picture

SIDE = 240  # pixels


class Panel(Protocol):
    axes: Axes
    moving: list[Artist]

    def show(self, snapshot: int) -> None: ...


def new_axes() -> Axes:
    """Return the axes of a small square figure."""
    figure = Figure(((SIDE + 0.01) / 80, (SIDE + 0.01) / 80), 80, layout="constrained")
    return figure.subplots()


def figure_of(panel: Panel) -> Figure:
    figure = panel.axes.figure
    assert isinstance(figure, Figure)
    return figure


def frame(panel: Panel, snapshot: int) -> Picture:
    """Draw a snapshot onto the background that was drawn at the one before it."""
    figure = figure_of(panel)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    panel.show(snapshot)
    for artist in panel.moving:
        panel.axes.draw_artist(artist)
    return np.array(canvas.buffer_rgba())


def redrawn(panel: Panel) -> Picture:
    """Draw everything anew."""
    raw = io.BytesIO()
    figure_of(panel).savefig(raw, format="rgba")
    return np.frombuffer(raw.getvalue(), np.uint8).reshape(SIDE, SIDE, 4)


def largest_difference(panel: Panel, snapshot: int) -> int:
    """Return by how much a frame differs from a drawing anew, of 255."""
    return int(np.abs(frame(panel, snapshot).astype(int) - redrawn(panel)).max())
