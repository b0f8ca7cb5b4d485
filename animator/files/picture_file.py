"""Write a figure as a picture."""

from io import BytesIO
from pathlib import Path

from matplotlib.figure import Figure

from ..scene.themes import own_settings

UNDATED = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}  # the same log, the same bytes


def save(figure: Figure, out: Path, suffix: str) -> str:
    """Write a figure as .png, .svg or .pdf, in which text is text; return its size in words."""
    kind = suffix.removeprefix(".")
    out.write_bytes(as_bytes(figure, kind))  # on a full disk matplotlib's error would mislead
    return "x".join(f"{side:.0f}" for side in figure.bbox.size)


def as_bytes(figure: Figure, kind: str, dpi: float | None = None) -> bytes:
    """Return a figure as a file of this kind; dpi: of what is not drawn as lines and text."""
    picture = BytesIO()
    with own_settings():
        figure.savefig(picture, format=kind, metadata=UNDATED.get(kind), dpi=dpi or figure.dpi)
    return picture.getvalue()
