"""What is to be made, and of which logs."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from ..look import Look
from .formats import FORMATS, Kind

if TYPE_CHECKING:  # --help must not wait for numpy
    from collections.abc import Sequence

    from ..log import Log
    from ..parser.source import Source


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Hold how logs are read."""

    part: int  # of each log
    lines: "Sequence[str]"  # templates for each log
    strict: bool  # whether a warning is an error
    quiet: bool  # no progress bar


@dataclass(frozen=True, kw_only=True)
class Job(Reading):
    """Hold what is to be made of which logs."""

    sources: "Sequence[Log | Source]"
    out: Path
    look: Look
    command: str  # what a film's metadata say it was made by

    @property
    def suffix(self) -> str:
        """The suffix of the output, in lower case."""
        return self.out.suffix.lower()

    @property
    def kind(self) -> Kind:
        """What is made; of a folder of logs, a picture or a page is a map, a film a gallery."""
        kind = FORMATS[self.suffix].kind
        if self.look.shows_curves and kind in {"picture", "page"}:
            return "curves"
        if not self.has_folder or kind == "table":
            return kind
        return "gallery" if kind == "film" or self.look.value == "weights" else "map"

    @property
    def is_film(self) -> bool:
        """Whether it is a film, of logs or of a folder."""
        return FORMATS[self.suffix].kind == "film"

    @property
    def is_page(self) -> bool:
        """Whether it is a page, of logs or of a map."""
        return FORMATS[self.suffix].kind == "page"

    @property
    def has_folder(self) -> bool:
        """Whether there is a folder among the sources."""
        return any(map(is_folder, self.sources))


def is_folder(source: "Log | Source") -> TypeGuard["str | os.PathLike[str]"]:
    """Return whether this is the path of a folder."""
    if not isinstance(source, str | os.PathLike):
        return False
    return os.path.isdir(source)  # noqa: PTH112  # unlike Path.is_dir() it takes any text
