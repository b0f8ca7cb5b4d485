"""How a page shows features in frames, be a frame a snapshot of a log or a training of a sweep."""

from typing import Any

import numpy as np

from ..geometry import Array
from ..scene import dots, space
from ..scene.projection import Projection
from ..scene.trails import SHORTEST, line_width
from ..scene.weights_panel import HULL, Extents, crowding, equal_limits

Data = dict[str, Any]


def axis(limits: Any, name: str, **more: Any) -> Data:
    """Return an axis of a panel.

    more: least, the least distance of its numbers; marks, to have in place of numbers; scale: "log"
    or "linear"; grid, whether lines start from its numbers; zero, whether one does from 0; colour.
    """
    return {"limits": [*map(float, limits)], "name": name, **more}


def weights_panel(projection: Projection, norms: Array, extents: Extents) -> Data:
    """Return what the panel of that name shows of features with norms (frames, n).

    Sizes are in points, as in films.
    """
    points, names, _ = projection
    crowd = crowding(norms)
    largest, smallest = dots.diameters(crowd)
    extent, size = extents
    own = {
        "title": projection.note or "Weights",
        "dots": {"largest": largest, "smallest": smallest},
        "numbers": {
            "high": dots.HIGH,
            "wide": dots.WIDE,
            "clear": dots.CLEAR,
            "light": dots.LIGHT,
            "angles": dots.ANGLES.tolist(),
            "away": dots.AWAY,
            "half": dots.HALF,
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
