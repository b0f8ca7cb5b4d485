"""How a page shows features in frames, be a frame a snapshot of a log or a training of a sweep."""

from typing import Any, NamedTuple

import numpy as np

from ..geometry import REPRESENTED, Array
from ..scene import dots, space
from ..scene.hull import hull_edges
from ..scene.projection import Projection
from ..scene.trails import SHORTEST, line_width
from ..scene.weights_panel import HULL, Extents, crowding, equal_limits

Data = dict[str, Any]


class Frames(NamedTuple):
    """Hold the features in each frame."""

    projection: Projection  # where they are
    norms: Array  # (frames, n)
    reach: Array  # (n,), how far each feature gets from the origin


def axis(limits: Any, name: str, **more: Any) -> Data:
    """Return an axis of a panel.

    more: least, the least distance of its numbers; marks, to have in place of numbers; scale: "log"
    or "linear"; grid, whether lines start from its numbers; zero, whether one does from 0; colour.
    """
    return {"limits": [*map(float, limits)], "name": name, **more}


def weights_panel(frames: Frames, extents: Extents) -> Data:
    """Return what the panel of that name shows; sizes are in points, as in films."""
    points, names, _ = frames.projection
    crowd = crowding(frames.norms)
    largest, smallest = dots.diameters(crowd)
    extent, size = extents
    own = {
        "title": frames.projection.note or "Weights",
        "dots": {"largest": largest, "smallest": smallest},
        "numbers": {
            "high": dots.HIGH,
            "wide": dots.WIDE,
            "clear": dots.CLEAR,
            "light": dots.LIGHT,
            "angles": dots.ANGLES.tolist(),
            "away": dots.AWAY,
        },
        "trail": line_width(crowd),
        "shortest": SHORTEST * float(np.nanmax(points, initial=0) - np.nanmin(points, initial=0)),
        "hull": {"stroke-width": HULL["linewidths"], "opacity": HULL["alpha"]},
    }
    if len(names) == 3:
        x, y = equal_limits(space.Space.extent, (1, 1))
        camera = {"turn": space.START, "rise": space.RISE, "distance": space.DISTANCE}
        name = space.REACH.format(size=size)
        return own | {
            "x": axis(x, name, marks=[]),
            "y": axis(y, "", marks=[]),
            "space": {
                **camera,
                "size": float(size),
                "edges": (size * space.CORNERS[space.EDGES]).tolist(),
                "axes": (size * space.AXES).tolist(),
                "name": space.NAME,
            },
        }
    x, y = equal_limits(extent, (1, 1))
    hidden: Data = {} if names[1] else {"marks": []}  # one hidden dimension: y means nothing
    return own | {
        "x": axis(x, names[0], grid=True, zero=True),
        "y": axis(y, names[1], grid=True, zero=True, **hidden),
    }


def hulls(frames: Frames, first: int = 0) -> list[list[int]]:
    """Return the features at the two ends of each edge of the hull, for each frame from `first`."""
    if frames.projection.is_partial:
        return [[]] * (len(frames.norms) - first)
    found = []
    shown = zip(frames.projection.points[first:], frames.norms[first:], strict=True)
    for points, norms in shown:
        corners = np.flatnonzero((norms >= REPRESENTED) & np.isfinite(points).all(axis=1))
        found.append(corners[hull_edges(points[corners])].ravel().tolist())
    return found
