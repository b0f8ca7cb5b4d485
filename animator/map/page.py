"""Write the map of a sweep as a page: the picture, and how each training in it ended."""

import base64
from collections.abc import Collection, Mapping, Sequence
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
from ..page.panels import Data, axis, weights_panel
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
    out.write_text(render(MapData(tables[0], job.look).since(())), encoding="utf-8")
    return f"{len(tables[0]):,} logs"


class MapData:
    """Hold what the page of a map shows, to send it as a whole or only its new trainings.

    Its trainings are frames, as the snapshots of a log.
    """

    def __init__(self, table: pd.DataFrame, look: Look, varied: Collection[str] = ()) -> None:
        """Draw the map; raise UsageError if there is none."""
        self._look = look = replace(look, size=(SIDE, SIDE))
        drawn = {
            theme: draw_map(table, replace(look, theme=theme), varied) for theme in get_args(Theme)
        }
        figure, rows, corners = drawn["light"]
        order = np.lexsort(corners[:, 0].T[::-1])  # from left to right, and there from below
        rows, corners = rows.iloc[order], corners[order]
        middles = corners.mean(axis=1) * [1, -1] + [0, 1]  # from above
        reaches = np.diff(corners, axis=1)[:, 0] / 2
        self._shown = {
            "title": figure.get_suptitle(),
            "pictures": {theme: _address(one.figure) for theme, one in drawn.items()},
            "edge": float(figure.axes[0].get_position().x1),  # of what is left of the colours
            "cells": encode_numbers(np.hstack([middles, reaches]).round(4)),
        }
        if look.shows_curves:
            panel, curves = figure.axes[0], rows["curve"].tolist()
            name = f"mean {in_words(look.scalar[0])}"
            self._shown |= {
                "x": axis(panel.get_xlim(), "run"),
                "y": axis(panel.get_ylim(), name, scale=look.loss_scale),
                "plot": list(panel.get_position().extents),
                "counts": [len(curve.runs) for curve in curves],
                "runs": encode_numbers(np.concatenate([curve.runs for curve in curves])),
                "means": encode_numbers(np.concatenate([curve.means for curve in curves])),
            }
        # Of a training without weights, W is empty.
        self._weights = [W if isinstance(W, np.ndarray) else np.empty((0, 0)) for W in rows["W"]]
        self._labels = [_label(row, look) for row in rows.to_dict("records")]
        self._points, self._norms = final_points(self._weights)
        self._projection = project(self._points)
        self._is_cut = max(map(len, self._weights)) > MOST_SHOWN
        # What is sent of each training follows from this:
        kind = self._points.shape[1:], self._is_cut
        self.trainings = [
            hash((label, W.tobytes(), kind))
            for label, W in zip(self._labels, self._weights, strict=True)
        ]

    def since(self, seen: Sequence[int]) -> Data:
        """Return what a page lacks that has these trainings; log.js puts them into their order."""
        if is_new := set(seen).isdisjoint(self.trainings):
            seen = ()
        places = {training: place for place, training in enumerate(seen)}
        new = [i for i, training in enumerate(self.trainings) if training not in places]
        places |= {self.trainings[i]: len(seen) + place for place, i in enumerate(new)}
        return page_data(
            self._look,
            title=self._shown["title"],
            is_new=is_new,
            steps=encode_runs(np.arange(len(self.trainings))),
            order=[places[training] for training in self.trainings],
            labels=[self._labels[i] for i in new],
            logs=[{"heading": "", "averages": [], **self._log(new)}],
        )

    def _log(self, new: Sequence[int]) -> Data:
        """Return what the two panels show, and the weights of the new trainings."""
        panel = weights_panel(self._projection, self._norms, extents([self._projection]))
        series = {"W": encode_numbers(self._points[new])}
        if self._is_cut:
            series["norms"] = encode_numbers(self._norms[new])
            for i, side in enumerate("xy"):
                panel[side]["name"] = f"PC {i} of this W"
        reach = np.max(self._norms, axis=0, where=np.isfinite(self._norms), initial=0)
        panels = {"curves" if self._look.shows_curves else "map": self._shown, "weights": panel}
        if self._look.shows_curves and np.isnan(self._points).all():
            del panels["weights"]
        return {
            "panels": panels,
            "colours": colours.of_features(reach),
            "hulls": [self._hull(i) for i in new],
            "shapes": {"W": self._points.shape[1:]},
            "series": series,
        }

    def _hull(self, i: int) -> list[int]:
        W = self._weights[i]
        if not W.size or project(W[None]).is_partial:
            return []
        return hull_of_represented(self._projection.points[i], self._norms[i]).ravel().tolist()


def final_points(weights: Sequence[Array]) -> tuple[Array, Array]:
    """Return where the features of each W (m, n) are (trainings, d, n), and their norms.

    Both are NaN for features that a training lacks. Up to three hidden dimensions are kept, and
    those that other trainings lack are zero. More are projected onto the plane in which the
    training's own weights reach farthest. Points are rounded, if possible to numbers that take two
    bytes each.
    """
    hidden, features = np.max([(1, 1), *(W.shape for W in weights)], axis=0)
    is_cut = hidden > MOST_SHOWN
    points = np.full((len(weights), 2 if is_cut else hidden, features), np.nan)
    norms = np.full((len(weights), features), np.nan)
    for place, norm, W in zip(points, norms, weights, strict=True):
        padded = np.pad(W, [(0, hidden - len(W)), (0, 0)])
        place[:, : W.shape[1]] = principal_plane(padded)[0] @ padded if is_cut else padded
        norm[: W.shape[1]] = geometry.norms(W)
    least = LARGEST / 10**MOST_DECIMALS
    largest = np.max(np.abs(points), where=np.isfinite(points), initial=least)
    if largest <= LARGEST:
        points = points.round(int(np.log10(LARGEST / largest)))
    return points, norms


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
