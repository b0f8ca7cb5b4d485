"""Frames fast: matplotlib's pixels, without drawing again what has not changed.

Nearly all of a frame's time would go into text and old trails. So what is lasting is drawn once; and
a piece of text is drawn once at each of a few positions between pixels, kept, and blended from then
on. Whatever else moves is drawn by matplotlib.
"""

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

Pixels = npt.NDArray[np.uint8]

PHASES = 4  # positions between a pixel and the next, across and up
EDGE = 2  # pixels around a piece, for what antialiasing adds
PIECES = re.compile(r"\d|\D+")  # digits change, the words between them stay


class Painter:
    """Hold a frame, and the ground that all frames to come have in common."""

    def __init__(self, figure: Figure) -> None:
        """Draw all of the figure that is not animated."""
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        self.frame = canvas.buffer_rgba()
        self._renderer = canvas.get_renderer()
        self._pixels = np.asarray(self.frame)
        self._ground = self._pixels.copy()
        self._letters = Letters(figure, self._renderer)

    def paint(self, lasting: Iterable[Artist], moving: Iterable[Artist]) -> None:
        """Draw a frame; what is lasting stays for all frames to come."""
        np.copyto(self._pixels, self._ground)
        for artist in lasting:
            artist.draw(self._renderer)
        np.copyto(self._ground, self._pixels)
        for artist in moving:
            if isinstance(artist, Text):
                self._letters.write(artist, self._pixels)
            else:
                artist.draw(self._renderer)


class Mask(NamedTuple):
    """Hold how much of each pixel a piece of text covers, and where that is from its anchor."""

    left: int
    top: int
    cover: Pixels  # (height, width), 255 for all


class Letters:
    """Write lines of text from masks that matplotlib has drawn."""

    def __init__(self, figure: Figure, renderer: RendererAgg) -> None:
        """Take the figure that the texts belong to, and what draws it."""
        self._figure = figure
        self._renderer = renderer
        self._masks: dict[tuple[str, float, str, float, float], Mask] = {}
        self._advances: dict[tuple[str, float], float] = {}

    def write(self, text: Text, pixels: Pixels) -> None:
        """Blend a centred line into pixels (height, width, 4) where matplotlib would draw it."""
        if not text.get_visible():
            return
        x, y = text.get_transform().transform(text.get_position())
        pieces = PIECES.findall(text.get_text())
        x -= sum(self._advance(piece, text) for piece in pieces) / 2
        colour = (255 * np.array(to_rgb(text.get_color()))).round().astype(np.uint16)
        for piece in pieces:
            (across, right), (up, over) = _grid(x), _grid(y)
            mask = self._mask(piece, text, right, over)
            _blend(pixels, across + mask.left, len(pixels) - up + mask.top, mask.cover, colour)
            x += self._advance(piece, text)

    def _advance(self, piece: str, text: Text) -> float:
        """Return how far, in pixels, the next piece is from this one."""
        key = (piece, text.get_fontsize())
        if key not in self._advances:
            self._advances[key] = self._extent(f"0{piece}0", text) - self._extent("00", text)
        return self._advances[key]

    def _extent(self, piece: str, text: Text) -> float:
        font = text.get_fontproperties()
        return float(self._renderer.get_text_width_height_descent(piece, font, ismath=False)[0])

    def _mask(self, piece: str, text: Text, right: float, over: float) -> Mask:
        """Return a piece whose start is so far, in pixels, right of a pixel's corner and over it."""
        key = (piece, text.get_fontsize(), text.get_verticalalignment(), right, over)
        if key not in self._masks:
            self._masks[key] = self._draw(piece, text, right, over)
        return self._masks[key]

    def _draw(self, piece: str, text: Text, right: float, over: float) -> Mask:
        middle = math.ceil(2 * text.get_fontsize() * self._renderer.dpi / 72) + EDGE
        width = math.ceil(self._advance(piece, text)) + 2 * EDGE + 1
        renderer = RendererAgg(width, 2 * middle, self._renderer.dpi)
        alone = Text(EDGE + right, middle + over, piece, parse_math=False, figure=self._figure)
        alone.set_fontproperties(text.get_fontproperties())
        alone.set_verticalalignment(text.get_verticalalignment())
        alone.draw(renderer)
        cover = np.asarray(renderer.buffer_rgba())[..., 3]
        rows = np.flatnonzero(cover.any(axis=1))
        first, end = (rows[0], rows[-1] + 1) if len(rows) else (0, 0)
        return Mask(-EDGE, int(first) - middle, cover[first:end].copy())


def _grid(position: float) -> tuple[int, float]:
    """Return the pixel of a position, and how far after it, in whole phases."""
    pixel, phase = divmod(round(position * PHASES), PHASES)
    return pixel, phase / PHASES


def _blend(
    pixels: Pixels, left: int, top: int, cover: Pixels, colour: npt.NDArray[np.uint16]
) -> None:
    """Put a colour where the mask covers; what is outside of the picture is left out."""
    height, width = cover.shape
    rows = slice(max(top, 0), max(top + height, 0))
    columns = slice(max(left, 0), max(left + width, 0))
    under = pixels[rows, columns, :3]
    cover = cover[rows.start - top :, columns.start - left :][: len(under), : under.shape[1]]
    share = cover[..., None].astype(np.uint16)
    under[:] = (under * (255 - share) + colour * share + 127) // 255
