"""The tour, docs/tour.ipynb, runs with all its solutions, and what it says is true."""

import csv
import json
import re
from copy import deepcopy

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from bench.tour import run

from .checkout import DATA, ROOT

NOTEBOOK = nbformat.read(ROOT / "docs" / "tour.ipynb", as_version=4)
PROSE = [cell for cell in NOTEBOOK.cells if cell.cell_type == "markdown"]
TEXT = " ".join("\n".join(cell.source for cell in PROSE).split())

# Each row has a piece of the text, and what it says in Python, after the last cell.
with (DATA / "tour-claims.tsv").open() as table:
    CLAIMS = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))

# What the claims use.
PRELUDE = (
    f"ROOT = Path({str(ROOT)!r})"
    + """
MINIMA = (ROOT / "docs" / "minima.md").read_text()
C_LOG = (ROOT / "logs" / "c-pentagon.log").read_bytes()

def last_polygon(name):
    return read_log(name).geometry().polygon.iloc[-1]

def represented(name):
    log = read_log(name)
    features = log.features().loc[log.snapshot_runs[-1]]
    return features.index[features.represented].tolist()

def last_parameters(name):
    log = read_log(name)
    return Parameters(log.matrix("W")[-1], log.matrix("b")[-1, 0])

def post_pull(W, b):
    params = Parameters(W, b)
    terms = post_terms(params, importances(0.9, 32), fresh, forward(params, fresh))
    return max(np.abs(terms.W.mean(axis=-1)).max(), np.abs(terms.b.mean(axis=-1)).max())

def is_more_important(cell):
    found = represented(f"phase/{cell.file}")
    return found == [int(cell.importance > 1)] or (cell.importance == 1 and len(found) == 1)
"""
)


def solutions(cell: nbformat.NotebookNode) -> list[str]:
    pattern = r"^<details><summary>Solution</summary>\n\n(.*?)\n\n</details>$"
    details = re.findall(pattern, cell.source, re.MULTILINE | re.DOTALL)
    return [
        code
        for text in details
        for code in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    ]


def texts(cell: nbformat.NotebookNode) -> list[str]:
    """Return what a cell printed, without pictures and films."""
    printed = []
    for output in cell.outputs:
        data = output.get("data", {})
        printed += [output.get("text", ""), data.get("text/plain", ""), data.get("text/html", "")]
    return [text for text in printed if "<video" not in text]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> dict[str, nbformat.NotebookNode]:
    """Return the cells, by their ids, of the tour with its solutions and claims after it ran."""
    notebook = nbformat.from_dict({**NOTEBOOK, "cells": []})
    for cell in NOTEBOOK.cells:
        notebook.cells += [deepcopy(cell), *map(new_code_cell, solutions(cell))]
    notebook.cells += [new_code_cell(PRELUDE)]
    for number, claim in enumerate(CLAIMS):
        check = f"bool({claim['python']})"
        notebook.cells += [new_code_cell(check, id=f"claim-{number}")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TQDM_DISABLE", "1")  # a slow machine would show bars
        run(notebook, tmp_path_factory.mktemp("tour"))
    return {cell.id: cell for cell in notebook.cells}


def test_what_the_committed_cells_show_is_what_they_print(
    done: dict[str, nbformat.NotebookNode],
) -> None:
    shown = {cell.id: texts(cell) for cell in NOTEBOOK.cells if cell.cell_type == "code"}
    assert {name: texts(done[name]) for name in shown} == shown


@pytest.mark.parametrize("number", range(len(CLAIMS)))
def test_what_the_text_says_is_true(number: int, done: dict[str, nbformat.NotebookNode]) -> None:
    claim = CLAIMS[number]
    assert claim["text"] in TEXT
    assert texts(done[f"claim-{number}"]) == ["", "True", ""], claim["python"]


def test_nothing_warns(done: dict[str, nbformat.NotebookNode]) -> None:
    for cell in done.values():
        for output in cell.get("outputs", []):
            assert output.get("name") != "stderr", output.text


def test_each_exercise_has_a_solution_that_runs() -> None:
    exercises = [cell for cell in PROSE if "**Exercise" in cell.source]
    assert len(exercises) >= 6
    for number, cell in enumerate(exercises, start=1):
        assert cell.source.startswith(f"**Exercise {number}.**")
        assert len(solutions(cell)) == 1


def test_the_committed_outputs_are_small_and_the_rest_is_stable() -> None:
    outputs = [cell.outputs for cell in NOTEBOOK.cells if cell.cell_type == "code"]
    assert len(json.dumps(outputs)) <= 300_000
    assert NOTEBOOK.metadata.language_info == {"name": "python"}
    assert all(cell.metadata == {} for cell in NOTEBOOK.cells)
