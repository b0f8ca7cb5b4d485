"""Pages in a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from animator import Log, animate

from .browser import Browser, Tab, open_browser

Opens = Callable[..., Tab]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    """Yield a tab that must neither complain nor load anything but the pages that it opens."""
    tab = browser.new_tab()
    tab.resize(1200, 700)
    yield tab
    assert tab.complaints == []
    inline = ("data:", "blob:", "about:")
    asked = {url for url in tab.requests if not url.startswith(inline)}
    assert asked <= {url for page in tab.opened for url in (page, f"{page}events")}
    tab.close()


@pytest.fixture
def opens(tab: Tab, tmp_path: Path) -> Opens:
    """Return a function that opens the page of logs: at=1500 as a link to run 1500 does."""

    def opens(logs: Log | Path | list[Log], at: int | None = None, **look: Any) -> Tab:
        page = tmp_path / "run.html"
        animate(logs, page, **look)
        tab.open(page.as_uri() + ("" if at is None else f"#run={at}"))
        return tab

    return opens
