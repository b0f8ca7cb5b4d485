"""The settings of a picture, checked before any work.

Everything about a setting is in one line of the class Look: the command line, the signatures of
animate() and show(), and their help are made from it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields
from inspect import Parameter, cleandoc, signature
from math import inf
from numbers import Real
from operator import index
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, get_args

from .errors import LookError

# Name -> the module in scene/ that draws the panel, and its class.
PANELS = {
    "loss": "loss_panel:LossPanel",
    "weights": "weights_panel:WeightsPanel",
    "gram": "gram_panel:GramPanel",
    "bias": "bias_panel:BiasPanel",
    "norms": "norms_panel:NormsPanel",
    "geometry": "geometry_panel:GeometryPanel",
}
Average = Literal["centred", "trailing"]
LossScale = Literal["linear", "log"]
Theme = Literal["light", "dark"]
Value = Literal["represented", "loss", "dimensionality", "polygon", "agreement"]

SMALLEST_SIDE, LARGEST_SIDE = 240, 7680  # pixels; H.264 allows no more
SLOWEST, FASTEST = 0.01, 1000  # frames a second
FEWEST_FRAMES = 2  # the first snapshot and the last
MOST_TWEEN = 1000
LONGEST_HOLD = 3600  # seconds
LONGEST_WINDOW = 500  # runs, where the user names no window
LONGEST_FILM = 60  # seconds, where the user names no number of snapshots

Function = TypeVar("Function", bound=Callable[..., Any])


class Option(NamedTuple):
    """Say what a setting is for on the command line; flag: its name there, if it differs."""

    metavar: str
    help: str
    flag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Hold the settings of a picture or a film.

    Whole numbers may be of any integer type. Raises LookError, a ValueError, for the first value
    that is out of range. The fields are the options of animate().

    >>> Look(size=(800, 400), panels="loss,gram").panels
    ['loss', 'gram']
    """

    panels: Annotated[Sequence[str], Option("P,P", f"some of {', '.join(PANELS)}")] = (
        "loss",
        "weights",
    )
    size: Annotated[tuple[int, int], Option("WxH", "width and height in pixels")] = (1500, 750)
    frames: Annotated[
        int | None,
        Option(
            "N",
            "snapshots to show, evenly by run, the first and the last among them (default: all, "
            f"or as many as fill {LONGEST_FILM} seconds of a film)",
        ),
    ] = None
    fps: Annotated[float, Option("N", "frames a second")] = 10.0
    tween: Annotated[int, Option("N", "frames to interpolate between two snapshots")] = 0
    hold: Annotated[float, Option("S", "seconds for which the last frame stays")] = 2.0
    first_run: Annotated[int | None, Option("RUN", "the first run to show", "--from")] = None
    last_run: Annotated[int | None, Option("RUN", "the last run to show", "--to")] = None
    window: Annotated[
        int | None,
        Option("N", f"runs in the moving average (default: a tenth, at most {LONGEST_WINDOW})"),
    ] = None
    average: Annotated[
        Average, Option("KIND", "centred on each run, or trailing: of the runs up to it")
    ] = "centred"
    scalar: Annotated[
        Sequence[str], Option("NAME,NAME", "the scalars that the loss panel shows, such as L,acc")
    ] = ("L",)
    loss_scale: Annotated[LossScale, Option("SCALE", " or ".join(get_args(LossScale)))] = "linear"
    theme: Annotated[
        Theme | None,
        Option("THEME", "light or dark (default: light; in a page what its reader prefers)"),
    ] = None
    title: Annotated[
        Sequence[str],
        Option("TEXT", "a heading, once for each log (default: the names of several logs)"),
    ] = ()
    x: Annotated[str | None, Option("SETTING", "on the x axis of a map, if several vary")] = None
    y: Annotated[str | None, Option("SETTING", "on the y axis of a map, if several vary")] = None
    value: Annotated[
        Value,
        Option("VALUE", f"what a map shows: {', '.join(get_args(Value)[:-1])}, or agreement"),
    ] = "represented"

    def __post_init__(self) -> None:
        if isinstance(self.panels, str):
            self._set("panels", self.panels.split(","))
        if isinstance(self.title, str):
            self._set("title", [self.title])
        if isinstance(self.scalar, str):
            self._set("scalar", self.scalar.split(","))
        names = list(self.scalar) if isinstance(self.scalar, Collection) else []
        is_name = [isinstance(name, str) and name != "" for name in names]
        is_good = bool(names) and all(is_name) and len(set(names)) == len(names)
        self._check("scalar", is_good, "one or more names of scalars, each once")
        panels = list(self.panels) if isinstance(self.panels, Collection) else []
        is_known = [name in list(PANELS) and panels.count(name) == 1 for name in panels]
        self._check(
            "panels",
            any(is_known) and all(is_known),
            f"one or more of {', '.join(PANELS)}, each once",
        )
        self._check_size()
        self._check_whole("frames", FEWEST_FRAMES)
        self._check_number("fps", SLOWEST, FASTEST)
        self._check_whole("tween", 0, MOST_TWEEN)
        self._check_number("hold", 0, LONGEST_HOLD)
        self._check_whole("first_run", 0)
        self._check_whole("last_run", self.first_run or 0)
        self._check_whole("window", 1)
        self._check_choice("average", get_args(Average))
        self._check_choice("loss_scale", get_args(LossScale))
        if self.theme is not None:
            self._check_choice("theme", get_args(Theme))
        for axis in ("x", "y"):
            is_setting = getattr(self, axis) is None or isinstance(getattr(self, axis), str)
            self._check(axis, is_setting, "the name of a setting")
        self._check_choice("value", get_args(Value))
        is_text = isinstance(self.title, Collection) and all(isinstance(t, str) for t in self.title)
        self._check("title", is_text, "text, once for each log")

    @property
    def tags(self) -> set[str]:
        """The tags of the blocks that a picture needs, whether a log has them or not."""
        return {"W", "b", "W^T W"} if "gram" in self.panels else {"W", "b"}

    def window_for(self, losses: int) -> int:
        """Return the window of the moving average of so many losses."""
        return self.window or max(1, min(losses // 10, LONGEST_WINDOW))

    def longest_film(self) -> int:
        """Return how many snapshots fill the longest film; the held last frame does not count."""
        drawn = int(LONGEST_FILM * self.fps)
        return max(FEWEST_FRAMES, (drawn - 1) // (self.tween + 1) + 1)

    def _check_size(self) -> None:
        allowed = f"a width and a height from {SMALLEST_SIDE} to {LARGEST_SIDE}"
        try:
            width, height = map(index, self.size)
        except (TypeError, ValueError):
            raise LookError("size", allowed, self.size) from None
        is_in_range = all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (width, height))
        self._check("size", is_in_range, allowed)
        self._set("size", (width, height))

    def _check_whole(self, setting: str, least: int, most: float = inf) -> None:
        value = getattr(self, setting)
        if value is None:
            return
        allowed = f"at least {least}" if most == inf else f"from {least} to {most}"
        is_whole = hasattr(value, "__index__") and not isinstance(value, bool)
        self._check(setting, is_whole and least <= value <= most, f"a whole number {allowed}")
        self._set(setting, index(value))

    def _check_number(self, setting: str, least: float, most: float) -> None:
        value = getattr(self, setting)
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        allowed = f"a number from {least} to {most}"
        self._check(setting, is_number and least <= value <= most, allowed)
        self._set(setting, float(value))

    def _check_choice(self, setting: str, choices: tuple[str, ...]) -> None:
        self._check(setting, getattr(self, setting) in choices, " or ".join(choices))

    def _check(self, setting: str, holds: bool, allowed: str) -> None:
        if not holds:
            raise LookError(setting, allowed, getattr(self, setting))

    def _set(self, setting: str, value: object) -> None:
        object.__setattr__(self, setting, value)  # the class is frozen for its users


OPTIONS: dict[str, Option] = {s.name: get_args(s.type)[1] for s in fields(Look)}


def look_from(settings: dict[str, Any]) -> Look:
    """Return a Look with these settings; raise TypeError for an unknown one."""
    for name in settings:
        if name not in OPTIONS:
            raise TypeError(f"there is no option {name!r}; the options are {', '.join(OPTIONS)}")
    return Look(**settings)


def takes_look(function: Function) -> Function:
    """Show the settings of Look in the signature and the help of a function that has **look."""
    given = signature(function)
    own = [p for p in given.parameters.values() if p.kind is not Parameter.VAR_KEYWORD]
    settings = [
        Parameter(s.name, Parameter.KEYWORD_ONLY, default=s.default, annotation=get_args(s.type)[0])
        for s in fields(Look)
    ]
    lines = [f"- {name}: {option.help}" for name, option in OPTIONS.items()]
    function.__doc__ = "\n".join([cleandoc(function.__doc__ or ""), "", "The picture:", "", *lines])
    function.__signature__ = given.replace(parameters=own + settings)  # type: ignore[attr-defined]
    return function
