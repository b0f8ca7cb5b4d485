"""What all panels have in common, and the panels that a picture shows."""

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes

from ..look import DEFAULT_PANELS, PANELS, Look
from .layout import smallest_size
from .projection import MOST_SHOWN
from .timeline import Timeline


class Panel:
    """Draw one view of one log.

    The constructor draws what stays the same in all frames. What changes is in two lists of
    artists, in the order in which they are drawn: `lasting` ones only ever add to the picture, such
    as trails; `moving` ones are drawn anew in each frame.
    """

    axes: Axes
    lasting: Sequence[Artist] = ()
    moving: Sequence[Artist] = ()

    def __init__(self, axes: Axes, timeline: Timeline, look: Look, common: Any) -> None:
        """Draw a log; `common` is what `in_common` returned for all logs of the picture."""
        raise NotImplementedError

    @staticmethod
    def in_common(timelines: Sequence[Timeline], look: Look) -> Any:
        """Return what the panels of all logs must share to be comparable, such as limits."""

    def fit(self) -> None:
        """Adapt to the size of the axes, once the layout has fixed it."""

    def show(self, frame: int, since: int = -1) -> None:
        """Show a frame: moving artists as they are then, lasting ones what is new after `since`."""
        raise NotImplementedError


def with_panels(look: Look, timelines: Sequence[Timeline]) -> Look:
    """Return a look that names its panels: unless asked for others, the default ones.

    Logs of other programs without W have only the loss. WᵀW is among them where no plane or space
    shows all of W, if the picture has room for it.
    """
    if look.panels:
        return look
    if all(one.log.matched and "W" not in one.log.blocks for one in timelines):
        return replace(look, panels=("loss",))
    hidden = max(len(one.weights[0]) if "W" in one.log.blocks else 0 for one in timelines)
    panels = [*DEFAULT_PANELS, "gram"] if hidden > MOST_SHOWN else DEFAULT_PANELS
    if smallest_size(len(timelines), len(panels), look.size) != look.size:
        panels = DEFAULT_PANELS
    return replace(look, panels=panels)


def panel_class(name: str) -> type[Panel]:
    """Return the class that draws the panel of that name."""
    module, class_name = PANELS[name].split(":")
    kind: type[Panel] = getattr(import_module(f"{__package__}.{module}"), class_name)
    return kind


def draw_panels(
    name: str, axes: Sequence[Axes], timelines: Sequence[Timeline], look: Look
) -> list[Panel]:
    """Return the panel of that name for each log; raise LogError if a log lacks what it shows."""
    kind = panel_class(name)
    common = kind.in_common(timelines, look)
    return [kind(a, timeline, look, common) for a, timeline in zip(axes, timelines, strict=True)]
