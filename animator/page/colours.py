"""The colours of a page, which are those of films: red, green and blue, from 0 to 255."""

from typing import Any

from matplotlib import rcParams
from matplotlib.colors import to_rgb

from ..geometry import Array
from ..scene.colours import feature_colours
from ..scene.themes import THEMES, own_settings


def rgb(colour: Any) -> list[int]:
    """Return a colour that matplotlib knows by this name or by these shares."""
    return [round(255 * level) for level in to_rgb(colour)]


def of_features(reach: Array) -> dict[str, list[list[int]]]:
    """Return the colour of each feature on paper of each theme; see feature_colours()."""
    found: dict[str, list[list[int]]] = {}
    for theme in THEMES:
        with own_settings(theme):
            found[theme] = [rgb(colour) for colour in feature_colours(reach)]
    return found


def of_themes() -> dict[str, dict[str, list[int]]]:
    """Return the colours of ink, paper and grid in each theme."""
    found: dict[str, dict[str, list[int]]] = {}
    for theme in THEMES:
        with own_settings(theme):
            found[theme] = {
                "ink": rgb(rcParams["text.color"]),
                "paper": rgb(rcParams["axes.facecolor"]),
                "grid": rgb(rcParams["grid.color"]),
            }
    return found
