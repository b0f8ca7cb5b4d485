"""The heading over each log: shortened to fit, in a font that has its characters."""

import warnings
from collections.abc import Sequence
from pathlib import Path

from matplotlib import font_manager, rcParams
from matplotlib.text import Text

from ..escape import printable
from ..log import Log
from ..look import Look

HEADING_ROOM = 0.96  # of the width of what it stands over
SHRUNK = 0.98  # of the room, because letters do not shrink in proportion
MISSING = "\u25a1"  # a box, in place of a character that no font has
ELLIPSIS = "\u2026"
LAST_RESORT = "Last Resort High-Efficiency"  # a font that has a box for every character


def headings(logs: Sequence[Log], look: Look) -> list[str]:
    """Return the heading of each log: as asked, or else its file's name if there are several."""
    if look.title:
        return [printable(heading) for heading in look.title]
    return [printable(Path(log.file).name) for log in logs] if len(logs) > 1 else [""]


def shorten(text: Text, room: float) -> None:
    """Replace the middle of a text that is wider than so many pixels by an ellipsis."""
    whole = text.get_text()
    kept = len(whole)
    while kept > 2 and (width := text.get_window_extent().width) > room:
        kept = max(2, min(kept - 1, int(kept * room / width)))
        text.set_text(whole[: (kept + 1) // 2] + ELLIPSIS + whole[len(whole) - kept // 2 :])


def shrink(text: Text, room: float) -> None:
    """Make a text smaller that is longer than so many pixels."""
    box = text.get_window_extent()
    length = box.height if text.get_rotation() == 90 else box.width
    if length > room:
        text.set_fontsize(float(text.get_fontsize()) * SHRUNK * room / length)


def set_in_font(text: Text, words: str) -> Text:
    """Set a text, and the fonts that it takes to show all its characters; return it.

    If none of the machine's fonts has a character, it is shown as a box, and a warning names it.
    """
    families = list(rcParams["font.family"])
    usual = font_manager.FontProperties(family=families, weight=text.get_fontweight())
    missing = _lacking(font_manager.findfont(usual), set(words))
    for font in font_manager.fontManager.ttflist if missing else []:
        left = _lacking(font.fname, missing)
        if len(left) < len(missing) and font.name != LAST_RESORT:
            families.append(font.name)
            missing = left
    if missing:
        lacking = " ".join(sorted(missing))
        warnings.warn(f"no font of this machine has {lacking}, shown as {MISSING}", stacklevel=2)
    text.set_text("".join(MISSING if c in missing else c for c in words))
    text.set_fontfamily(families)
    return text


def _lacking(font: str, characters: set[str]) -> set[str]:
    """Return the characters that a font file lacks."""
    known = font_manager.get_font(font).get_charmap()
    return {c for c in characters if ord(c) not in known}
