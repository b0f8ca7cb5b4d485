"""One panel alone, as a film makes it, and as matplotlib draws the whole figure anew."""

import io
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from animator import Log
from animator.look import Look
from animator.scene.frame_renderer import FrameRenderer
from animator.scene.panel import Panel, draw_panels
from animator.scene.timeline import timelines

from ..film import Picture

SIDE = 240  # pixels


def panel_of(name: str, log: Log, facecolor: str = "white", **look: Any) -> Any:
    """Return the panel of that name, in a small square figure with its final layout."""
    figure = Figure(((SIDE + 0.01) / 80, (SIDE + 0.01) / 80), 80, layout="constrained")
    axes = figure.subplots(subplot_kw={"facecolor": facecolor})
    settings = Look(**look)
    [panel] = draw_panels(name, [axes], timelines([log], settings), settings)
    panel.show(0)
    panel.fit()
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    panel.fit()
    panel.show(0)
    return panel


def panels_of(name: str, *logs: Log, **look: Any) -> list[Any]:
    """Return the panels of that name of several logs."""
    figure = Figure()
    axes: list[Axes] = [figure.add_subplot(1, len(logs), i + 1) for i in range(len(logs))]
    settings = Look(**look)
    return draw_panels(name, axes, timelines(logs, settings), settings)


def frame(panel: Panel, number: int) -> Picture:
    """Draw a frame onto what was drawn before and stays."""
    figure = panel.axes.figure
    assert isinstance(figure, Figure)
    renderer = FrameRenderer(figure, panel.lasting, panel.moving)
    panel.show(number)
    renderer.paint()
    return np.array(renderer.frame)


def largest_difference(panel: Panel, number: int) -> int:
    """Return by how much a frame differs from a drawing anew, of 255."""
    return int(np.abs(frame(panel, number).astype(int) - drawn_anew(panel)).max())


def drawn_anew(panel: Panel) -> Picture:
    """Return the figure of a panel as matplotlib draws it."""
    raw = io.BytesIO()
    panel.axes.figure.savefig(raw, format="rgba")  # type: ignore[union-attr]  # it is a Figure
    return np.frombuffer(raw.getvalue(), np.uint8).reshape(SIDE, SIDE, 4)
