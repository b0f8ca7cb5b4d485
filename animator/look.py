"""The settings of a picture, checked before any work.

Each setting is a field of the class Look, from which the command line, the signatures of animate()
and show(), and their help are made.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from inspect import Parameter, cleandoc, signature
from math import inf
from operator import index, itemgetter
from typing import Any, Literal, NamedTuple, TypeVar, get_args

from .errors import LookError

# Name -> the module in scene/ that draws the panel, and its class.
PANELS = {
    "loss": "loss_panel:LossPanel",
    "weights": "weights_panel:WeightsPanel",
    "gram": "gram_panel:GramPanel",
    "bias": "bar_panels:BiasPanel",
    "norms": "bar_panels:NormsPanel",
    "geometry": "geometry_panel:GeometryPanel",
}
DEFAULT_PANELS = ("loss", "weights")  # and "gram" where there are more than three hidden dimensions
Average = Literal["centred", "trailing"]
LossScale = Literal["linear", "log"]
Theme = Literal["light", "dark"]
Value = Literal[
    "represented", "loss", "dimensionality", "polygon", "agreement", "weights", "curves"
]

SMALLEST_SIDE, LARGEST_SIDE = 240, 7680  # pixels; H.264 allows no more
FAR = 1e100  # of a level; axes overflow near the largest floats
FEWEST_FRAMES = 2  # the first snapshot and the last
LONGEST_WINDOW = 500  # runs, where the user names no window
LONGEST_FILM = 60  # seconds, where the user names no number of snapshots

Function = TypeVar("Function", bound=Callable[..., Any])


class Option(NamedTuple):
    """Say what a setting is for on the command line; flag: its name there, if it differs."""

    metavar: str
    help: str
    flag: str = ""


def _setting(default: Any, metavar: str, text: str, flag: str = "") -> Any:
    return field(default=default, metadata={"option": Option(metavar, text, flag)})


def _are_texts(texts: Any) -> bool:
    return all(isinstance(text, str) for text in texts)


def _split(names: Any) -> Any:
    return names.split(",") if isinstance(names, str) else names


def _texts(texts: Any) -> Any:
    return [texts] if isinstance(texts, str) else list(texts)


def _are_names(names: Any) -> bool:
    return len(set(names)) == len(names) > 0 and _are_texts(names) and "" not in names


def _levels(levels: Any) -> dict[str, float]:
    """Return the levels of a dict, or of texts NAME=VALUE, by value."""
    is_dict = isinstance(levels, Mapping)
    pairs = [*levels.items()] if is_dict else [str.rpartition(t, "=")[::2] for t in _texts(levels)]
    if pairs and not _are_names([name for name, _ in pairs]):
        raise ValueError("a name is missing, or there twice")
    return dict(sorted(((name, float(value)) for name, value in pairs), key=itemgetter(1)))


def _is_size(size: tuple[int, ...]) -> bool:
    return len(size) == 2 and SMALLEST_SIDE <= min(size) <= max(size) <= LARGEST_SIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Hold the settings of a picture or a film.

    Whole numbers may be of any integer type. Raises LookError, a ValueError, for the first value
    that is out of range. The fields are the options of animate().

    >>> Look(size=(800, 400), panels="loss,gram").panels
    ['loss', 'gram']
    """

    panels: Sequence[str] = _setting(
        (),
        "P,P",
        f"some of {', '.join(PANELS)} (default: {','.join(DEFAULT_PANELS)}, "
        "and gram with more than three hidden dimensions)",
    )
    size: tuple[int, int] = _setting((1500, 750), "WxH", "width and height in pixels")
    frames: int | None = _setting(
        None,
        "N",
        "snapshots to show, evenly by run, the first and the last among them (default: all, "
        f"or as many as fill {LONGEST_FILM} seconds of a film)",
    )
    fps: float = _setting(10.0, "N", "frames a second")
    tween: int = _setting(0, "N", "frames to interpolate between two snapshots")
    hold: float = _setting(2.0, "S", "seconds for which the last frame stays")
    first_run: int | None = _setting(None, "RUN", "the first run to show", "--from")
    last_run: int | None = _setting(None, "RUN", "the last run to show", "--to")
    window: int | None = _setting(
        None, "N", f"runs in the moving average (default: a tenth, at most {LONGEST_WINDOW})"
    )
    average: Average = _setting(
        "centred", "KIND", "centred on each run, or trailing: of the runs up to it"
    )
    scalar: Sequence[str] = _setting(
        ("L",), "NAME,NAME", "the scalars that the loss panel shows, such as L,acc"
    )
    loss_scale: LossScale = _setting("linear", "SCALE", "linear or log")
    level: Mapping[str, float] = _setting(
        (), "NAME=VALUE", "a line at a value of the loss, as often as needed: hexagon=0.0241"
    )
    theme: Theme | None = _setting(
        None, "THEME", "light or dark (default: light; in a page what its reader prefers)"
    )
    title: Sequence[str] = _setting(
        (), "TEXT", "a heading, once for each log (default: the names of several logs)"
    )
    overlay: bool = _setting(
        False, "", "the losses of all logs in one panel, a colour for each, with a legend"
    )
    x: str | None = _setting(None, "SETTING", "on the x axis of a map, or the colour of curves")
    y: str | None = _setting(None, "SETTING", "on the y axis of a map, if several vary")
    value: Value = _setting(
        "represented",
        "VALUE",
        f"what a map shows: {', '.join(get_args(Value)[:-1])}, which are a small panel for each "
        "training; or curves, which are all losses in one panel, coloured by the setting that "
        "varies",
    )

    def __post_init__(self) -> None:
        allowed = f"one or more of {', '.join(PANELS)}, each once"
        self._take(
            "panels",
            allowed,
            lambda n: n == () or (_are_names(n) and PANELS.keys() >= set(n)),
            _split,
        )
        self._take("scalar", "one or more names of scalars, each once", _are_names, _split)
        self._take("title", "text, once for each log", _are_texts, _texts)
        allowed = f"a width and a height from {SMALLEST_SIDE} to {LARGEST_SIDE}"
        self._take("size", allowed, _is_size, lambda size: tuple(map(index, size)))
        self._take_number("fps", 0.01, 1000)
        self._take_number("hold", 0, 3600)
        self._take_whole("tween", 0, 1000)
        self._take_whole("frames", FEWEST_FRAMES)
        self._take_whole("first_run", 0)
        self._take_whole("last_run", self.first_run or 0)
        self._take_whole("window", 1)
        choices = {"average": Average, "loss_scale": LossScale, "theme": Theme, "value": Value}
        for name, kind in choices.items():
            self._take(name, " or ".join(get_args(kind)), get_args(kind).__contains__)
        example = "NAME=VALUE, as in hexagon=0.0241, each name once"
        self._take("level", example, lambda n: all(abs(v) <= FAR for v in n.values()), _levels)
        name, least = next(iter(self.level.items()), ("", FAR))
        if self.loss_scale == "log" and least <= 0:
            raise LookError("level", "greater than 0 on a logarithmic scale", f"{name}={least:g}")
        if not isinstance(self.overlay, bool):
            raise LookError("overlay", "True or False", self.overlay)
        if self.shows_curves and len(self.scalar) > 1:
            raise LookError("scalar", "a single name for curves in one panel", self.scalar)
        for axis in ("x", "y"):
            self._take(axis, "the name of a setting", lambda name: isinstance(name, str))

    @property
    def shows_curves(self) -> bool:
        """Whether all trainings are in one panel, as curves."""
        return self.overlay or self.value == "curves"

    @property
    def tags(self) -> set[str]:
        """The tags of the blocks that a picture needs, whether a log has them or not."""
        first = {"W before", "b before"}
        return {"W", "b", "W^T W", *first} if "gram" in self.panels else {"W", "b", *first}

    def runs_to_show(self, first: float, last: float) -> tuple[float, float]:
        """Return the first and the last run to show: as asked for, or else these."""
        return (
            first if self.first_run is None else self.first_run,
            last if self.last_run is None else self.last_run,
        )

    def window_for(self, losses: int) -> int:
        """Return the window of the moving average of so many losses."""
        return self.window or max(1, min(losses // 10, LONGEST_WINDOW))

    def longest_film(self) -> int:
        """Return how many snapshots fill the longest film; the held last frame does not count."""
        drawn = int(LONGEST_FILM * self.fps)
        return max(FEWEST_FRAMES, (drawn - 1) // (self.tween + 1) + 1)

    def _take_whole(self, name: str, least: int, most: float = inf) -> None:
        allowed = f"of at least {least}" if most == inf else f"from {least} to {most}"
        self._take(name, f"a whole number {allowed}", lambda n: least <= n <= most, index)

    def _take_number(self, name: str, least: float, most: float) -> None:
        allowed = f"a number from {least} to {most}"  # without the sign, float() would take text
        self._take(name, allowed, lambda x: least <= x <= most, lambda value: float(+value))

    def _take(
        self,
        name: str,
        allowed: str,
        is_allowed: Callable[[Any], bool],
        plain: Callable[[Any], Any] = lambda value: value,
    ) -> None:
        """Give a setting its plain type; raise LookError if it is not allowed, nor the default."""
        given = getattr(self, name)
        if given is None and name in OPTIONAL:
            return
        with suppress(TypeError, ValueError):
            value = plain(given)
            if is_allowed(value) and not isinstance(given, bool):
                object.__setattr__(self, name, value)  # the class is frozen for its users
                return
        raise LookError(name, allowed, given)


OPTIONS: dict[str, Option] = {s.name: s.metadata["option"] for s in fields(Look)}
OPTIONAL = [s.name for s in fields(Look) if s.default is None]


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
        Parameter(s.name, Parameter.KEYWORD_ONLY, default=s.default, annotation=s.type)
        for s in fields(Look)
    ]
    lines = [f"- {name}: {option.help}" for name, option in OPTIONS.items()]
    function.__doc__ = "\n".join([cleandoc(function.__doc__ or ""), "", "The picture:", "", *lines])
    function.__signature__ = given.replace(parameters=own + settings)  # type: ignore[attr-defined]
    return function
