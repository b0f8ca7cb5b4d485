"""Draw frames fast: the same pixels as matplotlib's, without drawing anything twice.

Drawn plainly, nearly all of a frame's time goes into text and old trails. So lasting artists are
drawn once, and each piece of text is drawn once at each of a few positions between pixels and
from then on copied. matplotlib draws whatever else moves.
"""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

Pixels = npt.NDArray[np.uint8]
Levels = npt.NDArray[np.uint16]

PHASES = 4  # positions from one pixel to the next, across and up
EDGE = 2  # pixels around a piece of text, for antialiasing
PIECES = re.compile(r"\d|\D+")  # digits change, the words between them do not


class FrameRenderer:
    """Hold the current frame, and the background that it and all later frames have in common."""

    def __init__(self, figure: Figure, lasting: Sequence[Artist], moving: Sequence[Artist]) -> None:
        """Draw everything of the figure but these artists; lasting ones only add to a frame."""
        self._lasting, self._moving = lasting, moving
        canvas = FigureCanvasAgg(figure)
        # matplotlib leaves animated artists out; for savefig they are as any others.
        for artist in (*lasting, *moving):
            artist.set_animated(True)
        canvas.draw()
        for artist in (*lasting, *moving):
            artist.set_animated(False)
        self._behind = canvas.get_renderer()
        self._background = np.asarray(canvas.buffer_rgba())
        self._renderer = RendererAgg(*figure.bbox.size, figure.dpi)
        self.frame = self._renderer.buffer_rgba()
        self._pixels = np.asarray(self.frame)
        self._letters = Letters(figure, self._renderer)

    def paint(self) -> None:
        """Draw a frame; lasting artists become part of the background."""
        for artist in self._lasting:
            artist.draw(self._behind)
        np.copyto(self._pixels, self._background)
        for artist in self._moving:
            if isinstance(artist, Text):
                self._letters.write(artist, self._pixels)
            else:
                artist.draw(self._renderer)


class Stamp(NamedTuple):
    """Hold a drawn piece of text, and its place relative to its anchor.

    It turns the pixels under it into (under * rest + ink) / 256.
    """

    left: int
    top: int
    rest: Levels  # (height, width, 1)
    ink: Levels  # (height, width, 3)


class Letters:
    """Write lines of text with stamps, each of which matplotlib draws once."""

    def __init__(self, figure: Figure, renderer: RendererAgg) -> None:
        """Take the figure that the texts belong to, and its renderer."""
        self._figure = figure
        self._renderer = renderer
        self._stamps: dict[tuple[object, ...], Stamp] = {}
        self._advances: dict[tuple[str, float], float] = {}

    def write(self, text: Text, pixels: Pixels) -> None:
        """Blend a centred line into pixels (height, width, 4) where matplotlib would draw it."""
        if not text.get_visible():
            return
        x, y = text.get_transform().transform(text.get_position())
        row, up = _grid(y)
        size, colour = float(text.get_fontsize()), text.get_color()
        pieces = PIECES.findall(text.get_text())
        advances = [self._advance(piece, size, text) for piece in pieces]
        x -= sum(advances) / 2
        for piece, advance in zip(pieces, advances, strict=True):
            column, right = _grid(x)
            key = (piece, size, colour, text.get_verticalalignment(), right, up)
            if key not in self._stamps:
                self._stamps[key] = self._draw(piece, text, right, up)
            _blend(self._stamps[key], pixels, len(pixels) - row, column)
            x += advance

    def _advance(self, piece: str, size: float, text: Text) -> float:
        """Return the distance in pixels from this piece to the next."""
        if (piece, size) not in self._advances:
            font = text.get_fontproperties()
            wide, narrow = (
                self._renderer.get_text_width_height_descent(line, font, ismath=False)[0]
                for line in (f"0{piece}0", "00")
            )
            self._advances[piece, size] = wide - narrow
        return self._advances[piece, size]

    def _draw(self, piece: str, text: Text, right: float, up: float) -> Stamp:
        """Return a piece that starts that far, in pixels, right of and above a pixel's corner."""
        size = float(text.get_fontsize())
        middle = math.ceil(2 * size * self._renderer.dpi / 72) + EDGE
        width = math.ceil(self._advance(piece, size, text)) + 2 * EDGE + 1
        renderer = RendererAgg(width, 2 * middle, self._renderer.dpi)
        alone = Text(EDGE + right, middle + up, piece, parse_math=False, figure=self._figure)
        alone.set_fontproperties(text.get_fontproperties())
        alone.set_verticalalignment(text.get_verticalalignment())
        alone.draw(renderer)
        cover = np.asarray(renderer.buffer_rgba())[..., 3:]
        rows = np.flatnonzero(cover.any(axis=(1, 2)))
        first, end = (int(rows[0]), int(rows[-1]) + 1) if len(rows) else (0, 0)
        share = cover[first:end] / 255
        ink = 256 * np.array(to_rgb(text.get_color())) * 255 * share
        return Stamp(
            -EDGE,
            first - middle,
            (256 * (1 - share)).round().astype(np.uint16),
            ink.round().astype(np.uint16),
        )


def _blend(stamp: Stamp, pixels: Pixels, row: int, column: int) -> None:
    """Blend the part of a stamp that is inside the picture into its pixels."""
    top, left = row + stamp.top, column + stamp.left
    inside = np.s_[max(-top, 0) : max(len(pixels) - top, 0), max(-left, 0) :]
    rest, ink = stamp.rest[inside], stamp.ink[inside]
    under = pixels[max(top, 0) :, max(left, 0) :, :3][: len(rest), : rest.shape[1]]
    under[:] = (under * rest[:, : under.shape[1]] + ink[:, : under.shape[1]]) >> 8


def _grid(position: float) -> tuple[int, float]:
    """Return the pixel of a position, and the distance from it, rounded to a phase."""
    pixel, phase = divmod(round(position * PHASES), PHASES)
    return pixel, phase / PHASES
