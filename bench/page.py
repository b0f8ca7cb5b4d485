"""Measure the page in headless Chromium, also against plotly's page of the same log: `make bench`.

A step shows the next snapshot and waits until it is drawn. The browser draws as fast as it can, not
only 60 times a second. The rows of the two pages take turns.
"""

import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from animator import Log, animate
from animator.look import PANELS
from tests.animator.page.browser import Browser, open_browser

from .film import train
from .training import report

UNLIMITED = ("--disable-frame-rate-limit", "--disable-gpu-vsync")
LOGS = [("pentagon", ["@logs/pentagon.args"]), ("hexagon", ["@logs/hexagon.args"])]
ROUNDS = 3
STEPS, THEIR_STEPS = 60, 5  # that are timed

TIMED = """(async () => {{
    const start = performance.now();
    for (let i = 0; i < {count}; i++) {{ {show}; await new Promise(requestAnimationFrame); }}
    return (performance.now() - start) / {count};
}})()"""
OURS = "page.show(i)"
PLOTLY = """await Plotly.animate(document.querySelector(".plotly-graph-div"),
    [document.querySelector(".plotly-graph-div")._transitionData._frames[i].name],
    {mode: "immediate", transition: {duration: 0}, frame: {duration: 0, redraw: true}})"""

LARGE_RUNS, LARGE_EVERY = 1_000_000, 1000
LARGEST_PAGE, SLOWEST_LOAD = 3e6, 2.0  # bytes, seconds
SLOWEST_STEP = 1000 / 60  # milliseconds


def main() -> None:
    """Print a row for each goal, as a ratio that should not be above it."""
    print(f"{'page':<16}{'against':<36}{'median':>7}{'range':>13}{'goal':>7}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for log, training in LOGS:
            measure(log, train(training, folder / f"{log}.log"), folder)
        measure_large(folder)
    if find_spec("plotly") is None:
        print("bench: without plotly its rows are left out: pip install plotly", file=sys.stderr)


def measure(name: str, log: Path, folder: Path) -> None:
    """Print the rows of a log."""
    page, full, theirs = (folder / f"{kind}.html" for kind in ("page", "full", "plotly"))
    animate(log, page, quiet=True)
    animate(log, full, quiet=True, panels=list(PANELS))
    if find_spec("plotly"):
        from . import plotly_page

        plotly_page.write(log, theirs)
        sizes = [page.stat().st_size / theirs.stat().st_size]
        report(name, "plotly, size", sizes, 0.1)
        steps = [
            step_time(page, OURS) / step_time(theirs, PLOTLY, THEIR_STEPS) for _ in range(ROUNDS)
        ]
        report(name, "plotly, time of a step", steps, 0.1)
    steps = [step_time(full, OURS) / SLOWEST_STEP for _ in range(ROUNDS)]
    report(name, "1/60 s, time of a step, all panels", steps, 1)


def step_time(page: Path, show: str, steps: int = STEPS) -> float:
    """Return how many milliseconds a page needs for a step."""
    with open_browser(*UNLIMITED) as browser:
        tab = browser.new_tab()
        tab.resize(1500, 850)
        tab.open(page.as_uri())
        return float(tab.run(TIMED.format(count=steps, show=show)))


def measure_large(folder: Path) -> None:
    """Print the rows of a log of a million losses."""
    page = folder / "large.html"
    animate(large_log(), page)
    name = "1,000,000 runs"
    report(name, "3 MB, size", [page.stat().st_size / LARGEST_PAGE], 1)
    with open_browser() as browser:
        loads = [load_time(browser, page) / SLOWEST_LOAD for _ in range(ROUNDS)]
    report(name, "2 s, time to load", loads, 1)


def large_log() -> Log:
    """Return a log of 32 features as the trainer prints it: losses that fall, weights that grow."""
    rng = np.random.default_rng(0)
    runs = np.arange(LARGE_RUNS)
    losses = (0.01 + 0.01 * np.exp(-runs / 50_000) + rng.normal(0, 0.001, LARGE_RUNS)).round(4)
    snapshots = runs[LARGE_EVERY - 1 :: LARGE_EVERY]
    steps = rng.normal(0, 0.03, (len(snapshots), 2, 32))
    W = steps.cumsum(axis=0).round(3)
    return Log("large.log", runs, losses, snapshots, {"W": W}, [], ())


def load_time(browser: Browser, page: Path) -> float:
    """Return after how many seconds a page is drawn."""
    tab = browser.new_tab()
    start = time.perf_counter()
    tab.open(page.as_uri())
    tab.close()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
