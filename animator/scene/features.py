"""Features as dots: where W puts each of them, how strongly it is represented, and its colour."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib import colormaps, rcParams
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from .norms_panel import norms

Array = npt.NDArray[np.float64]

REPRESENTED = 0.5  # |W_i| from which on a feature counts as such: |W_i|² of it is read back
FEW, MANY = 10, 40  # represented features
PALEST = 0.25  # of a feature's colour, the rest being paper, that one at the origin keeps
COLOUR_MAP = "plasma"  # evenly spaced for the eye, the colour-blind's too
CONTRAST = 0.3  # of luminance, between the colours and the paper
LUMINANCE = (0.2126, 0.7152, 0.0722)  # of red, green and blue (ITU-R BT.709)


@dataclass(frozen=True, slots=True)
class Features:
    """Hold where the dots are in each frame.

    points: (frames, n, 2), or (frames, n, 3) for three hidden dimensions; NaN for a dot that is not
    finite, which is not drawn. is_represented: (frames, n). strength: how strongly, from 0 at the
    origin to 1. axes: what the coordinates are called.
    """

    points: Array
    is_represented: npt.NDArray[np.bool_]
    strength: Array
    axes: tuple[str, ...]

    def suited(self, to_few: float, to_many: float) -> float:
        """Return a size that suits as many features as come to be represented."""
        crowd = self.is_represented.any(axis=0).sum()
        return float(np.interp(crowd, [FEW, MANY], [to_few, to_many]))


def features(weights: Array) -> Features:
    """Return the dots of weights (frames, m, n).

    One hidden dimension is a line, two are the plane, three are space. Of more, the plane is that
    in which the final weights reach farthest from the origin: their first two principal
    components, not centred, for the origin means "not represented".
    """
    hidden = weights.shape[1]
    if hidden == 1:
        points = np.pad(weights, [(0, 0), (0, 1), (0, 0)])
        axes: tuple[str, ...] = ("hidden dim 0", "")
    elif hidden <= 3:
        points, axes = weights, tuple(f"hidden dim {i}" for i in range(hidden))
    else:
        points, axes = _onto_principal_plane(weights)
    points = points.swapaxes(1, 2)
    points = np.where(np.isfinite(points).all(axis=2, keepdims=True), points, np.nan)
    lengths = norms(weights)
    strength = np.nan_to_num(np.minimum(lengths / REPRESENTED, 1))
    return Features(points, lengths >= REPRESENTED, strength, axes)


def _onto_principal_plane(weights: Array) -> tuple[Array, tuple[str, ...]]:
    final = weights[-1][:, np.isfinite(weights[-1]).all(axis=0)]
    largest = np.abs(final).max(initial=0) or 1
    directions, spread, _ = np.linalg.svd(final / largest, full_matrices=False)
    if len(spread) < 2:  # fewer than two features are finite
        directions, spread = np.eye(weights.shape[1]), np.zeros(2)
    plane = directions[:, :2].T
    plane *= np.sign(plane[np.arange(2), np.abs(plane).argmax(axis=1)])[:, None]  # or it is chance
    shares = 100 * spread[:2] ** 2 / (np.sum(spread**2) or 1)
    names = tuple(f"PC {i} of the final W ({share:.0f} %)" for i, share in enumerate(shares))
    with np.errstate(invalid="ignore"):
        return plane @ weights, names


def feature_colours(reach: Array) -> Array:
    """Return a colour for each feature (n, 3), in the order of importance.

    reach: the greatest norm of each feature (n,). A step along the colour map is wide for a feature
    that goes far from the origin and narrow for one that stays, so that the few that are
    represented stand apart among many that are not. Colours too close to the paper's are left out.
    """
    share = np.minimum(2 * reach / (reach.max(initial=0) or 1), 1) ** 2 + 0.01
    place = np.cumsum(share) - share / 2
    place = (place - place[0]) / (place[-1] - place[0] or 1)
    colours = colormaps[COLOUR_MAP](np.arange(256))[:, :3]
    paper = luminance(np.array(to_rgb(rcParams["axes.facecolor"])))
    colours = colours[np.abs(luminance(colours) - paper) > CONTRAST]
    steps = np.linspace(0, 1, len(colours))
    return np.stack([np.interp(place, steps, channel) for channel in colours.T], axis=1)


def faded(colours: Array, strength: Array, paper: tuple[float, ...]) -> Array:
    """Return colours (n, 3), the weaker (n,) the closer to the paper's."""
    share = (PALEST + (1 - PALEST) * strength)[:, None]
    return colours * share + np.array(paper) * (1 - share)


def paper_of(axes: Axes) -> tuple[float, float, float]:
    """Return the colour of the ground that axes are drawn on."""
    return to_rgb(axes.get_facecolor())


def luminance(colours: Array) -> Array:
    """Return how light colours (..., 3) look, from 0 to 1; gamma is taken for 2.2."""
    return np.asarray((colours**2.2 @ LUMINANCE) ** (1 / 2.2))
