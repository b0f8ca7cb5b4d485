"""A grid of settings: several values for some settings, and a training for each combination.

A training is named after the settings that vary, in Hive's notation: `density=0.01,seed=1.log.gz`.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

from ..options import flag, value_text
from ..settings import Default, DefaultCount, Settings, SettingsError

Value = int | float | str | Sequence[int]


class Training(NamedTuple):
    """Hold the settings of one training, and the name of its log in the folder."""

    name: str
    settings: Settings


@dataclass(frozen=True)
class Grid:
    """Hold the values of each setting that was given, in the order in which they were given."""

    values: Mapping[str, Sequence[Value]]

    @property
    def varied(self) -> list[str]:
        """Return the settings that have several values."""
        return [setting for setting, values in self.values.items() if len(values) > 1]

    def __len__(self) -> int:
        """Return the number of trainings."""
        return math.prod(len(values) for values in self.values.values())

    def __iter__(self) -> Iterator[Training]:
        """Yield all trainings, the first setting varying slowest; none of them is kept in memory.

        Raises SettingsError for the first combination that is not allowed.
        """
        varied = self.varied
        for combination in _product(list(self.values.values())):
            options = dict(zip(self.values, combination, strict=True))
            name = ",".join(f"{setting}={value_text(options[setting])}" for setting in varied)
            try:
                # The command line has checked the types.
                settings = Settings(**options)  # type: ignore[arg-type]
            except SettingsError as error:
                where = f" (in {name})" if name else ""
                raise SettingsError(error.setting, error.reason + where) from None
            yield Training(f"{name}.log.gz", settings)

    def fixed_options(self) -> list[str]:
        """Return the settings that don't vary as options of the trainer.

        Defaults are included, except those that follow from other settings, and switches.
        """
        defaults = {
            field.name: field.default
            for field in fields(Settings)
            if not isinstance(field.default, Default | DefaultCount | bool)
        }
        values = defaults | {setting: values[0] for setting, values in self.values.items()}
        return [
            flag(setting) if value is True else f"{flag(setting)} {value_text(value)}"
            for setting, value in values.items()
            if setting not in self.varied
        ]


def _product(pools: Sequence[Iterable[Value]]) -> Iterator[tuple[Value, ...]]:
    """Yield all combinations as itertools.product does, which copies its arguments, however long.

    A sweep over a million seeds is a range.
    """
    if not pools:
        yield ()
        return
    for value in pools[0]:
        for rest in _product(pools[1:]):
            yield (value, *rest)
