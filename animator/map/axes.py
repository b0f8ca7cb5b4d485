"""Which settings are on the axes of a map, and how these are scaled."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ..errors import LookError, UsageError
from ..geometry import Array
from ..look import Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Scale = Literal["linear", "log", "category"]

SEED = "seed"  # its values are repetitions, not an axis, unless nothing else varies
OWN = {
    "loss",
    "represented",
    "polygon",
    "dimensionality",
    "settled",
    "agreement",
    "trainings",
    "curve",
    "file",
}
MOST_NAMED = 12  # logs that a legend names
MOST_LABELS = 8  # values that are labelled one by one
MANY_DECADES = 2.5  # from so many on, only powers of ten are labelled
MOST_DIGITS = 17  # of a float
WHOLE = 1e6  # smaller whole numbers are written out
GAP = 0.2  # between the labels of ticks, in heights of the text
LABELS = {  # the names of the paper; other settings are called as they are
    "density": "feature density 1 – S",
    "features": "features n",
    "hidden": "hidden dimensions m",
    "importance": "relative feature importance",
    "sparsity": "feature sparsity S",
}


def choose_axes(
    settings: Sequence[Mapping[str, Any]],
    x: str | None,
    y: str | None,
    varied: Collection[str] = (),
) -> list[str]:
    """Return the settings on the axes of a map: x and y, or x alone if only one setting varies.

    settings: those of each log; x and y: what the user has chosen, if anything; varied: settings
    that are known to vary. Raises UsageError.
    """
    varied = varied_settings(settings, varied)
    if not varied:
        raise UsageError(
            "there is no map, because no setting varies in the names of the logs, which should be "
            "like density=0.1,seed=1.log.gz; --value curves shows their losses in one panel"
        )
    for axis, name in (("x", x), ("y", y)):
        if name is not None and name not in varied:
            raise LookError(axis, f"a setting that varies, {' or '.join(varied)}", name)
    if x is not None and x == y:
        raise LookError("y", "another setting than that of the x axis", y)
    others = [name for name in varied if name not in (SEED, x, y)]
    chosen = [name for name in (x, y) if name is not None]
    if len(chosen) < 2 < len(chosen) + len(others):
        what = ", ".join(name for name in varied if name != SEED)
        raise UsageError(
            f"a map has two axes, but more settings vary: choose --x and --y of {what}"
        )
    if len(chosen) < 2:
        chosen = [*others, *chosen] if x is None else [x, *others]
    chosen = chosen or [name for name in varied if name == SEED]
    if not any(one.keys() >= {*chosen} for one in settings):
        raise UsageError(f"there is no map, because no log has both {' and '.join(chosen)}")
    return chosen


def varied_settings(
    settings: Sequence[Mapping[str, Any]], varied: Collection[str] = ()
) -> list[str]:
    """Return the settings that vary; raise UsageError if one is called as a column of a map is."""
    names = dict.fromkeys(name for one in settings for name in one)
    for own in OWN.intersection(names):
        raise UsageError(
            f"there is no map, because a setting is called {own}, as a column of it is"
        )
    return [
        name
        for name in names
        if name in varied or len({one[name] for one in settings if name in one}) > 1
    ]


def curve_setting(settings: Sequence[Mapping[str, Any]], look: Look) -> str | None:
    """Return the setting that colours the curves of logs; None if each log has its own colour.

    It is `look.x`, or the first that varies. Raises UsageError.
    """
    is_few = len(settings) <= MOST_NAMED
    if look.overlay and is_few and look.x is None:
        return None
    varied = varied_settings(settings)
    if look.x is not None and look.x not in varied:
        names = " or ".join(varied) or "which none does"
        raise LookError("x", f"a setting that varies, {names}", look.x)
    chosen = [name for name in varied if name != SEED] or varied * (not is_few)
    return look.x or next(iter(chosen), None)


def spacing(values: Sequence[Any]) -> Scale:
    """Return the scale on which sorted values are spaced most evenly; words are categories."""
    if any(isinstance(value, str) for value in values):
        return "category"
    numbers = np.array(values, float)
    if len(numbers) < 3 or numbers[0] <= 0:
        return "linear"
    return "log" if _unevenness(np.log(numbers)) < _unevenness(numbers) else "linear"


def _unevenness(numbers: Array) -> float:
    steps = np.diff(numbers)
    return float(steps.std() / steps.mean())


@dataclass(frozen=True)
class Axis:
    """Place the values of a setting on an axis.

    Places are distances along the axis: logarithms if it is logarithmic.
    """

    setting: str
    values: list[Any]  # without repetition, in their order
    scale: Scale

    @classmethod
    def of(cls, setting: str, column: Sequence[Any]) -> "Axis":
        """Return the axis of a setting that has these values."""
        are_words = any(isinstance(value, str) for value in column)
        values = sorted(set(column), key=str if are_words else None)
        return cls(setting, values, spacing(values))

    @property
    def name(self) -> str:
        """What the axis is called."""
        return LABELS.get(self.setting, self.setting.replace("_", " "))

    @property
    def places(self) -> Array:
        """The place of each value."""
        if self.scale == "category":
            return np.arange(len(self.values), dtype=float)
        numbers = np.array(self.values, float)
        return np.log10(numbers) if self.scale == "log" else numbers

    @property
    def names(self) -> list[str]:
        """Each value as a label has it, with at least three digits and no two of them alike."""
        for digits in range(3, MOST_DIGITS + 1):
            names = [_text_of(value, digits) for value in self.values]
            if len(set(names)) == len(names):
                break
        return names

    @property
    def rooms(self) -> Array:
        """The distance from each value to the nearest other one."""
        steps = np.array([np.inf, *np.diff(self.places), np.inf])
        nearest = np.minimum(steps[1:], steps[:-1])
        return np.where(np.isfinite(nearest), nearest, 1)

    def edges(self) -> Array:
        """Return the edges of the cells around the values, as data of matplotlib."""
        places = self.places
        middles = (places[1:] + places[:-1]) / 2
        first, last = (middles[0], middles[-1]) if len(middles) else places[[0, 0]] + [0.5, -0.5]
        return self.data(np.array([2 * places[0] - first, *middles, 2 * places[-1] - last]))

    def data(self, places: Array) -> Array:
        """Return the data that matplotlib shows at these places."""
        return np.power(10.0, places) if self.scale == "log" else places

    def set_up(self, panel: "Axes", which: Literal["x", "y"]) -> None:
        """Scale, number and label an axis of a panel."""
        from matplotlib.ticker import LogLocator, NullLocator, StrMethodFormatter

        axis = panel.xaxis if which == "x" else panel.yaxis
        axis.set_label_text(self.name, parse_math=False)
        if self.scale == "log":
            panel.set(**{f"{which}scale": "log"})
        if self.scale == "category" or len(self.values) <= MOST_LABELS:
            axis.set_ticks(list(self.data(self.places)), self.names, parse_math=False)
            axis.set_minor_locator(NullLocator())
            return
        if self.scale == "log":
            is_long = np.ptp(self.places) > MANY_DECADES
            axis.set_major_locator(LogLocator(subs=(1,) if is_long else (1, 2, 5)))
            axis.set_minor_formatter("")
        axis.set_major_formatter(StrMethodFormatter("{x:g}"))


def _text_of(value: Any, digits: int) -> str:
    """Return a word as it is, and a number with so many digits, or all if it is a whole one."""
    if isinstance(value, str):
        return value
    is_whole = value % 1 == 0 and abs(value) < WHOLE
    return f"{value:.{MOST_DIGITS if is_whole else digits}g}"


def labelled(count: int, most: int) -> list[int]:
    """Return which of so many values have a label: at most so many, the first and the last too."""
    step = -(-count // most)
    return [*range(0, count - step, step), count - 1]


def space_labels(panel: "Axes") -> None:
    """Hide the labels of ticks that would touch the label before them."""
    for side, axis in enumerate((panel.xaxis, panel.yaxis)):
        end = -np.inf
        for text in axis.get_ticklabels():
            box = text.get_window_extent()
            if box.get_points()[0, side] < end + GAP * box.height:
                text.set_visible(False)
            else:
                end = box.get_points()[1, side]
