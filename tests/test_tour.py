"""The tour, docs/tour.ipynb, runs with all its solutions, and what it says is true."""

import json
import re

import nbformat
import pytest
from bench.tour import run
from nbformat.v4 import new_code_cell

from .checkout import ROOT

NOTEBOOK = nbformat.read(ROOT / "docs" / "tour.ipynb", as_version=4)
PROSE = [cell for cell in NOTEBOOK.cells if cell.cell_type == "markdown"]
TEXT = " ".join("\n".join(cell.source for cell in PROSE).split())

# A piece of the text, and what it says in Python, after the last cell.
CLAIMS = [
    ("Only one sample in twelve has two features or more", "0.95 < 12 * (active >= 2).mean() < 1.05"),
    ("The pentagon wins", "min(models, key=lambda m: mean_loss(models[m], importance, data.T)) == 'pentagon'"),
    ("Here it has the right sign for all ten weights", "(np.sign(post) == np.sign(numeric)).all()"),
    ("For these settings it is, byte for byte, the log of the post's program", "Path('pentagon.log').read_bytes() == C_LOG"),
    ("The loss falls from 0.045", "abs(log.losses[:20].mean() - 0.045) < 0.0005"),
    ("to less than 0.008", "log.losses[-500:].mean() < 0.008"),
    ("it rests near 0.018", "(abs(log.loss.L.rolling(100).mean()[350:850] - 0.018) < 0.0015).all()"),
    ("it is down after 1,300 runs", "log.losses[1300:1400].mean() < 0.009"),
    ("which everything happens", "log.geometry().polygon.loc[1299:].eq('pentagon').all()"),
    ("Six features end on a hexagon: 0, 1, 2, 3, 4 and 7", "represented('hexagon.log') == [0, 1, 2, 3, 4, 7]"),
    ("For 6,700 runs the model rested on a pentagon; then feature 7 joined", "geometry.polygon.loc[3799:10499].tolist() == ['pentagon'] * 67 + [None]"),
    ("a hexagon with a *higher* loss", "fresh_loss(W[199], b[199]) > fresh_loss(W[99], b[99])"),
    ("would not climb for thousands of runs", "all(np.diff([fresh_loss(W[i], b[i]) for i in range(99, 150, 5)]) > 0)"),
    ("Of 100 seeds, the post's rule ends on a hexagon from 69", "'| the post\\'s rule | 6 | hexagon | 69 |' in MINIMA"),
    ("on a heptagon from 15", "'| the post\\'s rule | 7 | heptagon | 15 |' in MINIMA"),
    ("and on a pentagon from 11", "'| the post\\'s rule | 5 | pentagon | 11 |' in MINIMA"),
    ("the exact gradient ends on a pentagon from all", "'| the exact gradient | 5 | pentagon | 100 |' in MINIMA"),
    ("and AdamW from 98", "'| AdamW | 5 | pentagon | 98 |' in MINIMA"),
    ("Both end on a pentagon", "last_polygon('exact.log') == last_polygon('adamw.log') == 'pentagon'"),
    ("AdamW's pentagon has the features 8 and 15", "{8, 15} < set(represented('adamw.log'))"),
    ("the norms of the features 0 to 18 are all between 0.1 and 0.2", "read_log('adamw.log').features().loc[99].norm[:19].between(0.1, 0.2).all()"),
    ("the model keeps the two most important ones", "represented('sparsity-0.log') == [0, 1]"),
    ("four as two antipodal pairs", "last_polygon('sparsity-0.8.log') == 'square'"),
    ("then five on a pentagon", "last_polygon('sparsity-0.9.log') == 'pentagon'"),
    ("Each of the 49 cells is trained from two seeds", "len(table) == 98"),
]  # fmt: skip

PRELUDE = f"""
MINIMA = Path({str(ROOT / "docs" / "minima.md")!r}).read_text()
C_LOG = Path({str(ROOT / "logs" / "c-pentagon.log")!r}).read_bytes()

def last_polygon(name):
    return read_log(name).geometry().polygon.iloc[-1]

def represented(name):
    log = read_log(name)
    features = log.features().loc[log.snapshot_runs[-1]]
    return features.index[features.represented].tolist()
"""


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
        assert output.get("name") != "stderr", output.text
        data = output.get("data", {})
        printed += [output.get("text", ""), data.get("text/plain", ""), data.get("text/html", "")]
    return [text for text in printed if "<video" not in text]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> dict[str, nbformat.NotebookNode]:
    """Return the cells, by their ids, of the tour with its solutions and claims after it ran."""
    notebook = nbformat.from_dict({**NOTEBOOK, "cells": []})
    for cell in NOTEBOOK.cells:
        notebook.cells += [cell.copy(), *map(new_code_cell, solutions(cell))]
    notebook.cells += [new_code_cell(PRELUDE)]
    for number, (_, check) in enumerate(CLAIMS):
        notebook.cells += [new_code_cell(f"bool({check})", id=f"claim-{number}")]
    run(notebook, tmp_path_factory.mktemp("tour"))
    return {cell.id: cell for cell in notebook.cells}


def test_what_the_committed_cells_show_is_what_they_print(
    done: dict[str, nbformat.NotebookNode],
) -> None:
    shown = {cell.id: texts(cell) for cell in NOTEBOOK.cells if cell.cell_type == "code"}
    assert {name: texts(done[name]) for name in shown} == shown


@pytest.mark.parametrize("number", range(len(CLAIMS)))
def test_what_the_text_says_is_true(number: int, done: dict[str, nbformat.NotebookNode]) -> None:
    said, check = CLAIMS[number]
    assert said in TEXT
    assert texts(done[f"claim-{number}"])[1] == "True", check


def test_no_solution_prints_a_warning(done: dict[str, nbformat.NotebookNode]) -> None:
    ran = [cell for cell in done.values() if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in ran)
    for cell in ran:
        texts(cell)


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
