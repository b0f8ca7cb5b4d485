"""Write a figure as a picture."""

from io import BytesIO
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

SALT = "superposition"  # fixes the ids in an SVG, so that the same log gives the same bytes
UNDATED = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}  # for the same reason


def save(figure: Figure, out: Path, kind: str) -> None:
    """Write a figure as png, svg or pdf; in the latter two, text is text."""
    out.write_bytes(as_bytes(figure, kind))  # on a full disk matplotlib's error would mislead


def as_bytes(figure: Figure, kind: str, dpi: float | None = None) -> bytes:
    """Return a figure as a file of this kind; dpi: of what is not drawn as lines and text."""
    picture = BytesIO()
    with rc_context({"svg.fonttype": "none", "pdf.fonttype": 42, "svg.hashsalt": SALT}):
        figure.savefig(picture, format=kind, metadata=UNDATED.get(kind), dpi=dpi or figure.dpi)
    return picture.getvalue()
