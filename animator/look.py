"""How a log is to be shown, checked before any work."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Panel = Literal["loss", "weights", "gram", "bias", "norms"]
Theme = Literal["light", "dark"]
LossScale = Literal["linear", "log"]

FPS = (0.01, 1000)  # from, to
SIDE = (240, 7680)  # pixels from, to: below, nothing can be read; beyond, H.264 ends
MOST_TWEEN = 1000
LONGEST_HOLD = 3600  # seconds


class LookError(ValueError):
    """Say which setting is wrong and what is allowed."""

    def __init__(self, setting: str, allowed: str, value: object) -> None:
        super().__init__(f"{setting} must be {allowed}, not {value}")
        self.setting = setting
        self.allowed = allowed
        self.value = value


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Hold how a film or a picture of logs is to look.

    Raises LookError, a ValueError, for the first value that is out of range.
    """

    panels: Sequence[Panel] = ("loss", "weights")  # in the order of reading
    size: tuple[int, int] = (1500, 750)  # width and height in pixels
    fps: float = 10.0  # frames a second
    tween: int = 0  # frames between a snapshot and the next, interpolated
    hold: float = 2.0  # seconds that the last frame of a film stays
    first_run: int | None = None  # show snapshots from this run on
    last_run: int | None = None  # and up to this one
    window: int | None = None  # runs of the moving average; None: a tenth of all, at most 500
    loss_scale: LossScale = "linear"
    theme: Theme = "light"
    title: Sequence[str] = ()  # a heading for each log; none: its file's name if there are several

    def __post_init__(self) -> None:
        known = get_args(Panel)
        is_list = not isinstance(self.panels, str) and len(set(self.panels)) == len(self.panels)
        self._require(
            "panels",
            is_list and len(self.panels) > 0 and set(self.panels) <= set(known),
            f"one or more of {', '.join(known)}, each once",
        )
        self._require(
            "size",
            len(self.size) == 2
            and all(isinstance(side, int) and SIDE[0] <= side <= SIDE[1] for side in self.size),
            f"a width and a height from {SIDE[0]} to {SIDE[1]}",
        )
        self._require("fps", FPS[0] <= self.fps <= FPS[1], f"from {FPS[0]} to {FPS[1]}")
        self._require_whole("tween", 0, MOST_TWEEN)
        self._require("hold", 0 <= self.hold <= LONGEST_HOLD, f"from 0 to {LONGEST_HOLD} seconds")
        self._require_whole("first_run", 0)
        self._require_whole("last_run", self.first_run or 0)
        self._require_whole("window", 1)
        self._require_choice("loss_scale", get_args(LossScale))
        self._require_choice("theme", get_args(Theme))
        self._require("title", not isinstance(self.title, str), "a list, with a text for each log")

    def _require_whole(self, setting: str, least: int, most: int | None = None) -> None:
        value = getattr(self, setting)
        allowed = f"at least {least}" if most is None else f"from {least} to {most}"
        holds = value is None or (
            isinstance(value, int) and least <= value <= (value if most is None else most)
        )
        self._require(setting, holds, f"a whole number, {allowed}")

    def _require_choice(self, setting: str, choices: tuple[str, ...]) -> None:
        self._require(setting, getattr(self, setting) in choices, " or ".join(choices))

    def _require(self, setting: str, holds: bool, allowed: str) -> None:
        if not holds:
            raise LookError(setting, allowed, getattr(self, setting))
