"""Write the map of a sweep as a page: the picture, and how each training in it ended."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from .. import geometry
from ..escape import printable
from ..files.job import Job
from ..files.picture_file import as_bytes
from ..folder.log_folder import settings_in_name
from ..geometry import Array
from ..look import Look, Theme
from ..page import colours
from ..page.columns import LARGEST, MOST_DECIMALS, encode_numbers, encode_runs
from ..page.data import page_data
from ..page.document import render
from ..page.frames import Data, axis, weights_panel
from ..scene.loss_panel import in_words
from ..scene.projection import MOST_SHOWN, principal_plane, project
from ..scene.weights_panel import extents, hull_of_represented
from .drawing import draw_map

SIDE = 600  # pixels of the picture, which the page scales
CELL_DPI = 300  # of cells and dots, of which there may be thousands
FACTS = ("loss", "represented", "polygon", "dimensionality", "settled")  # told of a training
NAMES = {"dimensionality": "mean dimensionality"}  # not that of a single feature


def write_map_page(tables: Sequence[pd.DataFrame], job: Job, out: Path) -> str:
    """Write the page of the only table, which has a column W, and return a few words about it."""
    out.write_text(render(map_data(tables[0], job.look)), encoding="utf-8")
    return f"{len(tables[0]):,} logs"


def map_data(table: pd.DataFrame, look: Look) -> Data:
    """Return what the page of a map shows: its trainings are frames, as the snapshots of a log."""
    look = replace(look, size=(SIDE, SIDE))
    drawn = {theme: draw_map(table, replace(look, theme=theme)) for theme in get_args(Theme)}
    figure, rows, corners = drawn["light"]
    order = np.lexsort(corners[:, 0].T[::-1])  # from left to right, and there from below
    rows, corners = rows.iloc[order], corners[order]
    middles = corners.mean(axis=1) * [1, -1] + [0, 1]  # from above
    reaches = np.diff(corners, axis=1)[:, 0] / 2
    shown = {
        "title": figure.get_suptitle(),
        "pictures": {theme: _address(one.figure) for theme, one in drawn.items()},
        "edge": float(figure.axes[0].get_position().x1),  # of what is left of the colours
        "cells": encode_numbers(np.hstack([middles, reaches]).round(4)),
    }
    kind = "map"
    if look.shows_curves:
        kind, panel = "curves", figure.axes[0]
        curves = rows["curve"].tolist()
        shown |= {
            "x": axis(panel.get_xlim(), "run"),
            "y": axis(panel.get_ylim(), f"mean {in_words(look.scalar[0])}", scale=look.loss_scale),
            "plot": list(panel.get_position().extents),
            "counts": [len(curve.runs) for curve in curves],
            "runs": encode_numbers(np.concatenate([curve.runs for curve in curves])),
            "means": encode_numbers(np.concatenate([curve.means for curve in curves])),
        }
    return page_data(
        look,
        title=shown["title"],
        is_new=True,
        steps=encode_runs(np.arange(len(rows))),
        labels=[_label(row, look) for row in rows.to_dict("records")],
        logs=[{"heading": "", "averages": [], **_weights(rows["W"].tolist(), kind, shown)}],
    )


def _weights(weights: Sequence[Any], kind: str, shown: Data) -> Data:
    """Return what the panel of this kind, `shown`, and that of the weights show of each W."""
    points = final_points(weights)
    norms = _norms(weights, points.shape[2])
    reach = np.max(norms, axis=0, where=np.isfinite(norms), initial=0)
    projection = project(points)
    panel = weights_panel(projection, norms, extents([projection]))
    series = {"W": encode_numbers(points)}
    if any(len(W) > MOST_SHOWN for W in weights if isinstance(W, np.ndarray)):
        series["norms"] = encode_numbers(norms)
        for i, side in enumerate("xy"):
            panel[side]["name"] = f"PC {i} of this W"
    has_hull = [isinstance(W, np.ndarray) and not project(W[None]).is_partial for W in weights]
    panels = {kind: shown, "weights": panel}
    if kind == "curves" and np.isnan(points).all():
        del panels["weights"]
    return {
        "panels": panels,
        "colours": colours.of_features(reach),
        "hulls": [
            hull_of_represented(*features).ravel().tolist() if is_shown else []
            for is_shown, *features in zip(has_hull, projection.points, norms, strict=True)
        ],
        "shapes": {"W": points.shape[1:]},
        "series": series,
    }


def _norms(weights: Sequence[Any], features: int) -> Array:
    """Return the norms of the features of each W (trainings, n), NaN where they have none."""
    norms = np.full((len(weights), features), np.nan)
    for own, W in zip(norms, weights, strict=True):
        if isinstance(W, np.ndarray):
            own[: W.shape[1]] = geometry.norms(W)
    return norms


def final_points(weights: Sequence[Any]) -> Array:
    """Return where the features of each W (m, n) are: (trainings, d, n), NaN where they have none.

    Up to three hidden dimensions are kept, and those that other trainings lack are zero. More are
    projected onto the plane in which the training's own weights reach farthest. All are rounded,
    if possible to numbers that take two bytes each.
    """
    known = {i: W for i, W in enumerate(weights) if isinstance(W, np.ndarray)}
    hidden, features = np.max([(1, 1), *(W.shape for W in known.values())], axis=0)
    points = np.full((len(weights), 2 if hidden > MOST_SHOWN else hidden, features), np.nan)
    for i, W in known.items():
        own = np.pad(W, [(0, hidden - len(W)), (0, 0)])
        points[i, :, : W.shape[1]] = principal_plane(own)[0] @ own if hidden > MOST_SHOWN else own
    least = LARGEST / 10**MOST_DECIMALS
    largest = np.max(np.abs(points), where=np.isfinite(points), initial=least)
    return points.round(int(np.log10(LARGEST / largest))) if largest <= LARGEST else points


def _label(row: Mapping[Any, Any], look: Look) -> str:
    """Return in words which training a row of the table is about, and how it ended."""
    settings = {} if look.overlay else settings_in_name(row["file"])
    settings = settings or {"log": row["file"]}
    names = dict.fromkeys([*FACTS, look.value])
    facts = {name: row[name] for name in names if pd.notna(row.get(name))}
    if isinstance(facts.get("settled"), bool | np.bool_):
        facts["settled"] = "yes" if facts["settled"] else "no"
    if not isinstance(row["W"], np.ndarray):
        facts["weights"] = "none"
    told = (
        ", ".join(f"{NAMES.get(name, name)} = {_text(one[name])}" for name in one)
        for one in (settings, facts)
    )
    return printable(" – ".join(told))


def _text(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _address(figure: Figure) -> str:
    """Return the address of a picture that is in the address itself."""
    for panel in figure.axes:
        for marks in panel.collections:
            marks.set_rasterized(True)
    picture = as_bytes(figure, "svg", CELL_DPI)
    return f"data:image/svg+xml;base64,{base64.b64encode(picture).decode()}"
