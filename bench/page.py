"""Measure the page in headless Chromium, also against plotly's page of the same log: `make bench`.

A step shows the next snapshot and waits until it is drawn, which the browser does at most 60 times
a second. So the time for which a step keeps the page busy tells whether it could do 60. The steps
of the two pages take turns.
"""

import sys
import tempfile
import time
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import numpy as np

from animator import Log, animate
from animator.look import PANELS
from tests.animator.page.browser import Browser, Tab, open_browser

from .film import train
from .training import report

LOGS = [("pentagon", ["@logs/pentagon.args"]), ("hexagon", ["@logs/hexagon.args"])]
ROUNDS = 3
STEPS, THEIR_STEPS = 60, 5  # that are timed

TIMED = """(async () => {{
    const start = performance.now();
    for (let i = 0; i < {count}; i++) {{ {show}; await new Promise(requestAnimationFrame); }}
    return (performance.now() - start) / {count} / 1000;
}})()"""
OURS = "page.show(i)"
PLOTLY = """await Plotly.animate(document.querySelector(".plotly-graph-div"),
    [document.querySelector(".plotly-graph-div")._transitionData._frames[i].name],
    {mode: "immediate", transition: {duration: 0}, frame: {duration: 0, redraw: true}})"""

LARGE_RUNS, LARGE_EVERY = 1_000_000, 1000
LARGEST_PAGE, SLOWEST_LOAD = 3e6, 2.0  # bytes, seconds
TRAININGS, FEATURES, LARGEST_MAP = (100, 100), 32, 5e6  # bytes
SLOWEST_STEP = 1 / 60  # seconds


def main() -> None:
    """Print a row for each goal, as a ratio that should not be above it."""
    print(f"{'page':<16}{'against':<36}{'median':>7}{'range':>13}{'goal':>7}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for log, training in LOGS:
            measure(log, train(training, folder / f"{log}.log"), folder)
        measure_large(folder)
        measure_map(folder)
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
            step_time(page, OURS)[0] / step_time(theirs, PLOTLY, THEIR_STEPS)[0]
            for _ in range(ROUNDS)
        ]
        report(name, "plotly, time of a step", steps, 0.1)
    steps = [step_time(full, OURS)[1] / SLOWEST_STEP for _ in range(ROUNDS)]
    report(name, "1/60 s, busy for a step, all panels", steps, 1)


def step_time(page: Path, show: str, steps: int = STEPS) -> tuple[float, float]:
    """Return how many seconds a page needs for a step, and for how many of them it is busy."""
    with open_browser() as browser:
        tab = browser.new_tab()
        tab.resize(1500, 850)
        tab.open(page.as_uri())
        tab.send("Performance.enable")
        before = busy_time(tab)
        seconds = float(tab.run(TIMED.format(count=steps, show=show)))
        return seconds, (busy_time(tab) - before) / steps


def busy_time(tab: Tab) -> float:
    """Return for how many seconds the main thread of a page has been busy."""
    metrics = tab.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


def measure_large(folder: Path) -> None:
    """Print the rows of a log of a million losses."""
    page = folder / "large.html"
    animate(large_log(), page)
    report_page("1,000,000 runs", page, LARGEST_PAGE)


def measure_map(folder: Path) -> None:
    """Print the rows of the map of a sweep of 10,000 trainings that are as large as the hexagon."""
    page, sweep = folder / "map.html", folder / "sweep"
    sweep.mkdir()
    rng = np.random.default_rng(0)
    for density, importance in product(*(np.geomspace(0.01, 1, count) for count in TRAININGS)):
        W = "\n".join(" ".join(f"{w:.3f}" for w in row) for row in rng.normal(size=(2, FEATURES)))
        text = f"run: 0\nL: {rng.random():.4f}\nW: [\n{W}\n]\n"
        (sweep / f"density={density:.4g},importance={importance:.4g}.log").write_text(text)
    animate(sweep, page, value="loss", quiet=True)
    report_page("10,000 trainings", page, LARGEST_MAP)


def report_page(name: str, page: Path, largest: float) -> None:
    """Print the rows of a large page."""
    report(name, f"{largest / 1e6:g} MB, size", [page.stat().st_size / largest], 1)
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
    return Log("large.log", runs, {"L": losses}, snapshots, {"W": W}, [], ())


def load_time(browser: Browser, page: Path) -> float:
    """Return after how many seconds a page is drawn."""
    tab = browser.new_tab()
    start = time.perf_counter()
    tab.open(page.as_uri())
    tab.close()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
