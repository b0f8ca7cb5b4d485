"""The settings of matplotlib under which everything is drawn, whatever the user's are."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

from matplotlib import MatplotlibDeprecationWarning, rc_context, rcParams, rcParamsDefault

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
# In SVG and PDF, text is text; fixed ids in an SVG make the same log give the same bytes.
FILES: Any = {"svg.fonttype": "none", "svg.hashsalt": "superposition", "pdf.fonttype": 42}

ONE_THREAD = RLock()  # matplotlib's settings are those of the whole process


@contextmanager
def own_settings(theme: Theme | None = None) -> Iterator[None]:
    """Draw in a theme, and otherwise with matplotlib's defaults; then restore the user's settings.

    It also belongs around what saves a figure, because matplotlib reads some settings only then.
    Another thread, such as one that serves a page, waits for its turn.
    """
    with ONE_THREAD, rc_context():
        with warnings.catch_warnings(action="ignore", category=MatplotlibDeprecationWarning):
            defaults = {
                name: rcParamsDefault[name] for name in rcParamsDefault if name != "backend"
            }
            rcParams.update(defaults | FILES | THEMES[theme or "light"])
        yield
