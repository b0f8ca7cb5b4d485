"""Logs of trainers in other languages: tests/data/producers has each beside the program."""

import re
from pathlib import Path

import numpy as np
import pytest

from animator import read_log

from ...checkout import DATA
from ..logs import kept_values
from ..plain import parse

PRODUCERS = DATA / "producers"
NO_RECORDS = re.compile(r"^(sparse: (True|False)|Epoch .*)\n", re.MULTILINE)

LOGS = [  # name; how many values each scalar has; the shape of the blocks; warnings
    ("awk_loop.log", {"L": 60, "hits": 60, "elapsed s": 60, "best": 4}, {"W": (4, 1, 3)}, []),
    (
        "c_variant.log",
        {"L": 60, "lr": 60, "norm2": 60, "checkpoint": 8, "saved": 3},
        {"W": (3, 2, 3)},
        ["1: not understood, (checkpoint: 0)"],
    ),
    ("node_loop.log", {"L": 60, "train/acc": 60, "val/acc": 6}, {"W": (6, 2, 3)}, []),
    (
        "numpy_loop.log",
        {"L": 60, "|g|": 60, "val L": 4},
        {"W": (4, 2, 3)},
        ["4: not understood, (sparse: True)", "5: not understood, (Epoch 0 finished: 0.00)"],
    ),
    ("r_loop.log", {"L": 61, "norm": 61, "max abs g": 7}, {"W": (7, 2, 3)}, []),
    (
        "torch_loop.log",
        {"L": 60, "lr": 60, "grad_norm": 60, "val/L": 3},
        {"b": (3, 1, 3), "W": (3, 2, 3)},
        [],
    ),
]


def test_every_log_is_in_the_table_and_stands_beside_its_program() -> None:
    assert [row[0] for row in LOGS] == sorted(path.name for path in PRODUCERS.glob("*.log"))
    programs = [path.stem for path in PRODUCERS.iterdir() if path.suffix != ".log"]
    assert sorted(programs) == [Path(row[0]).stem for row in LOGS]


@pytest.mark.parametrize(("name", "scalars", "blocks", "warnings"), LOGS)
def test_every_value_that_another_trainer_prints_is_read(
    name: str,
    scalars: dict[str, int],
    blocks: dict[str, tuple[int, int, int]],
    warnings: list[str],
) -> None:
    log = read_log(PRODUCERS / name)
    counts = {tag: int(np.isfinite(values).sum()) for tag, values in log.curves.items()}
    assert counts == scalars
    assert {tag: values.shape for tag, values in log.blocks.items()} == blocks
    assert [f"{each.line}: {each.reason}" for each in log.warnings][: len(warnings)] == warnings
    assert bool(log.warnings) == bool(warnings)
    text = NO_RECORDS.sub("", (PRODUCERS / name).read_text())
    text = text.removeprefix("checkpoint: 0\n")
    text = re.sub(r"(\d)\]\n", r"\1\n]\n", text)  # awk's last row
    text = re.sub(r"run: (\d)e\+05\n", r"run: \g<1>00000\n", text)  # R's
    assert kept_values(log) == parse(text)
