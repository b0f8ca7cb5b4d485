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


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Hold what is to be made of which logs."""

    sources: "Sequence[Log | Source]"
    out: Path
    look: Look
    command: str  # what a film's metadata say it was made by
    quiet: bool = False  # no progress bar

    @property
    def suffix(self) -> str:
        """The suffix of the output, in lower case."""
        return self.out.suffix.lower()

    @property
    def kind(self) -> Kind:
        """What is made; the picture or the page of a folder of logs is a map."""
        kind = FORMATS[self.suffix].kind
        return "map" if kind in {"picture", "page"} and self.has_folder else kind

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
