"""Progress bars, on a terminal and in a notebook."""

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

READING_DELAY = 1.0  # seconds after which reading logs shows a bar


@contextmanager
def progress_bar(task: str, *, quiet: bool, **options: Any) -> Iterator[Callable[[int], object]]:
    """Show a bar on stderr during the block; yield a function that advances it by so many units.

    There is no bar if quiet is true, or nobody would see it; options: tqdm's.
    """
    if quiet or not (is_notebook() or sys.stderr.isatty()):
        yield lambda _units: None
        return
    with warnings.catch_warnings(action="ignore"):  # a bar of text does without ipywidgets
        from tqdm.auto import tqdm
    with tqdm(desc=task, **options) as bar:
        yield bar.update


def is_notebook() -> bool:
    """Return whether this is a notebook, where IPython runs in a kernel."""
    ipython = sys.modules.get("IPython")  # absent unless IPython runs
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")
