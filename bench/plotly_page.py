"""The page that plotly makes of a log: the reference of bench/page.py, and needed only there."""

from pathlib import Path

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from animator import read_log


def write(log_file: Path, out: Path) -> None:
    """Write a page with losses, weights and their trails, and a frame for each snapshot.

    It does less than ours: the trails are there from the start, and only dots and cursor move.
    """
    log = read_log(log_file)
    W = log.matrix("W")
    figure = make_subplots(rows=1, cols=2)
    figure.add_scatter(row=1, col=1)  # the cursor
    figure.add_scatter(mode="markers+text", text=[*range(W.shape[2])], row=1, col=2)
    figure.add_scatter(x=log.runs, y=log.losses, mode="markers", row=1, col=1)
    for x, y in W.transpose(2, 1, 0):
        figure.add_scatter(x=x, y=y, mode="lines", row=1, col=2)
    height = [0, log.losses.max()]
    figure.frames = [
        go.Frame(
            name=str(run),
            traces=[0, 1],
            data=[go.Scatter(x=[run, run], y=height), go.Scatter(x=x, y=y)],
        )
        for run, (x, y) in zip(log.snapshot_runs, W, strict=True)
    ]
    figure.write_html(out, include_plotlyjs=True, auto_play=False)
