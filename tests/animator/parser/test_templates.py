"""Templates tell where the values stand in the lines of another program's log."""

import gzip
import io
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from animator import Log, Look, animate, read_log, read_table
from animator.parser.reading import GrowingLog
from animator.scene.panel import with_panels
from animator.scene.timeline import timelines

from ..logs import kept_values, warnings_of
from ..program import environment, new_process

ITER = "iter {run}: loss {L}, time {}ms"


def read(text: str | bytes, *lines: str, part: int = -1) -> Log:
    raw = text if isinstance(text, bytes) else text.encode()
    return read_log(io.BytesIO(raw), lines=lines, part=part)


def curves(log: Log) -> dict[str, list[tuple[int, str]]]:
    """Return the values of each scalar with their runs, without those that are missing."""
    found: dict[str, list[tuple[int, str]]] = {}
    for (run, name, _, _), value in kept_values(log).items():
        found.setdefault(name, []).append((run, value))
    return found


@pytest.mark.parametrize(
    ("text", "lines", "expected"),
    [
        ("iter 5: loss 0.5, time 3.25ms\n", [ITER], {"L": [(5, "0.5")]}),
        ("0 | iter 5:  loss\t1e-5, time ms, x\n", [ITER], {"L": [(5, "1e-05")]}),
        ("iter 5: loss 1.#INF, time 1ms\n", [ITER], {"L": [(5, "inf")]}),
        ("iter 5: loss -inf, time 1ms\n", [ITER], {"L": [(5, "-inf")]}),
        ("iter 1e+05: loss 5., time 1ms\n", [ITER], {"L": [(100000, "5.0")]}),
        ("iter 007: loss +.5, time 1ms\n", [ITER], {"L": [(7, "0.5")]}),
        ("a\r\niter 5: loss 0.5, time 3ms\r\nb\r\n", [ITER], {"L": [(5, "0.5")]}),
        ("\x1b[32miter\x1b[0m 5: loss 0.5, time 3ms\n", [ITER], {"L": [(5, "0.5")]}),
        ("loss 3\nloss 4\n", ["loss {L}"], {"L": [(0, "3.0"), (1, "4.0")]}),
        (" 10%\rloss 3\r 50%\rloss 4\n", ["loss {L}"], {"L": [(0, "3.0"), (1, "4.0")]}),
        ("x loss 3% 4\n", ["loss {L}% {acc}"], {"L": [(0, "3.0")], "acc": [(0, "4.0")]}),
        ("Epoch 3. Loss 0.5.\n", ["Epoch {run}. Loss {L}."], {"L": [(3, "0.5")]}),
        ("3-0.5\n", ["{run}-{L}"], {"L": [(3, "0.5")]}),
        ("x12: 0.5\na.3: 0.5\n-1: 0.5\n3: 0.4\n", ["{run}: {L}"], {"L": [(3, "0.4")]}),
        ("3: 0.5\n13: 0.4\n", ["{run}: {L}"], {"L": [(3, "0.5"), (13, "0.4")]}),
        ("{'L': 0.5} {}\n", ["{{'L': {L}}} {{"], {"L": [(0, "0.5")]}),
        ("{x}0.5{}\n{x}0.4 \n", ["{{x}}{L}{{}}"], {"L": [(0, "0.5")]}),
        ("{W}0.5\n", ["{{W}}{L}"], {"L": [(0, "0.5")]}),
        ("loss é 0.5\n", ["é {L}"], {"L": [(0, "0.5")]}),
        ("loss a 0.5 b\nloss a b 0.25 b\n", ["loss {} {L} b"], {"L": [(0, "0.5"), (1, "0.25")]}),
        ("loss ms 1 loss 0.5 s\n", ["loss {} {L} s"], {"L": [(0, "0.5")]}),
        (
            "Iteration 0, loss = 2.5\nIteration 0, lr = 0.1\nIteration 20, loss = 2\n",
            ["Iteration {run}, loss = {L}", "Iteration {run}, lr = {lr}"],
            {"L": [(0, "2.5"), (20, "2.0")], "lr": [(0, "0.1")]},
        ),
        (
            "Epoch 1/10\nloss: 0.5 - acc: 0.9\nEpoch 2/10\nloss: 0.4 - acc: 0.8\n",
            ["Epoch {run}/{}", "loss: {L} - acc: {acc}"],
            {"L": [(1, "0.5"), (2, "0.4")], "acc": [(1, "0.9"), (2, "0.8")]},
        ),
        (  # in one line, the run counts first wherever it stands
            "L=0.5 at 1\nL=0.4 at 2\n",
            ["L={L}", "at {run}"],
            {"L": [(1, "0.5"), (2, "0.4")]},
        ),
        (
            "step 0: val 3\nat 0: 2.5\nat 1: 2\nat 2: 1\nstep 3: val 1.5\n",
            ["at {run}: {L}", "step {run}: val {val}"],
            {"L": [(0, "2.5"), (1, "2.0"), (2, "1.0")], "val": [(0, "3.0"), (3, "1.5")]},
        ),
        ("loss 3\nval 4\nloss 2\n", ["loss {L}", "val {v}"],
         {"L": [(0, "3.0"), (1, "2.0")], "v": [(0, "4.0")]}),
    ],
)  # fmt: skip
def test_values_are_read_where_the_templates_say(
    text: str, lines: list[str], expected: dict[str, list[tuple[int, str]]]
) -> None:
    log = read(text, *lines)
    assert curves(log) == expected
    assert [w for w in warnings_of(log) if "not finite" not in w] == []


@pytest.mark.parametrize(
    "array",
    [
        "[[ 0.5  -1.   2. ]\n [ 0.25  3.  nan]]",
        "array([[ 0.5, -1., 2.],\n       [0.25, 3., nan]], dtype=float32)",
        "tensor([[ 5.0000e-01, -1.0000e+00,  2.0000e+00],\n"
        "        [ 0.25,  3, nan]], device='cuda:0', requires_grad=True)",
        "Parameter containing:\ntensor([[0.5, -1, 2],\n        [0.25, 3, nan]], device='cpu')",
        "Array([[0.5, -1., 2.],\n       [0.25, 3., nan]], dtype=float32)",
        "[[0.5, -1, 2], [0.25, 3, NaN]]",
        "\n[[0.5\n  -1\n 2]\n\n [0.25, 3, nan]]",
    ],
)
def test_an_array_is_read_as_it_is_printed(array: str) -> None:
    text = (
        f"loss 1\nW = {array} and more\nb: [1. 2.\n 3.]\nloss 2\nW = {array}\nb: [[4], [5], [6]]\n"
    )
    log = read(text, "loss {L}", "W = {W}", "b: {b}")
    assert log.snapshot_runs.tolist() == [0, 1]
    W = [[0.5, -1, 2], [0.25, 3, np.nan]]
    np.testing.assert_array_equal(log.matrix("W"), [W, W])
    np.testing.assert_array_equal(log.matrix("b"), [[[1, 2, 3]], [[4, 5, 6]]])
    turned = read(text, "loss {L}", "W = {W.T}")
    np.testing.assert_array_equal(turned.matrix("W"), np.transpose([W, W], (0, 2, 1)))
    assert log.warnings == []


@pytest.mark.parametrize(
    ("text", "lines", "warnings"),
    [
        (
            "#\nloss 2\nW = [[1 2]\n [3]]\n\nloss 1\n",
            ["loss {L}", "W = {W}"],
            ["3: a block with rows of different lengths, (W: [)"],
        ),
        (
            "loss 2\nW = [[1 2]\n [3 4]]\nloss 1\nx\nW = [[1 2]\n",
            ["loss {L}", "W = {W}"],
            ["6: the log ends inside an array, (W = [[1 2])"],
        ),
        ("loss 2\n\nloss 1", ["loss {L}"], ["3: the last line is cut off, (loss 1)"]),
        ("loss 2\n\nlos", ["loss {L}"], []),
        ("#\nval 3\nloss 2\n", ["loss {L}", "val {v}"],
         ["2: a value before the first run is left out"]),
        ("#\nval 3\nat 1: 2\n", ["at {run}: {L}", "val {v}"],
         ["2: a value before the first run is left out"]),
        ("#\n1: 2\n#\n1: 3\n", ["{run}: {L}"], ["4: a second loss in run 1, (L: 3)"]),
        ("at 3\n#\n1: 2 1-2\n", ["{run}: {L} {x}"],
         ["3: not understood, (x: 1-2)"]),
        ("#\n1: 2\n\n2: nan\n", ["{run}: {L}"], ["4: 1 loss is not finite, first at run 2"]),
        ("loss 2\n", ["loss {L}", "acc {acc}%"],
         ["1: no line matches the template 'acc {acc}%', nor a part of it, (loss 2)"]),
        ("loss 2\nacc 3 %\n", ["loss {L}", "acc {acc}%"],
         ["2: no line matches the template 'acc {acc}%'; this has only 'acc 3', (acc 3 %)"]),
    ],
)  # fmt: skip
def test_what_is_dropped_is_reported_with_the_line_of_the_log(
    text: str, lines: list[str], warnings: list[str]
) -> None:
    assert warnings_of(read(text, *lines)) == warnings


def test_a_line_that_is_too_long_is_reported_and_the_rest_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("animator.parser.templates.translator.LONGEST_ARRAY", 2**20)
    text = b"1: 3\n" + b"7" * (2**22) + b"8: 4\n2: 5\n"
    log = read(text, "{run}: {L}")
    assert curves(log) == {"L": [(1, "3.0"), (2, "5.0")]}
    assert warnings_of(log)
    for warning in warnings_of(log):
        assert "2: a line of more than 1048576 bytes, (" in warning


def shuffled_log(lines: int) -> tuple[str, dict[str, list[tuple[int, str]]], list[int]]:
    """Return a log with noise, its values, and the lines of the losses."""
    dice = random.Random(3)
    text, found, at = "", {"L": [], "lr": [], "val": []}, []  # type: ignore[var-annotated]
    for run in range(lines):
        while dice.random() < 0.3:
            text += dice.choice(["saving\n", "\n", "loss is fine\n", "[1 2\n", "step\n"])
        loss, lr = dice.random(), dice.random()
        at.append(text.count("\n") + 1)
        text += f"INFO step {run}/9 loss {loss:.4f}, ok\n"
        found["L"].append((run, repr(float(f"{loss:.4f}"))))
        text += f"lr {lr:.3e}\n"
        found["lr"].append((run, repr(float(f"{lr:.3e}"))))
        if run % 7 == 3:
            text += f"loss was {loss:.2f}\n"
            found["val"].append((run, repr(float(f"{loss:.2f}"))))
    return text, found, at


SHUFFLED = ["step {run}/{} loss {L}, ok", "lr {lr}", "loss was {val}"]


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
def test_a_log_may_arrive_in_pieces_of_any_size(size: int) -> None:
    text, found, _ = shuffled_log(min(50 * size, 300))
    raw = text.encode()
    growing = GrowingLog("<log>", None, SHUFFLED)
    for start in range(0, len(raw), size):
        growing.add(raw[start : start + size])
        growing.add_last_run()
    growing.finish("")
    assert curves(growing.log(-1, None)) == found


def test_parts_and_warnings_have_the_lines_of_the_log() -> None:
    text, found, at = shuffled_log(300)
    lines = text.split("\n")
    lines[at[200] - 1] = "step 200/9 loss nan, ok"
    both = "\n".join(lines) + text
    log = read(both, *SHUFFLED, part=0)
    count = text.count("\n")
    assert [(part.first_line, part.first_run) for part in log.parts] == [
        (at[0], 0),
        (count + at[0], 0),
    ]
    assert [warning.line for warning in log.warnings] == [at[200], count + at[0]]
    assert curves(read(both, *SHUFFLED)) == found
    zipped = read(gzip.compress(both.encode()), *SHUFFLED)
    assert curves(zipped) == found


def test_the_counts_of_matching_lines_are_told(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    path = tmp_path / "run.log"
    path.write_text("hello\nloss 3\nloss 2\nacc 1\n")
    log = read_log(path, lines=["loss {L}", "acc {acc}"])
    assert log.matched == {"loss {L}": 2, "acc {acc}": 1}
    animate(path, tmp_path / "run.csv", lines=["loss {L}", "acc {acc}"])
    told = [str(warning.message) for warning in recwarn]
    assert told == [f"{path}: 2 lines match 'loss {{L}}', 1 lines match 'acc {{acc}}'"]
    assert len((tmp_path / "run.csv").read_text().splitlines()) == 1 + 3


def test_a_folder_of_logs_is_read_by_templates(tmp_path: Path) -> None:
    for seed in range(3):
        (tmp_path / f"seed={seed}.log").write_text(f"loss {seed}\nloss {seed}.5\n")
    table = read_table(tmp_path, lines=["loss {L}"])
    assert table["runs"].tolist() == [2, 2, 2]
    assert table["loss"].tolist() == [0.5, 1.5, 2.5]
    animate(tmp_path, tmp_path / "table.csv", lines=["loss {L}"], quiet=True)
    assert (tmp_path / "table.csv").read_text().count("\n") == 1 + 3


def test_the_command_reads_stdin_by_templates(tmp_path: Path) -> None:
    text = "".join(f"iter {run}: loss {1 / (run + 1):.4f}, time 3ms\n" for run in range(20))
    for output, stdin in [("run.png", text.encode()), ("run.csv", gzip.compress(text.encode()))]:
        words = ["-", "-o", output, "--line", ITER]
        assert new_process(tmp_path, *words, stdin=stdin) == (
            0,
            f"animator: <stdin>: 20 lines match {ITER!r}\n",
        )
        (tmp_path / output).unlink()


def test_the_command_describes_a_log_by_templates(tmp_path: Path) -> None:
    (tmp_path / "run.log").write_text("loss 3\nloss 2\n")
    command = [sys.executable, "-m", "animator", "run.log", "--describe", "--line", "loss {L}"]
    done = subprocess.run(
        [*command, "--quiet"], cwd=tmp_path, env=environment(), capture_output=True, check=True
    )
    assert done.stdout.startswith(b"run.log: 2 runs, from run 0 to run 1")
    assert done.stderr == b""


@pytest.mark.parametrize(("runs", "frames"), [(1, 1), (60, 60), (1000, 100)])
def test_a_log_without_weights_is_a_film_of_its_losses(runs: int, frames: int) -> None:
    shown = timelines([read("loss 3\n" * runs, "loss {L}")], Look())
    assert with_panels(Look(), shown).panels == ("loss",)
    assert len(shown[0]) == frames
    assert shown[0].runs[-1] == runs - 1
    log = read("loss 3\nW = [[1 2] [3 4]]\n", "loss {L}", "W = {W}")
    assert with_panels(Look(), timelines([log], Look())).panels == ("loss", "weights")


def test_another_program_may_print_its_numbers_as_it_likes() -> None:
    text = "val 9\n" + "".join(f"at {run}: 0.{run + 100}\nval {run}\n" for run in range(100))
    text = (
        text.replace("val 9", "at 0\nval 9", 1).replace("0.150", "0.15").replace("val 7\n", "", 1)
    )
    log = read(text, "at {run}: {L}", "at {run}", "val {val}")
    assert log.losses.tolist() == [float(f"0.{run + 100}") for run in range(100)]
    assert log.scalar("val")[[0, 1, 99]].tolist() == [9, 1, 99]
    assert warnings_of(log) == ["4: a second value of 'val' in a run, (val: 0)"]


def test_a_scalar_may_be_missing_from_the_first_run() -> None:
    text = "at 0: 0.5\n" + "".join(f"at {run}: 0.4\nval {run}\n" for run in range(1, 100))
    log = read(text, "at {run}: {L}", "val {val}")
    assert np.array_equal(log.scalar("val"), [np.nan, *range(1, 100)], equal_nan=True)


@pytest.mark.parametrize("length", [4000, 4001])
def test_anything_is_at_most_4000_characters_so_that_long_lines_take_no_longer(
    length: int, tmp_path: Path
) -> None:
    path = tmp_path / "train.log"
    path.write_text(f"iter 1: loss 0.5\niter 2:{length * '.'}loss 0.25\n")
    losses = read_log(path, lines=["iter {run}:{}loss {L}"]).losses.tolist()
    assert losses == ([0.5, 0.25] if length == 4000 else [0.5])
