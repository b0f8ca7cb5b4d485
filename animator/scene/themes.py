"""The colours of a picture, as settings of matplotlib."""

from typing import Any

from ..look import Theme

INK, PAPER = "#e6e6e6", "#15171c"  # of the dark theme

# Any: matplotlib's types allow only literal names of its settings.
THEMES: dict[Theme, Any] = {
    "light": {"grid.color": "0.85"},
    "dark": {
        "figure.facecolor": PAPER,
        "axes.facecolor": PAPER,
        "savefig.facecolor": PAPER,
        "text.color": INK,
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "axes.titlecolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "grid.color": "0.25",
    },
}
