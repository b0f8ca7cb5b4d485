"""The colours of features: told apart by everybody, in the order of importance."""

import numpy as np
from matplotlib import rcParams
from matplotlib.colors import to_rgb

from ..geometry import Array

GOLDEN_ANGLE = 137.5  # degrees between the hues of neighbours, so that no few hues are alike
SATURATION = 1.8
# On light and on dark paper: the first hue in degrees, the lightness of the first and of the last
# feature. With these the colour-blind can tell five or six represented features apart, too.
ON_LIGHT, ON_DARK = (350, 0.18, 0.70), (20, 0.88, 0.35)
PALEST = 0.5  # share of its colour that a feature at the origin keeps, the rest being paper
LUMINANCE = (0.2126, 0.7152, 0.0722)  # of red, green and blue (ITU-R BT.709)


def feature_colours(reach: Array) -> Array:
    """Return a colour for each feature (n, 3); the less important, the closer to the paper.

    reach: the greatest norm of each feature (n,). Colours differ in lightness and in hue. A feature
    that goes far from the origin is far from the one before it in both, so that the few features
    that are represented differ clearly even if there are many others. The formula is that of
    "cubehelix" (D. A. Green 2011, "A colour scheme for the display of astronomical intensity
    images"), which turns the hue without changing the lightness.
    """
    step = np.minimum(reach / (reach.max(initial=0) / 2 or 1), 1) ** 2 + 0.01
    place = np.cumsum(step) - step[:1]
    is_dark = luminance(np.array(to_rgb(rcParams["axes.facecolor"]))) < 0.5
    first_hue, first, last = ON_DARK if is_dark else ON_LIGHT
    lightness = first + (last - first) * place / (place.max(initial=0) or 1)
    hue = np.radians(first_hue - GOLDEN_ANGLE * place)
    away_from_grey = np.outer(np.cos(hue), (-0.14861, -0.29227, 1.97294))
    away_from_grey += np.outer(np.sin(hue), (1.78277, -0.90649, 0))
    amplitude = SATURATION * lightness * (1 - lightness) / 2
    return np.clip(lightness[:, None] + amplitude[:, None] * away_from_grey, 0, 1)


def faded(colours: Array, strength: Array, paper: tuple[float, ...]) -> Array:
    """Return colours (n, 3), mixed with the paper's where strength (n,) is below 1."""
    share = (PALEST + (1 - PALEST) * strength)[:, None]
    return colours * share + np.array(paper) * (1 - share)


def luminance(colours: Array) -> Array:
    """Return how light colours (..., 3) look, from 0 to 1, for a gamma of 2.2."""
    return np.asarray((colours**2.2 @ LUMINANCE) ** (1 / 2.2))
