"""The weights: a dot a feature, moving out from the origin."""

import numpy as np
import numpy.typing as npt
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patheffects import withStroke

Array = npt.NDArray[np.float64]

COLOUR_MAP = "plasma"  # evenly spaced for the eye, the colour-blind's too
PALEST = 0.92  # of the colour map; the rest is too pale on white
CLEAR = 0.12  # of the way from the origin to the farthest dot: there a dot gets its label
MARGIN = 1.15  # of the weights' limits, for dots and labels at the edge
LABEL_DISTANCE = 13  # points from a dot's centre to its label's
DOT_ROOM = (10, 8)  # points from a label's centre to another dot's, across and up
LABEL_ROOM = (14, 9)  # and to another label's


class WeightPanel:
    """Show each feature as a dot at its weights, with its index and the trail that led there."""

    def __init__(self, axes: Axes, weights: Array) -> None:
        """Draw the axes for weights (snapshots, m, n)."""
        self._positions = positions(weights)
        self._clear = CLEAR * np.nanmax(distances(self._positions), initial=0)
        colours = feature_colours(self._positions)

        hidden = weights.shape[1]
        axes.set_xlabel("hidden dim 0")
        axes.set_ylabel("" if hidden == 1 else "hidden dim 1" + f" (of {hidden})" * (hidden > 2))
        axes.axhline(0, color="black", linewidth=0.8)
        axes.axvline(0, color="black", linewidth=0.8)
        axes.grid(color="0.8")
        axes.set_axisbelow(True)

        self.axes = axes
        # The most important feature is drawn last, on top of the others.
        self._trails = LineCollection([], colors=colours[::-1], linewidths=2, animated=True)
        axes.add_collection(self._trails, autolim=False)
        self._dots = axes.scatter(
            self._positions[0, :, 0],
            self._positions[0, :, 1],
            s=65,
            c=colours[::-1],
            edgecolors="black",
            zorder=3,
            animated=True,
        )
        self._labels = [
            axes.annotate(
                str(feature),
                (0, 0),
                xytext=(0, 0),
                textcoords="offset points",
                ha="center",
                va="center",
                zorder=4,
                annotation_clip=False,
                animated=True,
                path_effects=[withStroke(linewidth=2.5, foreground="white")],
            )
            for feature in range(len(colours))
        ]
        axes.set_title("", animated=True)
        self.moving: list[Artist] = [self._trails, self._dots, *self._labels, axes.title]

    def fit(self) -> None:
        """Fit the limits to the panel: the same scale for x and y, room for all dots."""
        panel = self.axes.get_window_extent()
        limits = weight_limits(self._positions, (panel.width, panel.height))
        self.axes.set(xlim=limits[0], ylim=limits[1])

    def show(self, snapshot: int, title: str) -> None:
        """Move the dots to where a snapshot has them."""
        dots = self._positions[snapshot]
        self._trails.set_segments(list(self._positions[: snapshot + 1, ::-1].swapaxes(0, 1)))
        self._dots.set_offsets(dots[::-1])
        spots = self._label_spots(dots)
        for label, dot, spot in zip(self._labels, dots, spots, strict=True):
            label.set_visible(bool(np.isfinite(spot).all()))
            if label.get_visible():
                label.xy = tuple(dot)
                label.xyann = tuple(spot)
        self.axes.set_title(title)

    def _label_spots(self, dots: Array) -> Array:
        """Return where labels stand, in points from their dots (n, 2); NaN for those not shown.

        Shown are those of dots clear of the origin that overlap no dot and no label of a feature
        before it.
        """
        distance = distances(dots)[:, None]
        outwards = dots / np.where(distance > self._clear, distance, np.nan)
        offsets = outwards * LABEL_DISTANCE  # trails come from inside
        points = self.axes.transData.transform(dots) * 72 / self.axes.figure.dpi
        spots = points + offsets
        for feature, spot in enumerate(spots):
            dots_away = np.abs(np.delete(points, feature, axis=0) - spot) / DOT_ROOM
            labels_away = np.abs(spots[:feature] - spot) / LABEL_ROOM
            if (np.vstack([dots_away, labels_away]) < 1).all(axis=1).any():
                spots[feature] = np.nan
        return spots - points


def positions(weights: Array) -> Array:
    """Return where each feature's dot stands (snapshots, n, 2), from weights (snapshots, m, n).

    That is the first two hidden dimensions; of a single one, its line. A dot that is not finite is
    NaN and not drawn.
    """
    first_two = weights[:, :2].swapaxes(1, 2)
    if first_two.shape[2] == 1:
        first_two = np.pad(first_two, [(0, 0), (0, 0), (0, 1)])
    return np.where(np.isfinite(first_two).all(axis=2, keepdims=True), first_two, np.nan)


def distances(points: Array) -> Array:
    """Return how far points (..., 2) are from the origin."""
    return np.asarray(np.hypot(points[..., 0], points[..., 1]))


def weight_limits(points: Array, panel: tuple[float, float]) -> Array:
    """Return limits of x and y (2, 2) around all points and the origin, and a margin.

    A unit of x is as long as one of y on a panel of that width and height.
    """
    lowest = np.nanmin(points, axis=(0, 1), initial=0)
    highest = np.nanmax(points, axis=(0, 1), initial=0)
    unit = ((highest - lowest) / panel).max() or 2 / min(panel)  # weights a pixel
    reach = MARGIN * unit * np.array(panel) / 2
    return np.stack([(lowest + highest) / 2 - reach, (lowest + highest) / 2 + reach], axis=1)


def feature_colours(points: Array) -> Array:
    """Return a colour for each feature (n, 4), in the order of importance.

    A step along the colour map is wide for a feature that goes far from the origin and narrow for
    one that stays, so that the few that are represented stand apart among many that are not.
    """
    reach = np.nanmax(distances(points), axis=0, initial=0)
    share = np.minimum(2 * reach / (reach.max() or 1), 1) ** 2 + 0.01
    place = np.cumsum(share) - share / 2
    place = (place - place[0]) / (place[-1] - place[0] or 1) * PALEST
    map_colours = colormaps[COLOUR_MAP](np.arange(256)).T
    return np.stack([np.interp(place, np.linspace(0, 1, 256), c) for c in map_colours], axis=1)
